//! Generated code names everything by an absolute path, so it needs no prelude.

#![no_implicit_prelude]
#![deny(warnings, clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]

::flagkit::flags!(pub mod = switches, "flags.json");
// Where a flag is named by its key, it is looked for here.
use self::switches as flags;

/// Answers by way of a handle.
#[::flagkit::feature_flag(switches::BARE, fallback = old)]
#[must_use]
pub fn answer((number, _): (u8, u8), mut more: u8) -> u8 {
    more += 1;
    number + more
}

fn old(numbers: (u8, u8), _more: u8) -> u8 {
    numbers.1
}

/// Answers later.
#[::flagkit::feature_flag(switches::BARE, otherwise = number)]
pub async fn later(number: u8) -> u8 {
    number + 1
}

/// Answers by the old code where it cannot by the new.
///
/// # Errors
///
/// Where the old code cannot either.
#[::flagkit::feature_flag(switches::RANKER, variants(fancy), fallback = rescuer, on_panic = fallback, on_error = fallback)]
pub fn rescued(
    (number, _): (u8, u8),
    text: ::std::string::String,
) -> ::core::result::Result<u8, ::std::string::String> {
    if number == 0 { ::core::result::Result::Err(text) } else { ::core::result::Result::Ok(number) }
}

fn rescuer(
    numbers: (u8, u8),
    text: ::std::string::String,
) -> ::core::result::Result<u8, ::std::string::String> {
    if numbers.1 == 0 {
        ::core::result::Result::Err(text)
    } else {
        ::core::result::Result::Ok(numbers.1)
    }
}

/// The same, later.
#[::flagkit::feature_flag(switches::BARE, otherwise = number, on_panic = fallback)]
pub async fn rescued_later(number: u8) -> u8 {
    number + 1
}

/// Answers one by one.
#[::flagkit::feature_flag(switches::RANKER, variants(fancy), fallback = ::core::iter::once)]
pub fn each(number: u8) -> impl ::core::iter::Iterator<Item = u8> {
    ::core::iter::repeat(number)
}

/// Answers when called.
#[::flagkit::feature_flag(switches::BARE, otherwise = move |more| number - more)]
pub fn adding(number: u8) -> impl ::core::ops::Fn(u8) -> u8 {
    move |more| number + more
}

/// Who is asked about.
#[derive(::core::fmt::Debug, ::flagkit::Context)]
#[context(rename_all = "camelCase")]
pub struct User<'a, T> {
    #[context(key)]
    id: u64,
    last_seen: T,
    #[context(flatten)]
    address: ::core::option::Option<&'a Address>,
}

/// Where they are.
#[derive(::core::fmt::Debug, ::flagkit::Context)]
pub struct Address {
    city: ::std::string::String,
    #[context(nested)]
    home: ::core::option::Option<::std::boxed::Box<Address>>,
}

/// Answers some.
#[::flagkit::feature_flag("by_city", otherwise = false, context = user)]
#[must_use]
pub fn asked<T: ::flagkit::AttributeItem>(user: &User<'_, T>) -> bool {
    user.id > 0
}

#[cfg(test)]
mod tests {
    use crate::switches;
    use ::core::iter::Iterator;
    use ::core::{assert, assert_eq};
    use ::std::borrow::ToOwned;
    use ::std::string::ToString;

    #[::flagkit::test(both = switches::BARE)]
    fn both_arms_run() {
        let is_new = switches::BARE.is_enabled();
        assert_eq!(crate::answer((1, 2), 3), if is_new { 5 } else { 2 });
        assert_eq!((crate::adding(3))(2), if is_new { 5 } else { 1 });
    }

    #[test]
    fn derived_contexts_work() {
        let address =
            crate::Address { city: "Busan".to_owned(), home: ::core::option::Option::None };
        let address = ::core::option::Option::Some(&address);
        assert!(crate::asked(&crate::User { id: 7, last_seen: 1.5, address }));
        assert!(!crate::asked(&crate::User { id: 7, last_seen: 0.5, address }));
    }

    #[test]
    fn variants_work() {
        let fancy = switches::RANKER.serve(switches::Ranker::Fancy);
        assert_eq!(crate::each(1).take(5).count(), 1);
        ::flagkit::testing::with(fancy, || {
            assert_eq!(crate::each(1).take(5).count(), 5);
            assert!(
                switches::RANKER.value() == "b"
                    && switches::RANKER.variant().to_string() == "fancy"
            );
        });
    }
}
