//! Functions within functions, modules within the file.

use flagkit::feature_flag;

#[feature_flag("retired", fallback = nested_outer_old)]
fn nested_outer(number: u8) -> u8 {
    #[feature_flag("retired", fallback = nested_inner_old)]
    fn nested_inner(number: u8) -> u8 {
        number + 1
    }

    fn nested_inner_old(number: u8) -> u8 {
        number
    }

    nested_inner(number) + 1
}

fn nested_outer_old(value: u8) -> u8 {
    #[feature_flag("retired", fallback = nested_deep_old)]
    fn nested_deep(number: u8) -> u8 {
        number + 50
    }

    fn nested_deep_old(other: u8) -> u8 {
        other + 60
    }

    nested_deep(value)
}

mod inner {
    use crate::flags::RETIRED;
    use flagkit::feature_flag;

    #[feature_flag("retired", fallback = super::nested_above)]
    pub(super) fn nested_below() -> u8 {
        1
    }

    pub(super) fn asked() -> bool {
        RETIRED.is_enabled()
    }

    pub(super) mod deeper {
        use super::super::nested_kept;

        #[flagkit::feature_flag("retired", fallback = nested_kept)]
        pub(in super::super) fn nested_deepest() -> u8 {
            5
        }
    }
}

fn nested_above() -> u8 {
    2
}

fn nested_kept() -> u8 {
    6
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
