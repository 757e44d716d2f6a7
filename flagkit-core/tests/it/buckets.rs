//! Buckets are frozen: `buckets.txt` lists seed, key and bucket, and must never change.
//!
//! The file was written by an implementation in another language (`buckets.py` beside it), so that
//! the two hold each other.

use flagkit_core::bucketing::bucket;
use flagkit_core::{Document, EvaluationContext, FlagSet, Percentage, Reason};
use proptest::prelude::*;

#[test]
fn the_golden_file() {
    let lines = include_str!("buckets.txt").lines().filter(|line| !line.starts_with('#'));
    let mut count = 0;
    for line in lines {
        let mut parts = line.split('\t');
        let (seed, key) = (parts.next().unwrap(), parts.next().unwrap());
        let expected: u32 = parts.next().unwrap().parse().unwrap();
        assert_eq!(bucket(seed, key), expected, "{seed:?} {key:?}");
        count += 1;
    }
    assert!(count >= 200, "{count}");
}

fn flag_set(share: &str, seed: &str) -> FlagSet {
    let text = format!(
        r#"{{ "flags": {{ "f": {{ "rollout": "{share}", "seed": {} }} }} }}"#,
        serde_json::to_string(seed).unwrap()
    );
    FlagSet::compile(&Document::parse(&text).document.unwrap(), None)
}

proptest! {
    #[test]
    fn raising_a_percentage_takes_no_one_out(
        low in 0..=100_000_u32,
        more in 0..=100_000_u32,
        seed in "\\PC{1,12}",
        key in "\\PC{1,24}",
    ) {
        let high = (low + more).min(100_000);
        let share = |buckets: u32| format!("{}.{:03}%", buckets / 1000, buckets % 1000);
        let user = EvaluationContext::new(key.as_str());
        let ask = |buckets| flag_set(&share(buckets), &seed).get("f").unwrap().evaluate(Some(&user), &FlagSet::empty().at(0));
        let (before, after) = (ask(low), ask(high));
        prop_assert!(before.variant <= after.variant);
        if let Some(drawn) = before.bucket {
            prop_assert_eq!(drawn, bucket(&seed, &key));
            prop_assert_eq!(before.variant == 1, drawn < low);
            prop_assert_eq!(before.reason, Reason::Split);
        }
    }

    #[test]
    fn percentages_read_as_they_are_written(buckets in 0..=100_000_u32) {
        let text = format!("{}.{:03}%", buckets / 1000, buckets % 1000);
        let share: Percentage = text.parse().unwrap();
        prop_assert_eq!(share.buckets(), buckets);
        prop_assert_eq!(share.to_string().parse(), Ok(share));
    }

    #[test]
    fn percentages_never_panic(text in "\\PC{0,10}") {
        let _ = text.parse::<Percentage>();
    }
}

#[test]
fn five_percent_is_about_five_percent() {
    let flags = flag_set("5%", "new_checkout");
    let flag = flags.get("f").unwrap();
    let on = (0..100_000_u32)
        .filter(|id| {
            let user = EvaluationContext::new(format!("user-{id}"));
            flag.evaluate(Some(&user), &flags.at(0)).variant == 1
        })
        .count();
    // Five standard deviations of a binomial draw.
    assert!((4655..=5345).contains(&on), "{on}");
}
