//! A flag's rules ask for attributes; the derived contexts of its calls have some of them.
mod silent;

use flagkit::{Context, feature_flag};

flagkit::flags!("flags.json");

#[derive(Context)]
pub struct User {
    #[context(key)]
    id: String,
    country: String,
    #[context(nested)]
    address: Option<Address>,
    #[context(flatten)]
    account: Account,
}

#[derive(Context)]
struct Address {
    city: &'static str,
}

#[derive(Context)]
struct Account {
    #[context(rename = "account.age")]
    age: u32,
}

#[feature_flag("by_rule", fallback = old, context = user)]
fn a_rule(user: &User) -> bool {
    user.id.is_empty()
}

#[feature_flag("by_nested_rule", fallback = old, context = user)]
fn a_nested_rule(user: &User) -> bool {
    user.id.is_empty()
}

#[feature_flag("by_stage", fallback = old, context = user)]
fn a_stage_whose_segment_names_a_segment(user: &User) -> bool {
    user.id.is_empty()
}

#[feature_flag("by_bucket", fallback = old, context = &user)]
fn the_bucket(user: &User) -> bool {
    user.id.is_empty()
}

#[feature_flag("by_variant", variants(large), fallback = old_generic, context = wrapped.0.1)]
async fn a_variant_by_an_expression<T>(wrapped: ((T, Box<User>),)) -> bool {
    wrapped.0.1.id.is_empty()
}

struct Shop {
    owner: User,
}

impl Shop {
    #[feature_flag("by_rule", otherwise = false, context = self.owner)]
    fn a_method(&self) -> bool {
        self.owner.id.is_empty()
    }
}

#[feature_flag("by_key", fallback = old, context = user)]
fn nothing_but_the_key(user: &User) -> bool {
    user.id.is_empty()
}

#[derive(Context)]
struct Request<'a, T> {
    #[context(flatten)]
    inner: &'a T,
    path: &'a str,
}

#[feature_flag("by_rule", otherwise = false, context = request)]
fn a_generic_context_of_known_types(
    request: Option<std::sync::Arc<Request<'static, Address>>>,
) -> bool {
    request.is_some_and(|request| request.path.is_empty())
}

/// Somebody whose key nobody knows.
#[derive(Context)]
struct Visitor {
    country: &'static str,
    plan: &'static str,
}

#[feature_flag("by_rule", otherwise = false, context = visitor)]
fn a_key_that_is_compared(visitor: &Visitor) -> bool {
    visitor.country == visitor.plan
}

#[feature_flag("by_share", otherwise = false, context = visitor)]
fn a_key_that_is_drawn_by(visitor: &Visitor) -> bool {
    visitor.country == visitor.plan
}

fn old(user: &User) -> bool {
    !user.id.is_empty()
}

async fn old_generic<T>(wrapped: ((T, Box<User>),)) -> bool {
    old(&wrapped.0.1)
}

fn main() {
    let user = || User {
        id: String::new(),
        country: String::new(),
        address: None,
        account: Account { age: 1 },
    };
    a_rule(&user());
    a_nested_rule(&user());
    a_stage_whose_segment_names_a_segment(&user());
    the_bucket(&user());
    drop(a_variant_by_an_expression((((), Box::new(user())),)));
    Shop { owner: user() }.a_method();
    nothing_but_the_key(&user());
    a_generic_context_of_known_types(None);
    let visitor = Visitor { country: "KR", plan: "free" };
    a_key_that_is_compared(&visitor);
    a_key_that_is_drawn_by(&visitor);
    silent::all();
}
