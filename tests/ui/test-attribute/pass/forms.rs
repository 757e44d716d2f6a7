//! What the attribute accepts, seen by a build that compiles no tests.
flagkit::flags!("flags.json");

#[cfg(test)]
mod tests {
    #[flagkit::test(both = NEW_CHECKOUT)]
    fn plain() {}

    #[flagkit::test(both = crate::flags::NEW_CHECKOUT)]
    fn by_path() -> Result<(), String> {
        Ok(())
    }

    #[flagkit::test(both = NEW_CHECKOUT)]
    #[should_panic = "on purpose"]
    fn panics() {
        panic!("on purpose")
    }
}

#[flagkit::test(both = NEW_SEARCH)]
#[ignore = "slow"]
fn at_the_root() {}

fn main() {}
