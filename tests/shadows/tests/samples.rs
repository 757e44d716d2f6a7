//! What is kept of results: nothing unasked, and never what the program's hook takes out. One test, since the switches
//! are the process's.

use flagkit::feature_flag;
use flagkit::shadow::{keep_samples, redact_with, settle};
use shadows::{flags, function};
use std::fmt;
use std::time::Duration;

#[feature_flag("different", fallback = old_mail, shadow = pure)]
fn mail(name: &str) -> String {
    assert!(!name.is_empty(), "nobody is nobody@example.com");
    format!("{name}@new.example.com")
}

fn old_mail(name: &str) -> String {
    format!("{name}@example.com")
}

#[derive(PartialEq)]
struct Silent(u8);

#[feature_flag("erring", otherwise = Silent(0), shadow = pure)]
fn silent() -> Silent {
    Silent(1)
}

/// Writes for ever, unless it is stopped.
#[derive(PartialEq)]
struct Endless(u8);

impl fmt::Debug for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        loop {
            f.write_str("on and on, ")?;
        }
    }
}

#[feature_flag("slow", otherwise = Endless(0), shadow = pure)]
fn endless() -> Endless {
    Endless(1)
}

fn settled() {
    assert!(settle(Duration::from_secs(60)));
}

#[test]
fn results_are_kept_where_the_program_says_so() {
    mail("minsu");
    settled();
    assert_eq!(function("different").mismatches, 1);
    assert!(function("different").samples.is_empty());

    keep_samples(true);
    mail("minsu");
    mail("");
    silent();
    endless();
    settled();
    let [first, second] = &function("different").samples[..] else { panic!("not two samples") };
    assert_eq!(
        (&*first.old, &*first.new),
        (r#""minsu@example.com""#, r#""minsu@new.example.com""#)
    );
    assert_eq!(
        (&*second.old, &*second.new),
        (r#""@example.com""#, "panicked: nobody is nobody@example.com")
    );
    assert_eq!(function("erring").samples[0].new, "(not `Debug`)");
    let long = &function("slow").samples[0].old;
    assert!(long.starts_with("on and on, ") && long.ends_with('…') && long.len() < 520, "{long}");

    redact_with(|text| text.split('@').next_back().unwrap_or_default().to_owned());
    mail("jiwoo");
    settled();
    let samples = function("different").samples;
    let kept: Vec<_> = samples.iter().map(|sample| &*sample.old).collect();
    assert_eq!(kept[2..], [r#"example.com""#]);

    redact_with(|_| panic!("the hook is broken"));
    mail("jiwoo");
    settled();
    assert!(!function("different").samples[3].old.contains("jiwoo"));

    redact_with(|_| "x".to_owned());
    for _ in 0..40 {
        mail("jiwoo");
        settled();
    }
    let seen = function("different");
    assert_eq!((seen.samples.len(), seen.mismatches), (16, 44));

    keep_samples(false);
    silent();
    settled();
    assert_eq!(function("erring").samples.len(), 1);
    assert_eq!(flags::SLOW.key(), "slow");
}
