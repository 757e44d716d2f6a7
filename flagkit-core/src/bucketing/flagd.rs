//! What flagd hashes: since its third formula the CBOR (RFC 8949) of the value that it draws by.
//!
//! Only texts and pairs of texts are written here, the only values that flagkit draws by. Law: the
//! shortest head, as every encoder of flagd's writes it.

use super::murmur3::Murmur3;

/// What surrounds the unit in the value that is hashed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// `[flag, unit]`: what `fractional` draws by where a flag does not say.
    Pair(Box<str>),
    /// A text that ends in the unit: `{"cat": ["text", {"var": "email"}]}`.
    Text(Box<str>),
}

impl Value {
    pub(super) fn hash(&self, unit: &[u8]) -> u32 {
        let mut hash = Murmur3::new(0);
        match self {
            Value::Pair(flag) => {
                hash.write(&[0x82]);
                head(&mut hash, flag.len());
                hash.write(flag.as_bytes());
                head(&mut hash, unit.len());
            }
            Value::Text(text) => {
                head(&mut hash, text.len() + unit.len());
                hash.write(text.as_bytes());
            }
        }
        hash.write(unit);
        hash.finish()
    }
}

/// The head of a text: its kind and length.
fn head(hash: &mut Murmur3, length: usize) {
    const TEXT: u8 = 0x60;
    if length < 24 {
        hash.write(&[TEXT | length as u8]);
    } else if let Ok(length) = u8::try_from(length) {
        hash.write(&[TEXT | 24, length]);
    } else if let Ok(length) = u16::try_from(length) {
        hash.write(&[TEXT | 25]);
        hash.write(&length.to_be_bytes());
    } else if let Ok(length) = u32::try_from(length) {
        hash.write(&[TEXT | 26]);
        hash.write(&length.to_be_bytes());
    } else {
        hash.write(&[TEXT | 27]);
        hash.write(&(length as u64).to_be_bytes());
    }
}
