//! Tests under both arms.

use flagkit::feature_flag;

#[feature_flag("retired", fallback = tested_old)]
fn tested(number: u8) -> u8 {
    number + 1
}

fn tested_old(number: u8) -> u8 {
    number + 2
}

pub fn observe() -> String {
    tested(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::tested;

    #[flagkit::test(both = RETIRED)]
    fn is_more() {
        assert!(tested(1) > 1);
    }

    /// With docs.
    #[flagkit::test(both = crate::flags::RETIRED)]
    #[should_panic(expected = "more")]
    fn panics() {
        assert!(tested(1) < 1, "more");
    }

    #[flagkit::test(both = OTHER)]
    fn of_another_flag() {
        assert!(tested(1) > 1);
    }
}
