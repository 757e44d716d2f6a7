//! One type for the results of two arms that return `impl Trait`.
//!
//! The list of traits is closed: those whose methods can be handed on without knowing the arms.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::iter::FusedIterator;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The result of the new arm, or of the old one.
#[derive(Clone, Copy)]
pub enum Either<L, R> {
    /// The annotated function's.
    Left(L),
    /// The fallback's.
    Right(R),
}

macro_rules! either {
    ($either:expr, $inner:ident => $call:expr) => {
        match $either {
            Either::Left($inner) => $call,
            Either::Right($inner) => $call,
        }
    };
}

impl<L: Iterator, R: Iterator<Item = L::Item>> Iterator for Either<L, R> {
    type Item = L::Item;

    #[inline]
    fn next(&mut self) -> Option<L::Item> {
        either!(self, inner => inner.next())
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        either!(self, inner => inner.size_hint())
    }

    #[inline]
    fn count(self) -> usize {
        either!(self, inner => inner.count())
    }

    #[inline]
    fn last(self) -> Option<L::Item> {
        either!(self, inner => inner.last())
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<L::Item> {
        either!(self, inner => inner.nth(n))
    }

    #[inline]
    fn fold<B, F: FnMut(B, L::Item) -> B>(self, init: B, f: F) -> B {
        either!(self, inner => inner.fold(init, f))
    }
}

impl<L, R> DoubleEndedIterator for Either<L, R>
where
    L: DoubleEndedIterator,
    R: DoubleEndedIterator<Item = L::Item>,
{
    #[inline]
    fn next_back(&mut self) -> Option<L::Item> {
        either!(self, inner => inner.next_back())
    }

    #[inline]
    fn nth_back(&mut self, n: usize) -> Option<L::Item> {
        either!(self, inner => inner.nth_back(n))
    }

    #[inline]
    fn rfold<B, F: FnMut(B, L::Item) -> B>(self, init: B, f: F) -> B {
        either!(self, inner => inner.rfold(init, f))
    }
}

impl<L: ExactSizeIterator, R: ExactSizeIterator<Item = L::Item>> ExactSizeIterator
    for Either<L, R>
{
    #[inline]
    fn len(&self) -> usize {
        either!(self, inner => inner.len())
    }
}

impl<L: FusedIterator, R: FusedIterator<Item = L::Item>> FusedIterator for Either<L, R> {}

impl<L: Future, R: Future<Output = L::Output>> Future for Either<L, R> {
    type Output = L::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<L::Output> {
        // SAFETY: the arm stays where it is: it is never moved out of, and `Either` is `Unpin` only where both
        // arms are, has no `Drop` of its own, and hands out no other mutable reference to a pinned arm.
        unsafe {
            match self.get_unchecked_mut() {
                Self::Left(inner) => Pin::new_unchecked(inner).poll(context),
                Self::Right(inner) => Pin::new_unchecked(inner).poll(context),
            }
        }
    }
}

impl<L: fmt::Display, R: fmt::Display> fmt::Display for Either<L, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        either!(self, inner => inner.fmt(f))
    }
}

/// The arm's own text: callers of the function never learn of the join.
impl<L: fmt::Debug, R: fmt::Debug> fmt::Debug for Either<L, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        either!(self, inner => inner.fmt(f))
    }
}

impl<L: Error, R: Error> Error for Either<L, R> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        either!(self, inner => inner.source())
    }
}

impl<L: Read, R: Read> Read for Either<L, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        either!(self, inner => inner.read(buffer))
    }

    fn read_vectored(&mut self, buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        either!(self, inner => inner.read_vectored(buffers))
    }

    fn read_to_end(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        either!(self, inner => inner.read_to_end(buffer))
    }

    fn read_to_string(&mut self, buffer: &mut String) -> io::Result<usize> {
        either!(self, inner => inner.read_to_string(buffer))
    }

    fn read_exact(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        either!(self, inner => inner.read_exact(buffer))
    }
}

impl<L: Write, R: Write> Write for Either<L, R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        either!(self, inner => inner.write(bytes))
    }

    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        either!(self, inner => inner.write_vectored(buffers))
    }

    fn flush(&mut self) -> io::Result<()> {
        either!(self, inner => inner.flush())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        either!(self, inner => inner.write_all(bytes))
    }

    fn write_fmt(&mut self, text: fmt::Arguments<'_>) -> io::Result<()> {
        either!(self, inner => inner.write_fmt(text))
    }
}

#[cfg(test)]
#[path = "either_tests.rs"]
mod tests;
