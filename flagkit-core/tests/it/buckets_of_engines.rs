//! The buckets of other engines: `buckets_of_engines.txt`, which `buckets.py` wrote with other people's
//! hashes, and what the engines themselves publish.
//!
//! Published vectors stand here as literals with their source; Split's rows are read from the folder
//! of other engines' test suites where there is one.

use flagkit_core::Hash;
use flagkit_core::bucketing::{Bucketing, murmur3_x86_32};
use std::path::PathBuf;

fn bucketing(algorithm: &str, seed: &str) -> Bucketing {
    match algorithm {
        "unleash" => Bucketing::unleash(seed, 100, 0),
        "unleash-variants" => Bucketing::unleash(seed, 1000, Bucketing::UNLEASH_VARIANT_SEED),
        "growthbook-v1" => Bucketing::growthbook_v1(seed),
        "growthbook-v2" => Bucketing::growthbook_v2(seed),
        "launchdarkly" => Bucketing::launchdarkly(seed),
        "flagd" => Bucketing::flagd(seed),
        "flagd-text" => Bucketing::flagd_text(seed),
        "flagd-v2" => Bucketing::flagd_v2(seed),
        "flagd-v1" => Bucketing::flagd_v1(seed),
        "configcat" => Bucketing::configcat(seed),
        "split" => Bucketing::split(seed.parse::<i32>().expect("a seed").cast_unsigned()),
        "eppo" => Bucketing::eppo(seed, 10_000),
        other => panic!("no algorithm {other}"),
    }
}

#[test]
fn the_golden_file() {
    let lines = include_str!("buckets_of_engines.txt").lines().filter(|l| !l.starts_with('#'));
    let (mut positions, mut cuts) = (0, 0);
    for line in lines {
        let parts: Vec<&str> = line.split('\t').collect();
        match parts[..] {
            ["cuts", algorithm, weights, ends] => {
                let weights: Vec<f64> = weights.split(',').map(|w| w.parse().unwrap()).collect();
                let ends: Vec<u64> = ends.split(',').map(|end| end.parse().unwrap()).collect();
                assert_eq!(bucketing(algorithm, "").cuts(&weights), ends, "{line}");
                cuts += 1;
            }
            [algorithm, seed, unit, position] => {
                let drawn = bucketing(algorithm, seed).position(unit.as_bytes());
                assert_eq!(drawn.to_string(), position, "{line}");
                positions += 1;
            }
            _ => panic!("{line}"),
        }
    }
    assert_eq!((positions, cuts), (12 * 3 * 29 - 3 * 29 + 3 * 29, 30));
}

/// The words of a document, each with what it is short for.
#[test]
fn words_and_their_algorithms() {
    let check = |word: Hash, seed: Option<&str>, expected: Bucketing| {
        assert_eq!(word.bucketing(seed, "flag"), Ok(expected.clone()), "{word} {seed:?}");
        if word != Hash::Unleash {
            let weighted = word.weighted_bucketing(seed, "flag", &[1.0, 2.0]);
            assert_eq!(weighted, Ok(expected), "{word} {seed:?}");
        }
    };
    check(Hash::Native, None, Bucketing::native("flag"));
    check(Hash::Native, Some("s"), Bucketing::native("s"));
    check(Hash::Unleash, None, Bucketing::unleash("flag", 100, 0));
    check(Hash::GrowthBook, Some("s"), Bucketing::growthbook_v2("s"));
    check(Hash::GrowthBookV1, None, Bucketing::growthbook_v1("flag"));
    check(Hash::GrowthBookV2, None, Bucketing::growthbook_v2("flag"));
    check(Hash::LaunchDarkly, Some("flag.salt"), Bucketing::launchdarkly("flag.salt"));
    check(Hash::Flagd, None, Bucketing::flagd("flag"));
    check(Hash::Flagd, Some("flag"), Bucketing::flagd_text("flag"));
    check(Hash::FlagdV1, None, Bucketing::flagd_v1("flag"));
    check(Hash::FlagdV2, Some("s"), Bucketing::flagd_v2("s"));
    check(Hash::ConfigCat, None, Bucketing::configcat("flag"));
    check(Hash::Split, Some("-52311562"), Bucketing::split(4_242_655_734));
    check(Hash::Split, Some("4242655734"), Bucketing::split(4_242_655_734));
    check(Hash::Eppo, Some("salt"), Bucketing::eppo("salt", 10_000));

    let variants = Hash::Unleash.weighted_bucketing(None, "flag", &[250.0, 750.0]);
    assert_eq!(variants, Ok(Bucketing::unleash("flag", 1000, Bucketing::UNLEASH_VARIANT_SEED)));
    for seed in ["", "flag", "1.5", "4294967296", "-2147483649", " 1"] {
        let error = Hash::Split.bucketing(Some(seed), "7").unwrap_err();
        assert!(error.to_string().starts_with("`split` draws under a number"), "{seed}");
    }
}

/// Unleash's client specification, and its strategy for rollouts.
#[test]
fn unleash_says_so_itself() {
    let rollout = |group, id: &str| Bucketing::unleash(group, 100, 0).position(id.as_bytes()) + 1;
    assert_eq!(murmur3_x86_32(0, b"AB12A:122"), 1_062_108_722);
    assert_eq!(rollout("AB12A", "122"), 23);
    assert_eq!(rollout("AB12A", "155"), 100);
    assert_eq!(rollout("Feature.flexibleRollout.10", "174"), 10);
    let variants = Bucketing::unleash("Feature.Variants.C", 99, Bucketing::UNLEASH_VARIANT_SEED);
    for (id, place) in [("232", 18), ("607", 58), ("656", 94)] {
        assert_eq!(variants.position(id.as_bytes()) + 1, place, "{id}");
    }
}

/// The section `hash` of GrowthBook's SDK specification 0.8.0.
#[test]
fn growthbook_says_so_itself() {
    let v1 = [("", "a", 220), ("ef", "d", 652), ("asdf", "8952klfjas09ujk", 549), ("", "123", 11)];
    for (seed, value, place) in v1 {
        assert_eq!(Bucketing::growthbook_v1(seed).position(value.as_bytes()), place, "{value}");
    }
    let v2 = [("seed", "a", 505), ("seed", "b", 2696), ("foo", "ab", 2575), ("foo", "def", 2019)];
    for (seed, value, place) in v2 {
        assert_eq!(Bucketing::growthbook_v2(seed).position(value.as_bytes()), place, "{value}");
    }
}

/// The reference buckets of LaunchDarkly's SDKs (`launchdarkly-server-sdk-evaluation` 2.2.2,
/// `variation.rs`).
#[test]
fn launchdarkly_says_so_itself() {
    let check = |prefix: &str, value: &str, bucket: f32| {
        let place = Bucketing::launchdarkly(prefix).position(value.as_bytes());
        let drawn = place as f32 / 0xfff_ffff_ffff_ffff_u64 as f32;
        assert!((drawn - bucket).abs() < 1e-7, "{prefix} {value}: {drawn}");
    };
    check("hashKey.saltyA", "userKeyA", 0.421_575_87);
    check("hashKey.saltyA", "userKeyB", 0.670_848_5);
    check("hashKey.saltyA", "userKeyC", 0.103_431_06);
    check("hashKey.saltyA", "33333", 0.547_714_23);
    check("hashKey.saltyA", "99999", 0.730_965_8);
    check("61", "userKeyA", 0.098_012_07);
    check("61", "userKeyB", 0.144_837_77);
    check("61", "userKeyC", 0.924_264_1);
    check("60", "userKeyA", 0.700_881_6);
}

/// The variant that a unit gets.
fn chosen<'a>(bucketing: &Bucketing, weights: &[f64], variants: &[&'a str], unit: &str) -> &'a str {
    let place = bucketing.position(unit.as_bytes());
    let cuts = bucketing.cuts(weights);
    variants[cuts.iter().position(|end| place < *end).expect("the last ends with the space")]
}

/// `targeting.feature` of flagd-testbed 3.10.3, its three formulas.
#[test]
fn flagd_says_so_itself() {
    let suits = ["clubs", "diamonds", "hearts", "spades"];
    let check = |bucketing: &Bucketing, expected: &[(&str, &str)]| {
        for (name, suit) in expected {
            assert_eq!(chosen(bucketing, &[25.0; 4], &suits, name), *suit, "{bucketing:?} {name}");
        }
    };
    let flag = "fractional-flag";
    check(
        &Bucketing::flagd_v1(flag),
        &[
            ("jack", "spades"),
            ("queen", "clubs"),
            ("ten", "diamonds"),
            ("nine", "hearts"),
            ("3", "diamonds"),
        ],
    );
    check(
        &Bucketing::flagd_v2(flag),
        &[
            ("jack", "hearts"),
            ("queen", "spades"),
            ("ten", "clubs"),
            ("nine", "diamonds"),
            ("3", "clubs"),
        ],
    );
    check(
        &Bucketing::flagd_text(flag),
        &[
            ("jack", "diamonds"),
            ("queen", "diamonds"),
            ("ten", "clubs"),
            ("nine", "clubs"),
            ("3", "spades"),
        ],
    );
    let seed = "shared-seed";
    check(
        &Bucketing::flagd_v1(seed),
        &[("jack", "hearts"), ("queen", "spades"), ("ten", "hearts"), ("nine", "diamonds")],
    );
    check(
        &Bucketing::flagd_v2(seed),
        &[("seven", "hearts"), ("eight", "diamonds"), ("nine", "clubs"), ("two", "spades")],
    );
    check(
        &Bucketing::flagd_text(seed),
        &[("seven", "hearts"), ("eight", "hearts"), ("nine", "diamonds"), ("two", "diamonds")],
    );

    let flag = "fractional-flag-shorthand";
    let check = |bucketing: &Bucketing, jon: &str, jane: &str| {
        let sides = ["heads", "tails"];
        assert_eq!(chosen(bucketing, &[1.0, 1.0], &sides, "jon@company.com"), jon, "{bucketing:?}");
        assert_eq!(
            chosen(bucketing, &[1.0, 1.0], &sides, "jane@company.com"),
            jane,
            "{bucketing:?}"
        );
    };
    check(&Bucketing::flagd_v1(flag), "heads", "tails");
    check(&Bucketing::flagd_v2(flag), "heads", "tails");
    check(&Bucketing::flagd(flag), "tails", "tails");

    let edges = [
        ("ejOoVL", 0, "lower"),
        ("bY9fO-", 1, "lower"),
        ("SI7p-", 2_147_483_647, "lower"),
        ("6LvT0", 2_147_483_648, "upper"),
        ("ceQdGm", 4_294_967_295, "upper"),
    ];
    let bucketing = Bucketing::flagd_v2("");
    for (key, hash, side) in edges {
        assert_eq!(bucketing.position(key.as_bytes()), hash, "{key}");
        assert_eq!(chosen(&bucketing, &[50.0, 50.0], &["lower", "upper"], key), side, "{key}");
    }
    // The signed hash that has no positive counterpart.
    assert_eq!(Bucketing::flagd_v1("").position(b"6LvT0"), 2_147_483_648);
    assert_eq!(
        chosen(&Bucketing::flagd_v1(""), &[50.0, 50.0], &["lower", "upper"], "6LvT0"),
        "upper"
    );
}

/// The evaluation logs that `configcat` 0.1.7 is tested with.
#[test]
fn configcat_says_so_itself() {
    let check = |flag: &str, value: &str, place: u64| {
        assert_eq!(Bucketing::configcat(flag).position(value.as_bytes()), place, "{flag} {value}");
    };
    check("integer25One25Two25Three25FourAdvancedRules", "12345", 25);
    check("string75Cat0Dog25Falcon0Horse", "12345", 21);
    check("string75Cat0Dog25Falcon0HorseCustomAttr", "US", 70);
    check("stringContainsString75Cat0Dog25Falcon0HorseDefaultCat", "US", 63);
}

/// `murmur3-sample-*.csv` of Split's SDKs: seed, key, hash and bucket.
#[test]
fn split_says_so_itself() {
    let folder = std::env::var_os("FLAGKIT_CONFORMANCE").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/conformance")),
        PathBuf::from,
    );
    let folder = folder.join("splitio");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("not run: there is no folder {}", folder.display());
        return;
    };
    let mut rows = 0;
    for file in files.map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("murmur3-sample-") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (seed, rest) = line.split_once(',').unwrap();
            let (rest, bucket) = rest.rsplit_once(',').unwrap();
            let (key, hash) = rest.rsplit_once(',').unwrap();
            let seed = seed.parse::<i64>().unwrap() as u32;
            assert_eq!(murmur3_x86_32(seed, key.as_bytes()).to_string(), hash, "{name}: {line}");
            let place = Bucketing::split(seed).position(key.as_bytes());
            assert_eq!((place + 1).to_string(), bucket, "{name}: {line}");
            rows += 1;
        }
    }
    println!("{rows} rows of Split's in {}", folder.display());
    assert!(rows > 0, "{} has no rows of Split's", folder.display());
}
