//! `context = EXPR` over the arguments, the ambient scope, or neither.

use flagkit::{EvaluationContext, feature_flag};

struct Request<'r> {
    user: &'r EvaluationContext,
}
struct Extracted<T>(T);

#[feature_flag("half", fallback = free_old, context = user)]
fn free(user: &EvaluationContext) -> bool {
    drop(user.clone());
    true
}
fn free_old(_user: &EvaluationContext) -> bool {
    false
}

#[feature_flag("half", otherwise = false, context = request.user)]
fn field(request: &Request<'_>) -> bool {
    !std::ptr::eq(request.user, std::ptr::null())
}

#[feature_flag("half", otherwise = false, context = user)]
fn pattern(Extracted(mut user): Extracted<EvaluationContext>) -> bool {
    user = user.with("country", "KR");
    drop(user);
    true
}

#[feature_flag("half", otherwise = false, context = EvaluationContext::new(key))]
fn built(key: &str) -> bool {
    !key.is_empty()
}

#[feature_flag("half", otherwise = false, context = { let key = _key; EvaluationContext::new(key) })]
fn underscored(_key: &str) -> bool {
    true
}

#[feature_flag("half", otherwise = false, context = user)]
async fn asynchronous(user: EvaluationContext) -> bool {
    crate::support::pause().await;
    drop(user);
    true
}

#[feature_flag("half", otherwise = false)]
fn ambient() -> bool {
    true
}

impl Request<'_> {
    #[feature_flag("half", otherwise = false, context = self.user)]
    fn method(self) -> bool {
        let _ = self.user;
        true
    }
}

#[test]
fn every_source_of_a_context_decides_alike() {
    let mut arms = [0, 0];
    for number in 0..64 {
        let key = format!("user-{number}");
        let user = EvaluationContext::new(key.as_str());
        let is_new = crate::flags::HALF.is_enabled_for(&user);
        arms[usize::from(is_new)] += 1;
        assert_eq!(free(&user), is_new, "{key}");
        assert_eq!(field(&Request { user: &user }), is_new, "{key}");
        assert_eq!(Request { user: &user }.method(), is_new, "{key}");
        assert_eq!(pattern(Extracted(user.clone())), is_new, "{key}");
        assert_eq!((built(&key), underscored(&key)), (is_new, is_new), "{key}");
        assert_eq!(crate::support::block_on(asynchronous(user.clone())), is_new, "{key}");
        assert_eq!(flagkit::scope(&user, ambient), is_new, "{key}");
    }
    assert!(arms[0] > 10 && arms[1] > 10, "{arms:?}");
    assert!(!ambient());
}
