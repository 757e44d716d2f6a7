//! `cfg` and `cfg_attr`.

#[cfg(unix)]
#[cfg(not(no_flags))]
fn configured(number: u8) -> u8 {
    number + 1
}

#[cfg(not(unix))]
fn configured(number: u8) -> u8 {
    number + 2
}

pub fn observe() -> String {
    let mut log = vec![configured(1)];
    #[cfg(unix)]
    if true {
        log.push(1);
    }
    #[cfg(not(unix))]
    log.push(3);
    if cfg!(unix) {
        log.push(2);
    }
    format!("{log:?}")
}
