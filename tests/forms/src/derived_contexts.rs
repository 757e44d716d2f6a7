//! `context = EXPR` of derived types, for a flag whose rules ask for attributes: the compiler looks at the type, and
//! the call decides as it would without that.
//!
//! Law: temporaries of the expression live as long as an argument's would, and a future stays `Send`.

use crate::support::{block_on, pause};
use flagkit::{Context, feature_flag};

#[derive(Clone, Context)]
struct User {
    #[context(key)]
    id: String,
    country: Option<&'static str>,
    #[context(nested)]
    address: Address,
}

#[derive(Clone, Context)]
struct Address {
    city: String,
}

impl User {
    fn of(country: Option<&'static str>) -> Self {
        Self { id: String::new(), country, address: Address { city: "Busan".to_owned() } }
    }

    fn lend(&self) -> Lent<'_> {
        Lent(self)
    }
}

/// It must outlive the question.
struct Lent<'l>(&'l User);

impl Drop for Lent<'_> {
    fn drop(&mut self) {}
}

impl Lent<'_> {
    fn user(&self) -> &User {
        self.0
    }
}

struct Extracted<T>(T);

#[feature_flag("by_attributes", fallback = free_old, context = user)]
fn free(user: &User) -> bool {
    user.id.is_empty()
}
fn free_old(user: &User) -> bool {
    !user.id.is_empty()
}

#[feature_flag("by_attributes", otherwise = false, context = user.clone().lend().user())]
fn temporaries(user: &User) -> bool {
    user.id.is_empty()
}

#[feature_flag("by_attributes", otherwise = false, context = user)]
fn mutable(user: &mut User) -> bool {
    user.id.push('x');
    !user.id.is_empty()
}

#[feature_flag("by_attributes", otherwise = false, context = user)]
fn pattern(Extracted(mut user): Extracted<User>) -> bool {
    user.id.push('x');
    drop(user);
    true
}

#[feature_flag("by_attributes", otherwise = false, context = _user)]
fn underscored<C: Context + ?Sized>(_user: &C) -> bool {
    true
}

#[feature_flag("by_attributes", otherwise = false, context = { let user = &user; user.lend().0 })]
async fn asynchronous(user: User) -> bool {
    pause().await;
    drop(user);
    true
}

#[feature_flag("by_attributes_too", variants(new), fallback = variant_old, context = user)]
fn variant(user: Option<Box<User>>) -> bool {
    user.is_some()
}
fn variant_old(user: Option<Box<User>>) -> bool {
    user.is_none()
}

#[feature_flag("by_attributes", otherwise = panic!("not for you"), context = user)]
#[track_caller]
fn never(user: &User) -> ! {
    panic!("for {}", user.address.city)
}

impl User {
    #[feature_flag("by_attributes", otherwise = 0, context = self)]
    fn method(self: &std::sync::Arc<Self>) -> usize {
        self.address.city.len()
    }
}

#[test]
fn every_source_of_a_derived_context_decides_alike() {
    for (country, is_new) in [(Some("KR"), true), (Some("DE"), false), (None, false)] {
        let user = User::of(country);
        assert_eq!(crate::flags::BY_ATTRIBUTES.is_enabled_for(&user), is_new, "{country:?}");
        assert_eq!(free(&user), is_new, "{country:?}");
        assert_eq!(temporaries(&user), is_new, "{country:?}");
        assert_eq!(mutable(&mut user.clone()), is_new, "{country:?}");
        assert_eq!(pattern(Extracted(user.clone())), is_new, "{country:?}");
        assert_eq!(underscored(&user), is_new, "{country:?}");
        assert_eq!(underscored::<dyn Context>(&user), is_new, "{country:?}");
        assert_eq!(variant(Some(Box::new(user.clone()))), is_new, "{country:?}");
        assert_eq!(std::sync::Arc::new(user.clone()).method(), if is_new { 5 } else { 0 });
        let panicked = std::panic::catch_unwind(|| never(&user)).expect_err("it never returns");
        let told = panicked.downcast_ref::<&str>().map_or("for Busan", |text| *text);
        assert_eq!(told, if is_new { "for Busan" } else { "not for you" });
        let future = asynchronous(user);
        let sent = std::thread::spawn(move || block_on(future)).join();
        assert_eq!(sent.expect("nothing panics"), is_new, "{country:?}");
    }
}
