//! Where an annotated function may stand: nested, in modules, in macro output.

use crate::support::arm;
use flagkit::feature_flag;

mod inner {
    pub(super) mod deep {
        use flagkit::feature_flag;

        #[feature_flag("form", fallback = super::super::plain_old)]
        pub(in crate::places) fn in_a_module(number: u8) -> u8 {
            number + 1
        }

        #[feature_flag(crate::flags::FORM, fallback = old)]
        pub(crate) fn by_handle(number: u8) -> u8 {
            number + 1
        }
        fn old(number: u8) -> u8 {
            number
        }
    }
}

fn plain_old(number: u8) -> u8 {
    number
}

mod by_import {
    use crate::flags::FORM;
    use flagkit::feature_flag;

    #[feature_flag(FORM, fallback = super::plain_old)]
    pub(super) fn by_name(number: u8) -> u8 {
        number + 1
    }

    #[feature_flag("form", fallback = super::plain_old, crate = ::flagkit)]
    pub(super) fn by_crate(number: u8) -> u8 {
        number + 1
    }
}

mod by_module {
    use crate::flags;
    use flagkit::feature_flag;

    #[feature_flag(flags::FORM, fallback = super::plain_old)]
    pub(super) fn by_module(number: u8) -> u8 {
        number + 1
    }
}

/// A module by the name of the crate, and locals by the names that an expansion might use.
mod shadowed {
    #[allow(dead_code, clippy::module_inception)]
    mod core {}
    #[allow(dead_code)]
    mod std {}
    #[allow(dead_code)]
    enum Option {
        Some,
        None,
    }

    #[flagkit::feature_flag("form", fallback = old)]
    pub(super) fn shadowed(arm: u8, result: u8) -> u8 {
        arm + result
    }
    fn old(arm: u8, _result: u8) -> u8 {
        arm
    }

    #[flagkit::feature_flag("form", fallback = old_async)]
    pub(super) async fn shadowed_async(arm: u8, result: u8) -> u8 {
        arm + result
    }
    async fn old_async(arm: u8, _result: u8) -> u8 {
        arm
    }
}

macro_rules! whole_functions {
    ($vis:vis $name:ident, $old:path, $flag:literal, $argument:ident: $t:ty => $body:expr) => {
        #[feature_flag($flag, fallback = $old)]
        $vis fn $name($argument: $t) -> $t {
            let hidden = $body;
            hidden
        }
    };
}
whole_functions!(pub(crate) from_parts, plain_old, "form", number: u8 => number + 1);

macro_rules! own_arguments {
    ($name:ident, $pattern:pat, $t:ty, $block:block, $otherwise:expr) => {
        #[feature_flag("form", otherwise = $otherwise)]
        fn $name(own: u8, $pattern: $t) -> u8 {
            own + $block
        }
        #[allow(dead_code)]
        const _: fn(u8, $t) -> u8 = $name;
    };
}
own_arguments!(from_fragments, (left, right), (u8, u8), { left + right }, 3);

macro_rules! hygienic {
    ($name:ident, $number:ident) => {
        #[feature_flag("form", fallback = $name::old)]
        fn $name($number: u8, number: u8) -> u8 {
            // Two arguments of one name: the macro's own, and the caller's.
            $number * 10 + number
        }
        mod $name {
            pub(super) fn old(first: u8, second: u8) -> u8 {
                first - second
            }
        }
    };
}
hygienic!(two_names, number);

macro_rules! methods {
    ($type:ident { $($name:ident => $value:literal),* }) => {
        struct $type;
        impl $type {
            $(
                #[feature_flag("form", fallback = Self::old)]
                fn $name(&self) -> u8 {
                    let _ = self;
                    $value
                }
            )*
            fn old(&self) -> u8 {
                let _ = self;
                0
            }
        }
    };
}
methods!(Made { one => 1, two => 2 });

#[flagkit::test(both = FORM)]
fn modules() {
    let number = if arm() == "new" { 2 } else { 1 };
    assert_eq!(inner::deep::in_a_module(1), number);
    assert_eq!(shadowed::shadowed(1, 1), number);
    assert_eq!(crate::support::block_on(shadowed::shadowed_async(1, 1)), number);
}

#[flagkit::test(both = crate::flags::FORM)]
fn handles() {
    let number = if arm() == "new" { 2 } else { 1 };
    assert_eq!(inner::deep::by_handle(1), number);
    let by = (by_module::by_module(1), by_import::by_name(1), by_import::by_crate(1));
    assert_eq!(by, (number, number, number));
}

#[flagkit::test(both = FORM)]
fn macro_output() {
    let is_new = arm() == "new";
    assert_eq!(from_parts(1), if is_new { 2 } else { 1 });
    assert_eq!(from_fragments(1, (2, 3)), if is_new { 6 } else { 3 });
    assert_eq!(two_names(5, 3), if is_new { 53 } else { 2 });
    assert_eq!((Made.one(), Made.two()), if is_new { (1, 2) } else { (0, 0) });
}

#[flagkit::test(both = FORM)]
fn nested_functions() {
    fn old(text: &str) -> &str {
        text
    }
    #[feature_flag("form", fallback = old)]
    fn nested(text: &str) -> &str {
        #[feature_flag("form", fallback = old)]
        fn innermost(text: &str) -> &str {
            text.trim()
        }
        innermost(text)
    }
    assert_eq!(nested(" a"), if arm() == "new" { "a" } else { " a" });
}

#[test]
fn every_call_site_is_listed() {
    let sites = flagkit::callsites();
    let nested = sites.iter().find(|site| site.function() == "innermost").unwrap();
    assert_eq!((nested.key(), nested.fallback()), ("form", "old"));
    assert!(nested.file().ends_with("places.rs") && nested.module().ends_with("places"));
    assert!(
        sites
            .iter()
            .any(|site| site.function() == "exit_otherwise" && site.fallback() == "otherwise")
    );
}
