//! Questions in `match`.

use crate::flags;

fn by_truth(log: &mut Vec<&'static str>) -> u8 {
    match flags::RETIRED.is_enabled() {
        true => {
            log.push("true");
            1
        }
        false => 2,
    }
}

fn guarded(number: Option<u8>) -> u8 {
    match number {
        Some(number) if flags::RETIRED.is_enabled() => number,
        // The old way for all of them.
        Some(number) if number > 3 && !flags::RETIRED.is_enabled() => number * 10,
        Some(number) if !flags::RETIRED.is_enabled() => number * 100,
        Some(_) => 0,
        None => 255,
    }
}

pub fn observe() -> String {
    let mut log = Vec::new();
    let value = by_truth(&mut log);
    match !flags::RETIRED.is_enabled() {
        true => log.push("old"),
        _ => log.push("new"),
    }
    format!("{value} {log:?} {} {} {}", guarded(Some(2)), guarded(Some(4)), guarded(None))
}
