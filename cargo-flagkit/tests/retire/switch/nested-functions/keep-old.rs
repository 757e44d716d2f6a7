//! Functions within functions, modules within the file.

use flagkit::feature_flag;

fn nested_outer(value: u8) -> u8 {
    fn nested_deep(other: u8) -> u8 {
        other + 60
    }

    nested_deep(value)
}

mod inner {

    pub(super) fn nested_below() -> u8 {
        super::nested_above()
    }

    pub(super) fn asked() -> bool {
        false
    }

    pub(super) mod deeper {
        use super::super::nested_kept;

        pub(in super::super) fn nested_deepest() -> u8 {
            nested_kept()
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
