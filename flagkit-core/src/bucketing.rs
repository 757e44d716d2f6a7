//! Buckets: how a unit's place is drawn, in flagkit's own way or in another engine's.
//!
//! [`Bucketing`] is an algorithm with its seed worked in; `position` draws, and `cuts.rs` says which
//! positions a share or a weight takes. Which word of a document means which algorithm is not known
//! here.
//!
//! | engine | hash, over | positions | source |
//! |---|---|---|---|
//! | native | MurmurHash3 x86_32, `seed:unit` | `(hash × 100 000) >> 32` | here |
//! | Unleash | MurmurHash3 x86_32, `group:unit` | `hash % n` | its client specification, and `unleash-yggdrasil` 0.21 |
//! | GrowthBook v1 | FNV-1a 32, `unit` + `seed` | `hash % 1000` | its SDK specification 0.8 |
//! | GrowthBook v2 | FNV-1a 32 of the decimal text of FNV-1a 32, `seed` + `unit` | `hash % 10 000` | the same |
//! | LaunchDarkly | SHA-1, `prefix.unit` | the first 60 bits | its SDK contract tests, and `launchdarkly-server-sdk-evaluation` 2.2 |
//! | flagd | MurmurHash3 x86_32, CBOR | the hash | `flagd-evaluation-engine` 0.1.0 (October 2026); flagd-testbed 3.10, `@fractional-v3` |
//! | flagd v2 | MurmurHash3 x86_32, the plain text | the hash | flagd-testbed 3.10, `@fractional-v2` |
//! | flagd v1 | the same, signed | its distance from 0 | flagd-testbed 3.10, `@fractional-v1` |
//! | ConfigCat | SHA-1, `flag` + `unit` | the first 28 bits `% 100` | `configcat` 0.1.7 |
//! | Split | MurmurHash3 x86_32 under a seed, `unit` | `hash % 100` | its SDKs' vectors |
//! | Eppo | MD5, `salt-unit` | the first 32 bits `% shards` | `eppo_core` 10.0 |
//!
//! Law: frozen. Changing a position moves users between arms in every program that updates; the
//! published vectors of each hash, `tests/it/buckets.txt` and `tests/it/buckets_of_engines.txt` hold it.

mod cuts;
mod digest;
mod flagd;
mod fnv;
mod md5;
mod murmur3;
mod native;
mod sha1;

pub use murmur3::murmur3_x86_32;
pub(crate) use native::Prefix;
pub use native::{BUCKETS, bucket};

use flagd::Value;
use fnv::Fnv;
use md5::Md5;
use murmur3::Murmur3;
use sha1::Sha1;

/// How a unit's place is drawn: an algorithm with its seed worked in, made once per flag.
///
/// ```
/// use flagkit_core::Percentage;
/// use flagkit_core::bucketing::Bucketing;
///
/// let bucketing = Bucketing::native("new_checkout");
/// let five_percent = bucketing.share("5%".parse::<Percentage>()?).unwrap();
/// assert_eq!(bucketing.position(b"user-1"), 4178);
/// assert!(bucketing.position(b"user-1") < five_percent);
/// # Ok::<(), flagkit_core::InvalidPercentage>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Bucketing(Engine);

/// The states of the long hashes are boxed: the short ones are asked most.
#[derive(Clone, Debug, PartialEq)]
enum Engine {
    Native(Prefix),
    /// Unleash and Split: a remainder.
    Murmur3 {
        prefix: Murmur3,
        buckets: u32,
    },
    GrowthBookV1 {
        /// UTF-16.
        seed: Box<[u16]>,
    },
    GrowthBookV2 {
        prefix: Fnv,
    },
    LaunchDarkly {
        prefix: Box<Sha1>,
    },
    Flagd(Value),
    FlagdV2 {
        prefix: Murmur3,
    },
    FlagdV1 {
        prefix: Murmur3,
    },
    ConfigCat {
        prefix: Box<Sha1>,
    },
    Eppo {
        prefix: Box<Md5>,
        shards: u32,
    },
}

impl Bucketing {
    /// flagkit's own: 100 000 positions.
    #[inline]
    pub fn native(seed: &str) -> Bucketing {
        Bucketing(Engine::Native(Prefix::new(seed)))
    }

    /// Unleash's: `normalized` less one, so that positions start at 0.
    ///
    /// A rollout has 100 buckets and seed 0; a choice of variants has as many as their weights'
    /// total, and [`UNLEASH_VARIANT_SEED`](Bucketing::UNLEASH_VARIANT_SEED). No buckets count as one.
    ///
    /// ```
    /// use flagkit_core::bucketing::Bucketing;
    ///
    /// // Unleash's client specification says 23 and, of 99, 18.
    /// assert_eq!(Bucketing::unleash("AB12A", 100, 0).position(b"122") + 1, 23);
    /// let variants = Bucketing::unleash("Feature.Variants.C", 99, Bucketing::UNLEASH_VARIANT_SEED);
    /// assert_eq!(variants.position(b"232") + 1, 18);
    /// ```
    pub fn unleash(group: &str, buckets: u32, seed: u32) -> Bucketing {
        let prefix = murmur3_of(seed, &[group, ":"]);
        Bucketing(Engine::Murmur3 { prefix, buckets: buckets.max(1) })
    }

    /// The seed by which Unleash chooses variants, so that a rollout does not decide them.
    pub const UNLEASH_VARIANT_SEED: u32 = 86_028_157;

    /// GrowthBook's first `hashVersion`: 1000 positions.
    ///
    /// ```
    /// use flagkit_core::bucketing::Bucketing;
    ///
    /// // GrowthBook's specification says 0.22.
    /// assert_eq!(Bucketing::growthbook_v1("").position(b"a"), 220);
    /// ```
    pub fn growthbook_v1(seed: &str) -> Bucketing {
        Bucketing(Engine::GrowthBookV1 { seed: seed.encode_utf16().collect() })
    }

    /// GrowthBook's second `hashVersion`: 10 000 positions.
    ///
    /// ```
    /// use flagkit_core::bucketing::Bucketing;
    ///
    /// // GrowthBook's specification says 0.0505.
    /// assert_eq!(Bucketing::growthbook_v2("seed").position(b"a"), 505);
    /// ```
    pub fn growthbook_v2(seed: &str) -> Bucketing {
        let mut prefix = Fnv::new();
        prefix.write(seed.as_bytes());
        Bucketing(Engine::GrowthBookV2 { prefix })
    }

    /// LaunchDarkly's: 2^60 positions. The prefix is `flag.salt`, or the decimal seed of a rollout.
    ///
    /// ```
    /// use flagkit_core::bucketing::Bucketing;
    ///
    /// // LaunchDarkly's SDKs say 0.42157587.
    /// let bucketing = Bucketing::launchdarkly("hashKey.saltyA");
    /// let part = bucketing.position(b"userKeyA") as f32 / bucketing.space() as f32;
    /// assert!((part - 0.42157587).abs() < 1e-7);
    /// ```
    pub fn launchdarkly(prefix: &str) -> Bucketing {
        Bucketing(Engine::LaunchDarkly { prefix: Box::new(sha1_of(&[prefix, "."])) })
    }

    /// flagd's as it is now, where `fractional` does not say what to draw by: the flag's key and the
    /// targeting key. 2^32 positions, of which a weight takes its part.
    ///
    /// It is the third formula, `@fractional-v3` of flagd-testbed 3.10. A value that is no text is
    /// hashed as its own CBOR type there, and as a text here.
    pub fn flagd(flag: &str) -> Bucketing {
        Bucketing(Engine::Flagd(Value::Pair(flag.into())))
    }

    /// flagd's as it is now, where `fractional` draws by a text that ends in the unit:
    /// `{"cat": ["text", {"var": "email"}]}`.
    pub fn flagd_text(text: &str) -> Bucketing {
        Bucketing(Engine::Flagd(Value::Text(text.into())))
    }

    /// flagd's second formula: `(hash × total) >> 32` of the plain text.
    ///
    /// ```
    /// use flagkit_core::bucketing::Bucketing;
    ///
    /// // The hashes that flagd-testbed names.
    /// assert_eq!(Bucketing::flagd_v2("").position(b"bY9fO-"), 1);
    /// assert_eq!(Bucketing::flagd_v2("").position(b"ceQdGm"), 4_294_967_295);
    /// ```
    pub fn flagd_v2(text: &str) -> Bucketing {
        Bucketing(Engine::FlagdV2 { prefix: murmur3_of(0, &[text]) })
    }

    /// flagd's first formula: `|hash| / (2^31 - 1) × 100` of the plain text, in floating point.
    pub fn flagd_v1(text: &str) -> Bucketing {
        Bucketing(Engine::FlagdV1 { prefix: murmur3_of(0, &[text]) })
    }

    /// ConfigCat's: 100 positions.
    pub fn configcat(flag: &str) -> Bucketing {
        Bucketing(Engine::ConfigCat { prefix: Box::new(sha1_of(&[flag])) })
    }

    /// Split's (its `algo` 2): 100 positions, of which the first is its bucket 1. A negative seed
    /// wraps.
    ///
    /// ```
    /// use flagkit_core::bucketing::{Bucketing, murmur3_x86_32};
    ///
    /// let hash = murmur3_x86_32(-1_i32 as u32, b"user-1");
    /// assert_eq!(Bucketing::split(-1_i32 as u32).position(b"user-1"), u64::from(hash % 100));
    /// ```
    pub fn split(seed: u32) -> Bucketing {
        Bucketing(Engine::Murmur3 { prefix: Murmur3::new(seed), buckets: 100 })
    }

    /// Eppo's: as many positions as shards, of which its own documents have 10 000. No shards count
    /// as one.
    pub fn eppo(salt: &str, shards: u32) -> Bucketing {
        let mut prefix = Md5::new();
        prefix.write(salt.as_bytes());
        prefix.write(b"-");
        Bucketing(Engine::Eppo { prefix: Box::new(prefix), shards: shards.max(1) })
    }

    /// How many positions there are; each is below.
    pub fn space(&self) -> u64 {
        match &self.0 {
            Engine::Native(_) => u64::from(BUCKETS),
            Engine::Murmur3 { buckets, .. } => u64::from(*buckets),
            Engine::GrowthBookV1 { .. } => 1000,
            Engine::GrowthBookV2 { .. } => 10_000,
            Engine::LaunchDarkly { .. } => 1 << 60,
            Engine::Flagd(_) | Engine::FlagdV2 { .. } => 1 << 32,
            Engine::FlagdV1 { .. } => (1 << 31) + 1,
            Engine::ConfigCat { .. } => 100,
            Engine::Eppo { shards, .. } => u64::from(*shards),
        }
    }

    /// Whether positions are buckets as they are.
    #[inline]
    pub(crate) fn is_native(&self) -> bool {
        matches!(self.0, Engine::Native(_))
    }

    /// The place of a unit, such as a targeting key. Nothing is allocated.
    #[inline]
    pub fn position(&self, unit: &[u8]) -> u64 {
        match &self.0 {
            Engine::Native(prefix) => u64::from(prefix.bucket(unit)),
            engine => engine.position(unit),
        }
    }
}

impl Engine {
    // Out of the way of the native draw, which is inlined into its callers.
    #[inline(never)]
    fn position(&self, unit: &[u8]) -> u64 {
        match self {
            Engine::Native(prefix) => u64::from(prefix.bucket(unit)),
            Engine::Murmur3 { prefix, buckets } => u64::from(finish(*prefix, unit) % buckets),
            Engine::GrowthBookV1 { seed } => {
                let mut hash = Fnv::new();
                hash.write(unit);
                seed.iter().for_each(|unit| hash.unit(*unit));
                u64::from(hash.finish() % 1000)
            }
            Engine::GrowthBookV2 { prefix } => {
                let mut first = *prefix;
                first.write(unit);
                let mut second = Fnv::new();
                second.write_decimal(first.finish());
                u64::from(second.finish() % 10_000)
            }
            Engine::LaunchDarkly { prefix } => {
                let mut hash = **prefix;
                hash.write(unit);
                hash.finish().first_64_bits() >> 4
            }
            Engine::Flagd(value) => u64::from(value.hash(unit)),
            Engine::FlagdV2 { prefix } => u64::from(finish(*prefix, unit)),
            Engine::FlagdV1 { prefix } => {
                u64::from((finish(*prefix, unit).cast_signed()).unsigned_abs())
            }
            Engine::ConfigCat { prefix } => {
                let mut hash = **prefix;
                hash.write(unit);
                (hash.finish().first_64_bits() >> 36) % 100
            }
            Engine::Eppo { prefix, shards } => {
                let mut hash = **prefix;
                hash.write(unit);
                u64::from(hash.finish().first_32_bits() % shards)
            }
        }
    }
}

fn murmur3_of(seed: u32, texts: &[&str]) -> Murmur3 {
    let mut hash = Murmur3::new(seed);
    texts.iter().for_each(|text| hash.write(text.as_bytes()));
    hash
}

fn finish(mut prefix: Murmur3, unit: &[u8]) -> u32 {
    prefix.write(unit);
    prefix.finish()
}

fn sha1_of(texts: &[&str]) -> Sha1 {
    let mut hash = Sha1::new();
    texts.iter().for_each(|text| hash.write(text.as_bytes()));
    hash
}
