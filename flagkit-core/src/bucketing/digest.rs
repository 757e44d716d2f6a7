//! What SHA-1 and MD5 have in common: blocks of 64 bytes, a padding of one bit and zeros, and the
//! length at the end (Merkle and Damgård).
//!
//! It is `Copy`, so that the state after a prefix is worked out once and each unit starts from a copy
//! of it. Law: no allocation, and the pieces in which bytes come make no difference.

/// One step of a hash: how a block changes its state.
pub(super) trait Compress {
    fn compress(&mut self, block: &[u8; BLOCK]);

    /// The length of the message in bits, in the algorithm's order of bytes.
    fn length(bits: u64) -> [u8; 8];
}

pub(super) const BLOCK: usize = 64;

/// A hash over bytes that come in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digest<S> {
    state: S,
    /// The bytes that do not fill a block yet; zeros behind them.
    rest: [u8; BLOCK],
    length: u64,
}

impl<S: Compress + Copy> Digest<S> {
    pub(super) fn starting(state: S) -> Digest<S> {
        Digest { state, rest: [0; BLOCK], length: 0 }
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) {
        let filled = self.filled();
        self.length = self.length.wrapping_add(bytes.len() as u64);
        if filled > 0 {
            let (head, tail) = bytes.split_at(bytes.len().min(BLOCK - filled));
            self.rest[filled..filled + head.len()].copy_from_slice(head);
            if filled + head.len() < BLOCK {
                return;
            }
            self.flush();
            bytes = tail;
        }
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for block in blocks {
            self.state.compress(block);
        }
        self.rest[..rest.len()].copy_from_slice(rest);
    }

    /// The state after the padding.
    pub(super) fn finish(mut self) -> S {
        let filled = self.filled();
        self.rest[filled] = 0x80;
        if filled + 1 + 8 > BLOCK {
            self.flush();
        }
        self.rest[BLOCK - 8..].copy_from_slice(&S::length(self.length.wrapping_mul(8)));
        self.flush();
        self.state
    }

    fn filled(&self) -> usize {
        (self.length % BLOCK as u64) as usize
    }

    fn flush(&mut self) {
        self.state.compress(&self.rest);
        self.rest = [0; BLOCK];
    }
}
