use flagkit::feature_flag;
pub fn observe() -> String { format!("{} {}", unended(), crate::flags::RETIRED.is_enabled()) }
#[feature_flag("retired", fallback = unended_old)]
fn unended() -> u8 { 1 }
fn unended_old() -> u8 { 2 }