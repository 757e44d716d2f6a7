//! featureflag: a facade that evaluates nothing itself, so behind it stands the hand-written limit.

use crate::Ground;
use crate::contest::{Entry, guarded};
use crate::work::Work;
use benches::by_hand::safe;
use benches::crowd::User;
use featureflag::context::ContextRef;
use featureflag::evaluator::try_set_global_default;
use featureflag::fields::Fields;
use featureflag::{Context, Evaluator, Feature, context};

/// What stays of a context's fields.
struct Known {
    key: String,
    country: String,
}

struct ByHand;

impl Evaluator for ByHand {
    fn is_enabled(&self, feature: &str, context: &Context) -> Option<bool> {
        let known = || context.extensions().get::<Known>();
        match feature {
            "always" => Some(true),
            "few" => known().map(|known| safe(|config| config.few(&known.key))),
            "korea" => known().map(|known| safe(|config| config.korea(&known.country))),
            "members" => known().map(|known| safe(|config| config.beta(&known.key))),
            _ => None,
        }
    }

    fn on_new_context(&self, mut context: ContextRef<'_>, fields: Fields<'_>) {
        let text = |name| fields.get(name).and_then(|field| field.as_str()).unwrap_or_default();
        let known =
            Known { key: String::from(text("key")), country: String::from(text("country")) };
        context.extensions_mut().insert(known);
    }
}

fn built(user: &User) -> Context {
    context!(key = user.key, country = user.country)
}

pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Vec<Entry<'a>> {
    const NAME: &str = "featureflag, by hand behind it";
    // Only the first work sets it.
    let _ = try_set_global_default(ByHand);
    let feature = Feature::new(work.flag(), false);
    let entry = match work {
        Work::Variants => Entry::cannot(NAME, "a flag is on or off"),
        Work::Constant => {
            Entry::new(NAME, ground, |_| (), move |user, ()| guarded(user, feature.is_enabled()))
        }
        Work::FreshContext => Entry::new(
            NAME,
            ground,
            |_| (),
            move |user, ()| guarded(user, feature.is_enabled_in(Some(&built(user)))),
        ),
        Work::Percentage | Work::Rule | Work::Segment => {
            Entry::new(NAME, ground, built, move |user, context| {
                guarded(user, feature.is_enabled_in(Some(context)))
            })
        }
    };
    vec![entry.drawn_as_flagkit()]
}
