//! What a body may do.

use crate::support::arm;
use flagkit::feature_flag;
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::Mutex;

#[feature_flag("form", fallback = leaving_old)]
fn leaving(numbers: &[i32]) -> Option<i32> {
    let first = numbers.first()?;
    for number in numbers {
        if number > first {
            return Some(*number);
        }
    }
    None
}
fn leaving_old(_numbers: &[i32]) -> Option<i32> {
    Some(0)
}

#[feature_flag("form", fallback = looping_old)]
fn looping(mut number: u32) -> u32 {
    loop {
        number += 1;
        if number.is_multiple_of(10) {
            break number;
        }
    }
}
fn looping_old(number: u32) -> u32 {
    number
}

#[feature_flag("form", fallback = returning_old)]
fn returning(number: u32) -> u32 {
    loop {
        if number > 0 {
            return number + 1;
        }
    }
}
fn returning_old(number: u32) -> u32 {
    number
}

#[feature_flag("form", fallback = panicking_old)]
fn panicking() -> u8 {
    panic!("new")
}
fn panicking_old() -> u8 {
    panic!("old")
}

#[feature_flag("form", fallback = flow_old)]
fn flow(text: &str) -> ControlFlow<u8, ()> {
    if text.is_empty() {
        ControlFlow::Break(1)?;
    }
    ControlFlow::Continue(())
}
fn flow_old(_text: &str) -> ControlFlow<u8, ()> {
    ControlFlow::Break(0)
}

#[feature_flag("form", fallback = factorial_old)]
fn factorial(number: u64) -> u64 {
    if number < 2 { 1 } else { number * factorial(number - 1) }
}
fn factorial_old(number: u64) -> u64 {
    number
}

#[feature_flag("form", fallback = mutual_old)]
fn mutual(number: u64) -> u64 {
    mutual_old(number) + 1
}
fn mutual_old(number: u64) -> u64 {
    // The old code may come back to the new one.
    if number == 0 { 0 } else { mutual(number - 1) }
}

/// Temporaries of the last expression borrow from an argument, which edition 2021 drops after them.
#[feature_flag("form", fallback = locked_old)]
fn locked(numbers: Mutex<Vec<u8>>, text: &RefCell<String>) -> usize {
    numbers.lock().unwrap().len() + text.borrow().len()
}
fn locked_old(numbers: Mutex<Vec<u8>>, _text: &RefCell<String>) -> usize {
    usize::from(numbers.into_inner().is_err())
}

#[feature_flag("form", otherwise = numbers.lock().unwrap().len())]
fn locked_otherwise((numbers, _): (Mutex<Vec<u8>>, u8), mut other: Mutex<u8>) -> usize {
    other.get_mut().unwrap();
    numbers.lock().unwrap().len() + 1
}

#[feature_flag("form", fallback = inner_items_old)]
fn inner_items(number: u8) -> u8 {
    const MORE: u8 = 2;
    fn doubled(number: u8) -> u8 {
        number * 2
    }
    struct Held(u8);
    doubled(Held(number).0) + MORE
}
fn inner_items_old(number: u8) -> u8 {
    number
}

#[feature_flag("form", fallback = empty_old)]
fn empty() {}
fn empty_old() {}

#[feature_flag("form", fallback = statement_old)]
fn statement(numbers: &mut Vec<u8>) {
    numbers.push(1);
}
fn statement_old(numbers: &mut Vec<u8>) {
    numbers.clear();
}

#[feature_flag("form", fallback = labelled_old)]
fn labelled(grid: &[[u8; 2]]) -> u8 {
    'rows: for row in grid {
        for cell in row {
            if *cell == 0 {
                continue 'rows;
            }
        }
        return row[0];
    }
    0
}
fn labelled_old(_grid: &[[u8; 2]]) -> u8 {
    9
}

#[feature_flag("form", fallback = split_old)]
fn split(pair: &mut (String, String)) -> (&mut String, &mut String) {
    let (left, right) = pair;
    (left, right)
}
fn split_old(pair: &mut (String, String)) -> (&mut String, &mut String) {
    (&mut pair.1, &mut pair.0)
}

#[feature_flag("form", fallback = outer_old)]
fn outer(number: u8) -> u8 {
    #[feature_flag("form", fallback = nested_old)]
    fn nested(number: u8) -> u8 {
        number + 1
    }
    fn nested_old(number: u8) -> u8 {
        number
    }
    nested(number) + 1
}
fn outer_old(number: u8) -> u8 {
    number
}

#[flagkit::test(both = FORM)]
fn early_returns_and_question_marks() {
    let is_new = arm() == "new";
    assert_eq!(leaving(&[1, 2]), Some(if is_new { 2 } else { 0 }));
    assert_eq!(leaving(&[]).is_none(), is_new);
    assert_eq!(flow(""), ControlFlow::Break(u8::from(is_new)));
}

#[flagkit::test(both = FORM)]
fn loops() {
    let is_new = arm() == "new";
    assert_eq!(looping(1), if is_new { 10 } else { 1 });
    assert_eq!(returning(1), if is_new { 2 } else { 1 });
    assert_eq!(labelled(&[[0, 1], [2, 3]]), if is_new { 2 } else { 9 });
}

#[flagkit::test(both = FORM)]
fn panics_pass_through() {
    let payload = std::panic::catch_unwind(panicking).unwrap_err();
    assert_eq!(payload.downcast_ref::<&str>(), Some(&arm()));
}

#[flagkit::test(both = FORM)]
fn recursion() {
    assert_eq!(factorial(5), if arm() == "new" { 120 } else { 5 });
    assert_eq!(mutual(3), if arm() == "new" { 4 } else { 0 });
}

#[flagkit::test(both = FORM)]
fn temporaries_of_the_last_expression() {
    let text = RefCell::new("ab".to_owned());
    assert_eq!(locked(Mutex::new(vec![1]), &text), if arm() == "new" { 3 } else { 0 });
    let numbers = (Mutex::new(vec![1]), 0);
    assert_eq!(locked_otherwise(numbers, Mutex::new(0)), if arm() == "new" { 2 } else { 1 });
}

#[flagkit::test(both = FORM)]
fn items_inside() {
    assert_eq!(inner_items(3), if arm() == "new" { 8 } else { 3 });
    assert_eq!(outer(1), if arm() == "new" { 3 } else { 1 });
}

#[flagkit::test(both = FORM)]
fn nothing_returned() {
    let mut numbers = vec![5];
    empty();
    statement(&mut numbers);
    assert_eq!(numbers.len(), if arm() == "new" { 2 } else { 0 });
}

#[flagkit::test(both = FORM)]
fn mutable_borrows_out() {
    let mut pair = ("l".to_owned(), "r".to_owned());
    split(&mut pair).0.push('!');
    assert_eq!(pair.0, if arm() == "new" { "l!" } else { "l" });
}
