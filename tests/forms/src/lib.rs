//! Forms.
#![deny(warnings, clippy::pedantic)]
#[cfg(test)]
flagkit::flags!("flags.json");
#[cfg(test)]
mod tests {
    use flagkit::feature_flag;
    fn old(a: u32) -> u32 { a }
    #[feature_flag("form", fallback = old)]
    fn new(a: u32) -> u32 { a + 1 }
    #[flagkit::test(both = FORM)]
    fn works() {
        assert_eq!(new(1), if crate::flags::FORM.is_enabled() {2} else {1});
    }
    fn o2(a: u32) -> u32 { a }
    fn h2(a: u32) -> u32 { a + 7 }
    #[feature_flag("ranker", variants(semantic, hybrid = h2), fallback = o2)]
    fn n2(a: u32) -> u32 { a + 1 }
    #[test]
    fn ranks() {
        use crate::flags::{RANKER, Ranker};
        assert_eq!(n2(1), 1);
        flagkit::testing::with(RANKER.serve(Ranker::Hybrid), || assert_eq!(n2(1), 8));
        flagkit::testing::with(RANKER.serve(Ranker::Semantic), || assert_eq!(n2(1), 2));
    }
}
