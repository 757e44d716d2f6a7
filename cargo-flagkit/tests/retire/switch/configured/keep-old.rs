//! `cfg` and `cfg_attr`.

#[cfg(unix)]
#[cfg(not(no_flags))]
fn configured(number: u8) -> u8 {
    configured_old(number)
}

#[cfg(not(unix))]
fn configured(number: u8) -> u8 {
    configured_old(number)
}

fn configured_old(number: u8) -> u8 {
    number
}

pub fn observe() -> String {
    let mut log = vec![configured(1)];
    #[cfg(unix)]
    if false {
        log.push(1);
    }
    #[cfg(not(unix))]
    log.push(3);
    format!("{log:?}")
}
