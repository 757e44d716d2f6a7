//! Code that comes back to itself.

fn recursive(number: u64) -> u64 {
    if number < 2 { 1 } else { number * recursive(number - 1) }
}

fn mutual(number: u64) -> u64 {
    mutual_old(number) + 1
}

fn mutual_old(number: u64) -> u64 {
    // The old code may come back to the new one.
    if number == 0 { 0 } else { 2 + mutual(number - 1) }
}

pub fn observe() -> String {
    format!("{} {}", recursive(5), mutual(3))
}
