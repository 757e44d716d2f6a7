//! Both sides of the join do what the arm alone does.

use super::Either;
use std::fmt::{self, Display};
use std::future::{Future, ready};
use std::io::{Read, Write};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

fn both(left: bool) -> Either<std::ops::Range<u32>, std::vec::IntoIter<u32>> {
    if left { Either::Left(1..4) } else { Either::Right(vec![1, 2, 3].into_iter()) }
}

#[test]
fn iterators() {
    for left in [true, false] {
        assert_eq!(both(left).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(both(left).rev().collect::<Vec<_>>(), [3, 2, 1]);
        assert_eq!((both(left).len(), both(left).count()), (3, 3));
        assert_eq!((both(left).last(), both(left).nth(1)), (Some(3), Some(2)));
        assert_eq!(both(left).nth_back(1), Some(2));
        assert_eq!(both(left).sum::<u32>(), 6);
    }
}

#[test]
fn futures_that_hold_references_into_themselves() {
    /// Is ready at the second poll, and holds a reference to its own local meanwhile.
    async fn slow(value: u32) -> u32 {
        let local = [value];
        let borrowed = &local;
        let mut polled = false;
        std::future::poll_fn(|_| {
            if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        borrowed[0]
    }
    for left in [true, false] {
        let future =
            if left { Either::Left(slow(7)) } else { Either::Right(async { slow(7).await }) };
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(future.as_mut().poll(&mut context), Poll::Pending);
        assert_eq!(future.as_mut().poll(&mut context), Poll::Ready(7));
    }
    let mut now = pin!(Either::<_, std::future::Pending<u32>>::Left(ready(1)));
    assert_eq!(now.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(1));
}

#[test]
fn texts_and_errors() {
    let number: Either<u32, &str> = Either::Left(5);
    let text: Either<u32, &str> = Either::Right("five");
    assert_eq!(format!("{number:>3} {text:?}"), "  5 \"five\"");
    let error: Either<fmt::Error, std::io::Error> = Either::Right(std::io::Error::other("no"));
    assert_eq!(error.to_string(), "no");
    fn shown(value: impl Display) -> String {
        value.to_string()
    }
    assert_eq!(shown(number), "5");
}

#[test]
fn readers_and_writers() {
    for left in [true, false] {
        let mut reader: Either<&[u8], std::io::Cursor<Vec<u8>>> = if left {
            Either::Left(b"abc")
        } else {
            Either::Right(std::io::Cursor::new(b"abc".to_vec()))
        };
        let mut text = String::new();
        assert_eq!(reader.read_to_string(&mut text).unwrap(), 3);
        assert_eq!(text, "abc");
        let mut writer: Either<Vec<u8>, std::io::Cursor<Vec<u8>>> = if left {
            Either::Left(Vec::new())
        } else {
            Either::Right(std::io::Cursor::new(Vec::new()))
        };
        write!(writer, "{}-{}", 1, 2).unwrap();
        writer.flush().unwrap();
        let written = match writer {
            Either::Left(bytes) => bytes,
            Either::Right(cursor) => cursor.into_inner(),
        };
        assert_eq!(written, b"1-2");
    }
}
