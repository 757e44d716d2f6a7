//! What the old code may be.

use crate::support::arm;
use flagkit::feature_flag;

mod elsewhere {
    pub(crate) fn old(number: i64) -> i64 {
        number
    }
    pub(crate) struct Legacy;
    impl Legacy {
        pub(crate) fn old(number: i64) -> i64 {
            number - 1
        }
    }
}

trait Doubling {
    fn doubled(self) -> i64;
}
impl Doubling for i64 {
    fn doubled(self) -> i64 {
        self * 2
    }
}

#[feature_flag("form", fallback = elsewhere::old)]
fn in_a_module(number: i64) -> i64 {
    number + 100
}

#[feature_flag("form", fallback = elsewhere::Legacy::old)]
fn of_another_type(number: i64) -> i64 {
    number + 100
}

#[feature_flag("form", fallback = <i64 as Doubling>::doubled)]
fn trait_method(number: i64) -> i64 {
    number + 100
}

#[feature_flag("form", fallback = Doubling::doubled)]
fn unqualified_trait_method(number: i64) -> i64 {
    number + 100
}

#[feature_flag("form", fallback = std::convert::identity::<i64>)]
fn in_another_crate(number: i64) -> i64 {
    number + 100
}

#[feature_flag("form", fallback = Some)]
fn constructor(number: i64) -> Option<i64> {
    number.checked_add(100)
}

#[feature_flag("form", fallback = generic_old)]
fn generic(number: i64) -> i64 {
    number + 100
}
fn generic_old<T: From<i64>>(number: T) -> T {
    number
}

#[feature_flag("form", fallback = coerced_old)]
fn coerced(items: &Vec<i64>, boxed: &Box<i64>) -> i64 {
    items[0] + **boxed + 100
}
fn coerced_old(items: &[i64], one: &i64) -> i64 {
    items[0] + one
}

#[feature_flag("form", otherwise = Err("not yet"))]
fn expression(number: i64) -> Result<i64, &'static str> {
    Ok(number + 100)
}

#[feature_flag("form", otherwise = {
    let Some(number) = number.checked_sub(1) else { return 0 };
    number
})]
fn block(number: u64) -> u64 {
    number + 100
}

#[feature_flag("form", otherwise = Ok(text.parse::<i64>()? - 1))]
fn question_mark(text: &str) -> Result<i64, std::num::ParseIntError> {
    Ok(text.parse::<i64>()? + 100)
}

#[feature_flag("form", otherwise = panic!("not {number} yet"))]
fn diverging(number: i64) -> i64 {
    number + 100
}

#[feature_flag("form", otherwise = loop { if number > 3 { return number } number += 1; })]
fn never_falling_through(mut number: i64) -> i64 {
    number += 1;
    loop {
        if number > 100 {
            return number;
        }
        number += 100;
    }
}

#[feature_flag("form", otherwise = ())]
fn nothing(number: &mut i64) {
    *number += 100;
}

macro_rules! doubled {
    ($number:expr) => {
        $number * 2
    };
}

#[feature_flag("form", otherwise = doubled!(number))]
fn macro_call(number: i64) -> i64 {
    number + 100
}

#[flagkit::test(both = FORM)]
fn paths() {
    let is_new = arm() == "new";
    let check = |result, old| assert_eq!(result, if is_new { 105 } else { old });
    check(in_a_module(5), 5);
    check(of_another_type(5), 4);
    check(trait_method(5), 10);
    check(unqualified_trait_method(5), 10);
    check(in_another_crate(5), 5);
    check(generic(5), 5);
    check(coerced(&vec![2], &Box::new(3)), 5);
    assert_eq!(constructor(5), Some(if is_new { 105 } else { 5 }));
}

#[flagkit::test(both = FORM)]
fn expressions() {
    let is_new = arm() == "new";
    assert_eq!(expression(5), if is_new { Ok(105) } else { Err("not yet") });
    assert_eq!((block(5), block(0)), if is_new { (105, 100) } else { (4, 0) });
    assert_eq!(question_mark("5"), Ok(if is_new { 105 } else { 4 }));
    assert!(question_mark("x").is_err());
    assert_eq!(never_falling_through(0), if is_new { 101 } else { 4 });
    assert_eq!(macro_call(5), if is_new { 105 } else { 10 });
    assert_eq!(std::panic::catch_unwind(|| diverging(5)).is_ok(), is_new);
    let mut number = 5;
    nothing(&mut number);
    assert_eq!(number, if is_new { 105 } else { 5 });
}
