//! Tests under both arms.

fn tested(number: u8) -> u8 {
    number + 2
}

pub fn observe() -> String {
    tested(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::tested;

    #[test]
    fn is_more() {
        assert!(tested(1) > 1);
    }

    /// With docs.
    #[test]
    #[should_panic(expected = "more")]
    fn panics() {
        assert!(tested(1) < 1, "more");
    }

    #[flagkit::test(both = OTHER)]
    fn of_another_flag() {
        assert!(tested(1) > 1);
    }
}
