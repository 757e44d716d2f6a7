//! What is written is read back, and nothing else is.

use super::*;

fn saved() -> Saved {
    let evidence = Evidence {
        log_e: 4.75,
        peak_log_e: 5.0,
        alpha: Alpha::DEFAULT,
        control: Counts { units: 2_805, adverse: 34 },
        treatment: Counts { units: 148, adverse: 9 },
    };
    let verdict = SavedVerdict {
        guarded: 0,
        state: 4,
        share: Some(0.05),
        control: (2_805, 34),
        treatment: (148, 9),
        p_value: Some(0.007),
        place: None,
    };
    let arm = SavedArm {
        errors: GuardState { peak_log_e: 5.0, rolled_back: Some(evidence) },
        panicked: vec![7, 8],
        stopped: Some(SavedStop { verdict: verdict.clone(), at: 1_790_000_000_000 }),
        held: vec![SavedVerdict { place: Some("src/a.rs:1:1".to_owned()), ..verdict }],
        ..SavedArm::default()
    };
    let latency = LatencyState { log_components: [0.5; 10], ..LatencyState::default() };
    let units = UnitFigures { sampled: 10, units: 20, failed: 3, panicked: 1 };
    Saved {
        flags: vec![
            SavedFlag {
                package: "shop".to_owned(),
                key: "new_checkout".to_owned(),
                variants: vec!["off".to_owned(), "on".to_owned()],
                targeting: Some(u64::MAX),
                is_live: true,
                test: 2,
                keys: vec![1, 2, 3],
                epochs: vec![SavedEpoch { shares: vec![0.95, 0.05], arms: vec![units; 2] }],
                arms: vec![SavedArm::default(), arm],
                sites: vec![SavedSite {
                    name: "shop::checkout".to_owned(),
                    code: vec![9],
                    arms: vec![latency; 2],
                }],
                halvings: 1,
                sampled: vec![4, 5],
                failed: vec![6],
                panicked: vec![],
            },
            SavedFlag::default(),
        ],
    }
}

#[test]
fn what_is_written_is_read_back() {
    assert_eq!(decode(&encode(&saved())), Ok(saved()));
    assert_eq!(decode(&encode(&Saved::default())), Ok(Saved::default()));
}

#[test]
fn a_file_that_is_cut_off_at_any_byte_says_so() {
    let whole = encode(&saved());
    for length in 0..whole.len() {
        assert_eq!(
            decode(&whole[..length]),
            Err(Unreadable::CutOff),
            "{length} of {}",
            whole.len()
        );
    }
}

#[test]
fn a_file_with_any_byte_changed_is_refused() {
    let whole = encode(&saved());
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 0x40;
        assert!(decode(&changed).is_err(), "{place}");
    }
    let mut longer = whole;
    longer.push(0);
    assert_eq!(decode(&longer), Err(Unreadable::Damaged));
}

#[test]
fn other_files_and_versions_are_told_apart() {
    assert_eq!(decode(b"{ \"new_checkout\": \"5%\" }"), Err(Unreadable::Foreign));
    let mut newer = encode(&saved());
    newer[MAGIC.len()] = 2;
    assert_eq!(decode(&newer), Err(Unreadable::Version(2)));
    assert_eq!(
        Unreadable::Version(2).to_string(),
        "was written by another version of flagkit (format 2, this one reads 1)"
    );
}

#[test]
fn a_length_that_was_made_up_allocates_nothing() {
    let mut body = Writer(Vec::new());
    body.u64(u64::MAX);
    assert!(Saved::read(&mut Reader(&body.0)).is_none());
}

/// A state of an older build must be read, or its version be another.
#[test]
fn the_format_is_what_it_was() {
    assert_eq!(fingerprint(&encode(&saved())), WRITTEN);
}

/// Changes with the format, and then `VERSION` must.
const WRITTEN: u64 = 2_378_303_028_639_192_639;
