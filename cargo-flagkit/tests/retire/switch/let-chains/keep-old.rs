//! Chains with `let`.

fn chain(one: Option<u8>, two: Option<u8>) -> u8 {
    if let Some(one) = one
        && false
        && let Some(two) = two
    {
        one + two
    } else {
        0
    }
}

fn while_chain(numbers: &mut Vec<u8>) -> u8 {
    let mut sum = 0;
    while let Some(number) = numbers.pop()
        && (number > 1)
    {
        sum += number;
    }
    sum
}

pub fn observe() -> String {
    format!(
        "{} {} {} {}",
        chain(Some(1), Some(2)),
        chain(None, Some(3)),
        chain(Some(4), None),
        while_chain(&mut vec![1, 2, 1, 3])
    )
}
