//! Questions in `match`.

fn by_truth(log: &mut Vec<&'static str>) -> u8 {
    log.push("true");
    1
}

fn guarded(number: Option<u8>) -> u8 {
    match number {
        Some(number) => number,
        Some(_) => 0,
        None => 255,
    }
}

pub fn observe() -> String {
    let mut log = Vec::new();
    let value = by_truth(&mut log);
    log.push("new");
    format!("{value} {log:?} {} {} {}", guarded(Some(2)), guarded(Some(4)), guarded(None))
}
