//! Questions in `match`.

fn by_truth(log: &mut Vec<&'static str>) -> u8 {
    2
}

fn guarded(number: Option<u8>) -> u8 {
    match number {
        // The old way for all of them.
        Some(number) if number > 3 => number * 10,
        Some(number) => number * 100,
        Some(_) => 0,
        None => 255,
    }
}

pub fn observe() -> String {
    let mut log = Vec::new();
    let value = by_truth(&mut log);
    log.push("old");
    format!("{value} {log:?} {} {} {}", guarded(Some(2)), guarded(Some(4)), guarded(None))
}
