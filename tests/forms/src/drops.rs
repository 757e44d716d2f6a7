//! Arguments drop in the order in which they drop without the attribute: each form beside its plain twin.

use crate::support::{arm, block_on, pause};
use flagkit::feature_flag;
use std::cell::RefCell;

/// Writes its name down when it is dropped.
struct Loud<'l>(&'static str, &'l RefCell<Vec<&'static str>>);

impl Drop for Loud<'_> {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

/// The same head and body twice: plain, and behind the flag with itself as the old code.
macro_rules! twins {
    ($plain:ident, $flagged:ident, [$($keyword:ident)*], ($($arguments:tt)*), $body:tt) => {
        $($keyword)* fn $plain($($arguments)*) $body
        #[feature_flag("form", fallback = $plain)]
        $($keyword)* fn $flagged($($arguments)*) $body
    };
}

type L<'l> = Loud<'l>;

twins!(plain, flagged, [], (a: L<'_>, mut b: L<'_>, _: L<'_>, (_c, _): (L<'_>, L<'_>), _d: L<'_>), {
    let _local = Loud("local", a.1);
    b.0 = "changed";
});

twins!(early_plain, early_flagged, [], (a: L<'_>, (b, _): (L<'_>, L<'_>), _c: L<'_>), {
    if a.0 == "a" {
        drop(b);
        return;
    }
    drop(a);
});

twins!(async_plain, async_flagged, [async], (a: L<'_>, _: L<'_>, (_b, _): (L<'_>, L<'_>), mut c: L<'_>), {
    pause().await;
    let _local = Loud("local", a.1);
    c.0 = "changed";
    pause().await;
});

struct Held<'l> {
    first: Loud<'l>,
    second: Loud<'l>,
}

impl Held<'_> {
    fn plain(self, other: L<'_>) -> &'static str {
        let second = &self.second;
        second.1.borrow_mut().push(other.0);
        self.second.0
    }
    #[feature_flag("form", fallback = Self::plain)]
    fn flagged(self, other: L<'_>) -> &'static str {
        let second = &self.second;
        second.1.borrow_mut().push(other.0);
        self.second.0
    }
    fn assigned_plain(mut self) {
        self.second.0 = "assigned";
    }
    #[feature_flag("form", fallback = Self::assigned_plain)]
    fn assigned_flagged(mut self) {
        self.second.0 = "assigned";
    }
    fn partly_plain(self, _other: L<'_>) {
        drop(self.second);
    }
    #[feature_flag("form", fallback = Self::partly_plain)]
    fn partly_flagged(self, _other: L<'_>) {
        drop(self.second);
    }
}

#[track_caller]
fn same<'l, T, U>(
    log: &'l RefCell<Vec<&'static str>>,
    plain: impl FnOnce(&'l RefCell<Vec<&'static str>>) -> T,
    flagged: impl FnOnce(&'l RefCell<Vec<&'static str>>) -> U,
) {
    plain(log);
    let expected = log.take();
    flagged(log);
    assert_eq!(log.take(), expected, "in the {} arm", arm());
    assert!(expected.len() > 2);
}

#[flagkit::test(both = FORM)]
fn free_functions() {
    let log = RefCell::default();
    let loud = Loud;
    same(
        &log,
        |l| {
            plain(
                loud("a", l),
                loud("b", l),
                loud("_", l),
                (loud("c", l), loud("rest", l)),
                loud("d", l),
            )
        },
        |l| {
            flagged(
                loud("a", l),
                loud("b", l),
                loud("_", l),
                (loud("c", l), loud("rest", l)),
                loud("d", l),
            )
        },
    );
    same(
        &log,
        |l| early_plain(loud("a", l), (loud("b", l), loud("rest", l)), loud("c", l)),
        |l| early_flagged(loud("a", l), (loud("b", l), loud("rest", l)), loud("c", l)),
    );
}

#[flagkit::test(both = FORM)]
fn async_functions() {
    let log = RefCell::default();
    let loud = Loud;
    same(
        &log,
        |l| {
            block_on(async_plain(
                loud("a", l),
                loud("_", l),
                (loud("b", l), loud("rest", l)),
                loud("c", l),
            ))
        },
        |l| {
            block_on(async_flagged(
                loud("a", l),
                loud("_", l),
                (loud("b", l), loud("rest", l)),
                loud("c", l),
            ))
        },
    );
}

#[flagkit::test(both = FORM)]
fn self_and_its_fields() {
    let log = RefCell::default();
    let held = |l| Held { first: Loud("first", l), second: Loud("second", l) };
    same(&log, |l| held(l).plain(Loud("other", l)), |l| held(l).flagged(Loud("other", l)));
    same(
        &log,
        |l| held(l).partly_plain(Loud("other", l)),
        |l| held(l).partly_flagged(Loud("other", l)),
    );
    assert_eq!(held(&log).first.0, "first");
    log.take();
    held(&log).assigned_flagged();
    assert_eq!(log.take(), ["first", "assigned"]);
}
