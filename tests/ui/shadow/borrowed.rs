//! Arguments that hold what is borrowed: a shadow outlives the call.
use flagkit::feature_flag;
use std::borrow::Cow;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = 0, shadow = pure)]
fn words(words: &[&str]) -> usize {
    words.len()
}

#[feature_flag("new_checkout", otherwise = 0, shadow = pure)]
fn text<'a>(text: Cow<'a, str>) -> usize {
    text.len()
}

#[feature_flag("new_checkout", otherwise = None, shadow = pure)]
fn generic<T: Clone + Send + PartialEq>(items: &[T]) -> Option<T> {
    items.first().cloned()
}

fn main() {
    words(&["a"]);
    text("a".into());
    generic(&[1]);
}
