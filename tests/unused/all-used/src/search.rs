//! A flag used in a module below.
use flagkit::feature_flag;

#[feature_flag("search_ranker", variants(semantic), otherwise = 0)]
pub(crate) fn rank() -> u32 {
    1
}
