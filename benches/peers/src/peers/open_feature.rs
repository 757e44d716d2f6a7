//! open-feature: an API over providers, so behind it stands a provider that is the hand-written limit.
//!
//! Its calls are futures. They are awaited inside one, as in an async program, so that no executor is timed.

use crate::Ground;
use crate::contest::{Entry, Turn, guarded, guarded_variant};
use crate::work::Work;
use async_trait::async_trait;
use benches::by_hand::safe;
use benches::crowd::User;
use open_feature::provider::{FeatureProvider, ProviderMetadata, ResolutionDetails};
use open_feature::{
    Client, EvaluationContext, EvaluationContextFieldValue, EvaluationError, EvaluationErrorCode,
    EvaluationResult, OpenFeature, StructValue,
};
use std::pin::pin;
use std::rc::Rc;
use std::task::{self, Poll, Waker};

struct ByHand(ProviderMetadata);

fn failed<T>(code: EvaluationErrorCode) -> EvaluationResult<T> {
    Err(EvaluationError { code, message: None })
}

#[async_trait]
impl FeatureProvider for ByHand {
    fn metadata(&self) -> &ProviderMetadata {
        &self.0
    }

    async fn resolve_bool_value(
        &self,
        flag: &str,
        context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<bool>> {
        if flag == "always" {
            return Ok(ResolutionDetails::new(true));
        }
        let Some(key) = &context.targeting_key else {
            return failed(EvaluationErrorCode::TargetingKeyMissing);
        };
        let on = match flag {
            "few" => safe(|config| config.few(key)),
            "members" => safe(|config| config.beta(key)),
            "korea" => match context.custom_fields.get("country") {
                Some(EvaluationContextFieldValue::String(country)) => {
                    safe(|config| config.korea(country))
                }
                _ => false,
            },
            _ => return failed(EvaluationErrorCode::FlagNotFound),
        };
        Ok(ResolutionDetails::new(on))
    }

    async fn resolve_string_value(
        &self,
        _: &str,
        context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<String>> {
        let Some(key) = &context.targeting_key else {
            return failed(EvaluationErrorCode::TargetingKeyMissing);
        };
        let variant = ["bm25", "semantic", "hybrid"][safe(|config| config.ranking(key))];
        Ok(ResolutionDetails::new(variant))
    }

    async fn resolve_int_value(
        &self,
        _: &str,
        _: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<i64>> {
        failed(EvaluationErrorCode::TypeMismatch)
    }

    async fn resolve_float_value(
        &self,
        _: &str,
        _: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<f64>> {
        failed(EvaluationErrorCode::TypeMismatch)
    }

    async fn resolve_struct_value(
        &self,
        _: &str,
        _: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<StructValue>> {
        failed(EvaluationErrorCode::TypeMismatch)
    }
}

/// Nothing in here ever waits, so one poll after another is all that it takes.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = task::Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
            return result;
        }
    }
}

fn built(user: &User) -> EvaluationContext {
    EvaluationContext::default()
        .with_targeting_key(user.key.as_str())
        .with_custom_field("country", user.country.as_str())
}

/// A guarded call; an error is an answer that is wrong for everyone.
async fn call(client: &Client, work: Work, user: &User, context: &EvaluationContext) -> usize {
    const WRONG: usize = 3;
    if work == Work::Variants {
        return match client.get_string_value(work.flag(), Some(context), None).await.as_deref() {
            Ok("bm25") => guarded_variant(user, 0),
            Ok("semantic") => guarded_variant(user, 1),
            Ok("hybrid") => guarded_variant(user, 2),
            _ => WRONG,
        };
    }
    match client.get_bool_value(work.flag(), Some(context), None).await {
        Ok(on) => guarded(user, on),
        Err(_) => WRONG,
    }
}

pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Vec<Entry<'a>> {
    let client = block_on(async {
        let mut api = OpenFeature::singleton_mut().await;
        api.set_provider(ByHand(ProviderMetadata::new("by hand"))).await;
        api.create_client()
    });
    let client = Rc::new(client);
    let contexts: Rc<Vec<EvaluationContext>> = Rc::new(ground.users.iter().map(built).collect());
    let one = move |number: usize| {
        let (client, contexts) = (Rc::clone(&client), Rc::clone(&contexts));
        let user = &ground.users[number];
        async move {
            if work == Work::FreshContext {
                return call(&client, work, user, &built(user)).await;
            }
            call(&client, work, user, &contexts[number]).await
        }
    };
    let turn = Turn::default();
    let again = one.clone();
    let entry = Entry::of(
        "open-feature, by hand behind it",
        move |number| block_on(one(number)),
        move |calls| {
            block_on(async {
                for number in turn.take(calls) {
                    std::hint::black_box(again(number).await);
                }
            });
        },
    );
    vec![entry.drawn_as_flagkit()]
}
