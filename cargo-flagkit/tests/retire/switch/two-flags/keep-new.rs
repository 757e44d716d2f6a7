//! One function behind two flags.

use flagkit::feature_flag;

#[feature_flag("other", fallback = two_flags_other)]
fn two_flags() -> u8 {
    1
}

fn two_flags_other() -> u8 {
    3
}

pub fn observe() -> String {
    let both = flagkit::testing::with(crate::flags::OTHER.on(), two_flags);
    format!("{} {both}", two_flags())
}
