//! Functions that end when they return.

use flagkit::{EvaluationContext, Outcome, feature_flag};
use recording::{counted, figures, flags, new, old};
use std::panic::catch_unwind;

/// A number that is parsed, on both sides.
#[feature_flag("half", fallback = parse_old, context = _user)]
fn parse(_user: &EvaluationContext, text: &str) -> Result<u32, std::num::ParseIntError> {
    let number: u32 = text.parse()?;
    if number == 0 {
        return Ok(1);
    }
    Ok(number)
}

fn parse_old(_user: &EvaluationContext, text: &str) -> Result<u32, std::num::ParseIntError> {
    text.parse()
}

#[test]
fn an_err_of_either_arm_is_a_failure() {
    for text in ["7", "0", "x"] {
        let _ = (parse(&new(), text), parse(&old(), text), parse(&old(), text));
    }
    let counted = counted("parse").drawn;
    assert_eq!(figures(counted[0]), [6, 2, 0, 0, 0]);
    assert_eq!(figures(counted[1]), [3, 1, 0, 0, 0]);
}

#[feature_flag("half", fallback = half_of_old, context = _user)]
fn half_of(_user: &EvaluationContext, number: u32) -> u32 {
    assert!(number.is_multiple_of(2), "odd");
    number / 2
}

fn half_of_old(_user: &EvaluationContext, number: u32) -> u32 {
    assert_ne!(number, 0, "zero");
    number / 2
}

#[test]
fn a_panic_of_either_arm_is_counted_and_passes_on() {
    assert_eq!((half_of(&new(), 4), half_of(&old(), 5)), (2, 2));
    assert!(catch_unwind(|| half_of(&new(), 3)).is_err());
    assert!(catch_unwind(|| half_of(&old(), 0)).is_err());
    let counted = counted("half_of").drawn;
    assert_eq!(figures(counted[0]), [2, 1, 1, 0, 0]);
    assert_eq!(figures(counted[1]), [2, 1, 1, 0, 0]);
}

#[feature_flag("half", otherwise = { let _ = _text.parse::<u32>()?; Ok(()) }, context = _user)]
fn in_place(_user: &EvaluationContext, _text: &str) -> Result<(), std::num::ParseIntError> {
    Ok(())
}

#[test]
fn old_code_in_place_is_counted_too() {
    let _ = (in_place(&old(), "x"), in_place(&old(), "1"), in_place(&new(), "x"));
    let counted = counted("in_place").drawn;
    assert_eq!(figures(counted[0]), [2, 1, 0, 0, 0]);
    assert_eq!(figures(counted[1]), [1, 0, 0, 0, 0]);
}

/// Nobody is to blame for what does not exist.
fn is_broken(found: &Result<u32, u16>) -> bool {
    !matches!(found, Ok(_) | Err(404))
}

#[feature_flag("half", fallback = lookup_old, context = _user, adverse = is_broken)]
fn lookup(_user: &EvaluationContext, status: u16) -> Result<u32, u16> {
    if status == 200 { Ok(1) } else { Err(status) }
}

fn lookup_old(_user: &EvaluationContext, status: u16) -> Result<u32, u16> {
    if status == 200 { Ok(1) } else { Err(status) }
}

#[test]
fn what_is_adverse_stands_above_err() {
    for status in [200, 404, 503] {
        let _ = (lookup(&new(), status), lookup(&old(), status));
    }
    let counted = counted("lookup").drawn;
    assert_eq!((figures(counted[0]), figures(counted[1])), ([3, 1, 0, 0, 0], [3, 1, 0, 0, 0]));
}

fn never_sure(_: &Option<u32>) -> bool {
    panic!("who can say")
}

#[feature_flag("half", fallback = unsure_old, context = _user, adverse = never_sure)]
fn unsure(_user: &EvaluationContext) -> Option<u32> {
    Some(1)
}

fn unsure_old(_user: &EvaluationContext) -> Option<u32> {
    None
}

#[test]
fn a_judge_that_panics_reaches_nobody() {
    assert_eq!((unsure(&new()), unsure(&old())), (Some(1), None));
    let counted = counted("unsure").drawn;
    assert_eq!((figures(counted[0]), figures(counted[1])), ([1, 0, 0, 0, 0], [1, 0, 0, 0, 0]));
}

struct Reply(u16);

impl Outcome for Reply {
    fn is_adverse(&self) -> bool {
        self.0 >= 500
    }
}

type Answer = Result<Reply, ()>;

#[feature_flag("half", fallback = reply_old, context = _user)]
fn reply(_user: &EvaluationContext, status: u16) -> Reply {
    Reply(status)
}

fn reply_old(_user: &EvaluationContext, status: u16) -> Reply {
    Reply(status)
}

#[feature_flag("half", fallback = answer_old, context = _user)]
fn answer(_user: &EvaluationContext, status: u16) -> Answer {
    if status == 0 { Err(()) } else { Ok(Reply(status)) }
}

fn answer_old(_user: &EvaluationContext, status: u16) -> Answer {
    Ok(Reply(status))
}

#[feature_flag("half", fallback = respond_old, context = _user)]
fn respond(_user: &EvaluationContext, status: u16) -> Result<http::Response<()>, http::Error> {
    http::Response::builder().status(status).body(())
}

fn respond_old(_user: &EvaluationContext, status: u16) -> Result<http::Response<()>, http::Error> {
    http::Response::builder().status(status).body(())
}

#[test]
fn a_type_says_of_itself_what_is_a_failure() {
    for status in [200, 404, 500] {
        let _ = (reply(&new(), status), answer(&new(), status), respond(&new(), status));
    }
    let _ = (answer(&new(), 0), respond(&new(), 10_000));
    assert_eq!(figures(counted("reply").drawn[1]), [3, 1, 0, 0, 0]);
    assert_eq!(figures(counted("answer").drawn[1]), [4, 2, 0, 0, 0]);
    assert_eq!(figures(counted("respond").drawn[1]), [4, 2, 0, 0, 0]);
}

#[feature_flag("half", fallback = words_old, context = _user)]
fn words<'a>(_user: &EvaluationContext, text: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(' ')
}

fn words_old<'a>(_user: &EvaluationContext, text: &'a str) -> impl Iterator<Item = &'a str> {
    text.split('\n')
}

#[feature_flag("half", fallback = lines_old, context = _user)]
fn lines<'a>(
    _user: &EvaluationContext,
    text: &'a str,
) -> Result<impl Iterator<Item = &'a str>, &'static str> {
    if text.is_empty() {
        return Err("empty");
    }
    Ok(text.lines())
}

fn lines_old<'a>(
    _user: &EvaluationContext,
    text: &'a str,
) -> Result<impl Iterator<Item = &'a str>, &'static str> {
    Ok(text.split('\n'))
}

#[test]
fn joined_arms_are_counted() {
    assert_eq!((words(&new(), "a b").count(), words(&old(), "a b").count()), (2, 1));
    assert!(lines(&new(), "").is_err() && lines(&old(), "").is_ok());
    let (words, lines) = (counted("words").drawn, counted("lines").drawn);
    assert_eq!((figures(words[0]), figures(words[1])), ([1, 0, 0, 0, 0], [1, 0, 0, 0, 0]));
    assert_eq!((figures(lines[0]), figures(lines[1])), ([1, 0, 0, 0, 0], [1, 1, 0, 0, 0]));
}

#[feature_flag("half", fallback = tracked_old, context = _user)]
#[track_caller]
fn tracked(_user: &EvaluationContext, fails: bool) -> Result<(), ()> {
    assert!(!fails, "asked for");
    Err(())
}

#[track_caller]
fn tracked_old(_user: &EvaluationContext, _fails: bool) -> Result<(), ()> {
    Err(())
}

#[test]
fn where_nothing_carries_the_body_a_panic_is_seen_and_an_err_is_not() {
    let _ = (tracked(&new(), false), tracked(&old(), false));
    assert!(catch_unwind(|| tracked(&new(), true)).is_err());
    let counted = counted("tracked").drawn;
    assert_eq!((figures(counted[0]), figures(counted[1])), ([1, 0, 0, 0, 0], [2, 1, 1, 0, 0]));
}

#[feature_flag("ranker", variants(short = rank_short, long), fallback = rank_plain, context = _user)]
fn rank(_user: &EvaluationContext, fails: bool) -> Result<&'static str, ()> {
    if fails { Err(()) } else { Ok("long") }
}

fn rank_short(_user: &EvaluationContext, _fails: bool) -> Result<&'static str, ()> {
    Ok("short")
}

fn rank_plain(_user: &EvaluationContext, _fails: bool) -> Result<&'static str, ()> {
    Ok("plain")
}

#[test]
fn each_variant_has_its_own_counts() {
    let mut expected = [0; 3];
    for number in 0..100 {
        let user = EvaluationContext::new(format!("user-{number}"));
        match rank(&user, true) {
            Ok("plain") => expected[0] += 1,
            Ok("short") => expected[1] += 1,
            _ => expected[2] += 1,
        }
    }
    let counted = counted("rank").drawn;
    assert_eq!(figures(counted[0]), [expected[0], 0, 0, 0, 0]);
    assert_eq!(figures(counted[1]), [expected[1], 0, 0, 0, 0]);
    assert_eq!(figures(counted[2]), [expected[2], expected[2], 0, 0, 0]);
    assert!(expected.iter().all(|calls| *calls > 0), "{expected:?}");
}

#[feature_flag("listed", fallback = list_old, context = _user)]
fn list(_user: &EvaluationContext) -> Result<(), ()> {
    Err(())
}

fn list_old(_user: &EvaluationContext) -> Result<(), ()> {
    Ok(())
}

#[feature_flag("half", fallback = overridden_old, context = _user)]
fn overridden(_user: &EvaluationContext) -> Result<(), ()> {
    Err(())
}

fn overridden_old(_user: &EvaluationContext) -> Result<(), ()> {
    Ok(())
}

#[test]
fn who_is_placed_is_counted_apart() {
    let _ = (list(&EvaluationContext::new("on-1")), list(&EvaluationContext::new("other")));
    let list = counted("list");
    assert_eq!(list.drawn.iter().map(|arm| arm.calls).sum::<u64>(), 0);
    assert_eq!(
        (figures(list.placed[0]), figures(list.placed[1])),
        ([1, 0, 0, 0, 0], [1, 1, 0, 0, 0])
    );

    let user = old();
    flagkit::testing::with(flags::HALF.on(), || overridden(&user)).unwrap_err();
    let overridden = counted("overridden");
    assert_eq!(overridden.drawn.iter().map(|arm| arm.calls).sum::<u64>(), 0);
    assert_eq!(figures(overridden.placed[1]), [1, 1, 0, 0, 0]);
}

#[feature_flag("half", fallback = divide_old, context = _user, on_panic = fallback, on_error = fallback)]
fn divide(_user: &EvaluationContext, a: u32, b: u32) -> Result<u32, ()> {
    if b == 1 { Err(()) } else { Ok(a / b) }
}

fn divide_old(_user: &EvaluationContext, a: u32, _b: u32) -> Result<u32, ()> {
    if a == 99 { Err(()) } else { Ok(a) }
}

#[test]
fn a_rescued_call_is_a_failure_of_the_new_code_and_no_call_of_the_old() {
    assert_eq!(divide(&new(), 8, 2), Ok(4));
    assert_eq!(divide(&new(), 8, 1), Ok(8));
    assert_eq!(divide(&new(), 8, 0), Ok(8));
    assert_eq!(divide(&old(), 8, 0), Ok(8));
    assert_eq!(divide(&old(), 99, 0), Err(()));
    let counted = counted("divide").drawn;
    assert_eq!(figures(counted[0]), [2, 1, 0, 0, 0]);
    assert_eq!(figures(counted[1]), [3, 2, 1, 0, 2]);
}

/// Drops while somebody's panic passes.
struct Late<'a>(&'a EvaluationContext);

#[feature_flag("half", fallback = tidy_old, context = _user)]
fn tidy(_user: &EvaluationContext) {}

fn tidy_old(_user: &EvaluationContext) {}

impl Drop for Late<'_> {
    fn drop(&mut self) {
        tidy(self.0);
    }
}

#[test]
fn a_call_while_a_panic_passes_is_no_panic_of_its_own() {
    let user = new();
    let unwound = catch_unwind(|| {
        let _late = Late(&user);
        panic!("somebody else's");
    });
    assert!(unwound.is_err());
    assert_eq!(figures(counted("tidy").drawn[1]), [1, 0, 0, 0, 0]);
}

#[feature_flag("doomed", fallback = doomed_old, context = _user)]
fn doomed(_user: &EvaluationContext) -> Result<(), ()> {
    Err(())
}

fn doomed_old(_user: &EvaluationContext) -> Result<(), ()> {
    Ok(())
}

#[test]
fn after_a_rollback_neither_arm_is_drawn() {
    let mut users = (0..).map(|number| EvaluationContext::new(format!("user-{number}")));
    let failures = users.by_ref().take(1_000).filter(|user| doomed(user).is_err()).count();
    assert!((1..100).contains(&failures), "{failures} calls failed before the rollback");
    let drawn =
        |counted: &recording::Counted| counted.drawn.iter().map(|arm| arm.calls).sum::<u64>();
    let before = counted("doomed");
    for user in users.take(1_000) {
        assert_eq!(doomed(&user), Ok(()));
    }
    let after = counted("doomed");
    assert_eq!(drawn(&after), drawn(&before), "the control alone is no sample of anything");
    assert_eq!(after.placed[0].calls, before.placed[0].calls + 1_000);
}
