//! `cfg` and `cfg_attr`.

#[cfg(not(no_flags))]
use flagkit::feature_flag;

#[cfg(unix)]
#[feature_flag("retired", fallback = configured_old)]
#[cfg(not(no_flags))]
fn configured(number: u8) -> u8 {
    number + 1
}

#[cfg(not(unix))]
#[feature_flag("retired", fallback = configured_old)]
fn configured(number: u8) -> u8 {
    number + 2
}

fn configured_old(number: u8) -> u8 {
    number
}

pub fn observe() -> String {
    let mut log = vec![configured(1)];
    #[cfg(unix)]
    if crate::flags::RETIRED.is_enabled() {
        log.push(1);
    }
    #[cfg(not(unix))]
    log.push(3);
    if cfg!(unix) && crate::flags::RETIRED.is_enabled() {
        log.push(2);
    }
    format!("{log:?}")
}
