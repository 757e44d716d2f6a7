//! Chains of questions.

fn chained(number: i32) -> &'static str {
    if number < 0 { "negative" } else { "old" }
}

fn first_in_chain(number: i32) -> &'static str {
    "old"
}

fn without_else(number: i32) -> i32 {
    let mut sum = 0;
    if number == 0 {
        sum += 1;
    }
    if number == 1 {
        sum += 100;
    } else {
        sum += 1000;
    }
    sum
}

fn both_in_chain(number: i32) -> i32 {
    if number == 7 { 1 } else { 2 }
}

pub fn observe() -> String {
    let each = [-1, 0, 1, 2, 7, 8].map(|number| {
        format!(
            "{} {} {} {}",
            chained(number),
            first_in_chain(number),
            without_else(number),
            both_in_chain(number)
        )
    });
    each.join(";")
}
