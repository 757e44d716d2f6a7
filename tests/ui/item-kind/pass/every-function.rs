//! Free, associated, trait, generic, unsafe, foreign and nested functions.
use flagkit::feature_flag;
use std::fmt::Display;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_extern)]
extern "C" fn foreign(number: i32) -> i32 {
    number + 1
}

extern "C" fn old_extern(number: i32) -> i32 {
    number
}

#[feature_flag("new_checkout", fallback = old_unsafe)]
unsafe fn dangerous(pointer: *const u32) -> u32 {
    unsafe { *pointer + 1 }
}

unsafe fn old_unsafe(pointer: *const u32) -> u32 {
    unsafe { *pointer }
}

#[feature_flag("new_checkout", fallback = old_label)]
fn label<'a, T: Display, const N: usize>(items: &'a [T; N]) -> (&'a T, String) {
    (&items[0], format!("new {}", items[0]))
}

fn old_label<'a, T: Display, const N: usize>(items: &'a [T; N]) -> (&'a T, String) {
    (&items[N - 1], format!("old {}", items[N - 1]))
}

trait Price {
    #[feature_flag("new_checkout", otherwise = 1)]
    fn price(&self) -> u32 {
        2
    }
}

struct Shop;

impl Price for Shop {}

fn nested() -> u32 {
    #[feature_flag("new_checkout", otherwise = 1)]
    fn inner() -> u32 {
        2
    }
    inner()
}

fn main() {
    flagkit::testing::with(flags::NEW_CHECKOUT.off(), || {
        assert_eq!(foreign(1), 1);
        assert_eq!(unsafe { dangerous(&1) }, 1);
        assert_eq!(label(&["a", "b"]), (&"b", "old b".to_owned()));
        assert_eq!(Shop.price(), 1);
        assert_eq!(nested(), 1);
    });
}
