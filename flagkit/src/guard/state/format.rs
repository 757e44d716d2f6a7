//! What a state file looks like: bytes in, plain values out, and back.
//!
//! It touches no file and no flag. Laws: what was written is read back bit for bit; anything else, cut off at whatever byte, is
//! refused with the reason, and never panics.
//!
//! ```text
//! "flagkit guard state\n"   so that a person sees what it is
//! version                   u32; numbers are little-endian
//! length of the body        u64
//! body                      the flags, field by field in the order of `Saved`
//! checksum of the body      u64
//! ```

use crate::measure::figures::UnitFigures;
use crate::measure::unit::fingerprint;
use flagkit_stats::{Alpha, Counts, Evidence, GuardState, LatencyState};
use std::fmt;

const MAGIC: &[u8] = b"flagkit guard state\n";

/// Grows with each change of what follows; a file of another version is put aside.
const VERSION: u32 = 1;

/// Where the body begins.
const BODY: usize = MAGIC.len() + 4 + 8;

/// All that a process remembers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Saved {
    pub(super) flags: Vec<SavedFlag>,
}

/// One flag.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SavedFlag {
    pub(super) package: String,
    pub(super) key: String,
    /// The variants, by arm of the build that wrote.
    pub(super) variants: Vec<String>,
    pub(super) targeting: Option<u64>,
    /// The definition came from a live document, not from the build.
    pub(super) is_live: bool,
    pub(super) test: u32,
    pub(super) keys: Vec<u64>,
    pub(super) epochs: Vec<SavedEpoch>,
    pub(super) arms: Vec<SavedArm>,
    pub(super) sites: Vec<SavedSite>,
    pub(super) halvings: u32,
    pub(super) sampled: Vec<u64>,
    pub(super) failed: Vec<u64>,
    pub(super) panicked: Vec<u64>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SavedEpoch {
    pub(super) shares: Vec<f64>,
    pub(super) arms: Vec<UnitFigures>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SavedArm {
    pub(super) errors: GuardState,
    pub(super) panics: GuardState,
    pub(super) panicked: Vec<u64>,
    pub(super) panics_placed: u64,
    pub(super) stopped: Option<SavedStop>,
    pub(super) held: Vec<SavedVerdict>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SavedStop {
    pub(super) verdict: SavedVerdict,
    /// In milliseconds since 1970, by the clock of the machine.
    pub(super) at: u64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SavedVerdict {
    /// Numbers of the enumerations in `verdict`.
    pub(super) guarded: u8,
    pub(super) state: u8,
    pub(super) share: Option<f64>,
    pub(super) control: (u64, u64),
    pub(super) treatment: (u64, u64),
    pub(super) p_value: Option<f64>,
    pub(super) place: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SavedSite {
    /// Module and function, which stay when lines move.
    pub(super) name: String,
    /// Fingerprints of the code of the arms.
    pub(super) code: Vec<u64>,
    pub(super) arms: Vec<LatencyState>,
}

/// Why bytes are no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    Foreign,
    Version(u32),
    CutOff,
    Damaged,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("is no state of flagkit's"),
            Self::Version(version) => write!(
                f,
                "was written by another version of flagkit (format {version}, this one reads {VERSION})"
            ),
            Self::CutOff => f.write_str("is cut off"),
            Self::Damaged => f.write_str("is damaged: its checksum is another one"),
        }
    }
}

/// The bytes of a state file.
pub(super) fn encode(saved: &Saved) -> Vec<u8> {
    let mut writer = Writer(MAGIC.to_vec());
    writer.u32(VERSION);
    writer.u64(0);
    saved.write(&mut writer);
    let Writer(mut bytes) = writer;
    let length = (bytes.len() - BODY) as u64;
    let checksum = fingerprint(bytes.get(BODY..).unwrap_or_default());
    if let Some(place) = bytes.get_mut(BODY - 8..BODY) {
        place.copy_from_slice(&length.to_le_bytes());
    }
    bytes.extend(checksum.to_le_bytes());
    bytes
}

/// The state in the bytes of a file.
pub(super) fn decode(bytes: &[u8]) -> Result<Saved, Unreadable> {
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        let is_begun = MAGIC.starts_with(bytes);
        return Err(if is_begun { Unreadable::CutOff } else { Unreadable::Foreign });
    };
    let mut head = Reader(rest);
    let version = head.u32().ok_or(Unreadable::CutOff)?;
    if version != VERSION {
        return Err(Unreadable::Version(version));
    }
    let length = head.u64().and_then(|length| usize::try_from(length).ok());
    let Reader(rest) = head;
    let (body, checksum) =
        rest.split_at_checked(length.ok_or(Unreadable::CutOff)?).ok_or(Unreadable::CutOff)?;
    let checksum = checksum.first_chunk().ok_or(Unreadable::CutOff)?;
    if fingerprint(body) != u64::from_le_bytes(*checksum) || rest.len() != body.len() + 8 {
        return Err(Unreadable::Damaged);
    }
    let mut body = Reader(body);
    Saved::read(&mut body).filter(|_| body.0.is_empty()).ok_or(Unreadable::Damaged)
}

struct Writer(Vec<u8>);

struct Reader<'a>(&'a [u8]);

impl Writer {
    fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.0.extend(value.to_le_bytes());
    }
}

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.first_chunk().copied()
    }

    fn u8(&mut self) -> Option<u8> {
        self.chunk().map(u8::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.chunk().map(u64::from_le_bytes)
    }
}

/// What can be written and read back.
trait Field: Sized {
    fn write(&self, to: &mut Writer);
    fn read(from: &mut Reader<'_>) -> Option<Self>;
}

/// Writes and reads the fields of a struct, in this order.
macro_rules! fields {
    ($($type:ty { $($field:ident),+ $(,)? })+) => { $(
        impl Field for $type {
            fn write(&self, to: &mut Writer) {
                // Taken apart by name, so that no field is forgotten.
                let Self { $($field),+ } = self;
                $( $field.write(to); )+
            }

            fn read(from: &mut Reader<'_>) -> Option<Self> {
                $( let $field = Field::read(from)?; )+
                Some(Self { $($field),+ })
            }
        }
    )+ };
}

fields! {
    Saved { flags }
    SavedFlag {
        package, key, variants, targeting, is_live, test, keys, epochs, arms, sites, halvings, sampled, failed, panicked,
    }
    SavedEpoch { shares, arms }
    SavedArm { errors, panics, panicked, panics_placed, stopped, held }
    SavedStop { verdict, at }
    SavedVerdict { guarded, state, share, control, treatment, p_value, place }
    SavedSite { name, code, arms }
    UnitFigures { sampled, units, failed, panicked }
    GuardState { peak_log_e, rolled_back }
    Evidence { log_e, peak_log_e, alpha, control, treatment }
    Counts { units, adverse }
    LatencyState { log_components, control, treatment, latch }
}

impl Field for u8 {
    fn write(&self, to: &mut Writer) {
        to.u8(*self);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.u8()
    }
}

impl Field for u32 {
    fn write(&self, to: &mut Writer) {
        to.u32(*self);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.u32()
    }
}

impl Field for u64 {
    fn write(&self, to: &mut Writer) {
        to.u64(*self);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.u64()
    }
}

impl Field for f64 {
    fn write(&self, to: &mut Writer) {
        to.u64(self.to_bits());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.u64().map(f64::from_bits)
    }
}

impl Field for bool {
    fn write(&self, to: &mut Writer) {
        to.u8(u8::from(*self));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match from.u8()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Field for Alpha {
    fn write(&self, to: &mut Writer) {
        self.get().write(to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Alpha::new(f64::read(from)?).ok()
    }
}

impl Field for String {
    fn write(&self, to: &mut Writer) {
        to.u64(self.len() as u64);
        to.0.extend(self.as_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let length = usize::try_from(from.u64()?).ok()?;
        String::from_utf8(from.bytes(length)?.to_vec()).ok()
    }
}

impl<A: Field, B: Field> Field for (A, B) {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
        self.1.write(to);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some((A::read(from)?, B::read(from)?))
    }
}

impl<T: Field> Field for Option<T> {
    fn write(&self, to: &mut Writer) {
        self.is_some().write(to);
        if let Some(value) = self {
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(if bool::read(from)? { Some(T::read(from)?) } else { None })
    }
}

impl<T: Field> Field for Vec<T> {
    fn write(&self, to: &mut Writer) {
        to.u64(self.len() as u64);
        self.iter().for_each(|item| item.write(to));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let length = from.u64()?;
        // Each item is a byte or more, so a length that was made up ends here, and not in an allocation.
        if length > from.0.len() as u64 {
            return None;
        }
        (0..length).map(|_| T::read(from)).collect()
    }
}

impl<T: Field + Copy + Default, const N: usize> Field for [T; N] {
    fn write(&self, to: &mut Writer) {
        self.iter().for_each(|item| item.write(to));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut items = [T::default(); N];
        for item in &mut items {
            *item = T::read(from)?;
        }
        Some(items)
    }
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
