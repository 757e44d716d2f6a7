//! Functions within functions, modules within the file.

use flagkit::feature_flag;

fn nested_outer(number: u8) -> u8 {
    fn nested_inner(number: u8) -> u8 {
        number + 1
    }

    nested_inner(number) + 1
}

mod inner {

    pub(super) fn nested_below() -> u8 {
        1
    }

    pub(super) fn asked() -> bool {
        true
    }

    pub(super) mod deeper {
        pub(in super::super) fn nested_deepest() -> u8 {
            5
        }
    }
}

pub fn observe() -> String {
    format!(
        "{} {} {} {}",
        nested_outer(1),
        inner::nested_below(),
        inner::asked(),
        inner::deeper::nested_deepest()
    )
}
