//! Code that comes back to itself.

fn recursive(number: u64) -> u64 {
    recursive_old(number)
}

fn recursive_old(number: u64) -> u64 {
    if number == 0 { 0 } else { 1 + recursive_old(number - 1) }
}

fn mutual(number: u64) -> u64 {
    // The old code may come back to the new one.
    if number == 0 { 0 } else { 2 + mutual(number - 1) }
}

pub fn observe() -> String {
    format!("{} {}", recursive(5), mutual(3))
}
