//! flagkit, through its public face: the attribute, the handle, and contexts of both kinds.

use crate::Ground;
use crate::contest::{Entry, REFERENCE, guarded, guarded_variant, newer_code, old_code};
use crate::flags;
use crate::work::Work;
use benches::crowd::User;
use flagkit::{Context, EvaluationContext, Watch, feature_flag};
use std::error::Error;
use std::fs;

/// Who stands behind one request.
#[derive(Context)]
struct Visitor<'a> {
    #[context(key)]
    key: &'a str,
    country: &'a str,
}

impl<'a> Visitor<'a> {
    fn of(user: &'a User) -> Self {
        Self { key: &user.key, country: &user.country }
    }
}

#[feature_flag("always", fallback = old_code)]
#[inline(never)]
fn always(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("few", fallback = old_code, context = user)]
#[inline(never)]
fn few(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("few", fallback = old_code, context = Visitor::of(user))]
#[inline(never)]
fn few_visitors(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("korea", fallback = old_code, context = user)]
#[inline(never)]
fn korea(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("ranking", variants(semantic, hybrid = newer_code), fallback = old_code, context = user)]
#[inline(never)]
fn ranking(user: &User) -> usize {
    user.key.len() << 2 | 1
}

#[feature_flag("members", fallback = old_code, context = user)]
#[inline(never)]
fn members(user: &User) -> usize {
    user.key.len() << 2 | 1
}

/// Puts the document with the whole segment in force.
pub(crate) fn put_in_force(ground: &Ground) -> Result<Watch, Box<dyn Error>> {
    let ids = serde_json::to_string(&ground.ids)?;
    let text = include_str!("../../flags.json").replace(r#"["user-000000"]"#, &ids);
    let path = std::env::temp_dir().join(format!("flagkit-peers-{}.json", std::process::id()));
    fs::write(&path, text)?;
    let watch = flagkit::watch_by_tick(&path);
    let health = flagkit::health();
    // The file has been read; only a temporary one stays behind if it cannot be removed.
    let _ = fs::remove_file(&path);
    if !health.is_healthy() {
        return Err(format!("the document was not taken:\n{health}").into());
    }
    Ok(watch?)
}

pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Vec<Entry<'a>> {
    const HANDLE: &str = "flagkit, handle";
    let prepare = |_: &_| ();
    let built = |user: &User| {
        EvaluationContext::new(user.key.as_str()).with("country", user.country.as_str())
    };
    let entries = match work {
        Work::Constant => vec![
            Entry::new(REFERENCE, ground, prepare, |user, ()| always(user)),
            Entry::new(HANDLE, ground, prepare, |user, ()| {
                guarded(user, flags::ALWAYS.is_enabled())
            }),
        ],
        Work::Percentage => vec![
            Entry::new(REFERENCE, ground, prepare, |user, ()| few(user)),
            Entry::new(HANDLE, ground, prepare, |user, ()| {
                guarded(user, flags::FEW.is_enabled_for(user))
            }),
        ],
        Work::Rule => vec![
            Entry::new(REFERENCE, ground, prepare, |user, ()| korea(user)),
            Entry::new(HANDLE, ground, prepare, |user, ()| {
                guarded(user, flags::KOREA.is_enabled_for(user))
            }),
            Entry::new("flagkit, handle, EvaluationContext", ground, built, |user, context| {
                guarded(user, flags::KOREA.is_enabled_for(context))
            }),
        ],
        Work::Variants => vec![
            Entry::new(REFERENCE, ground, prepare, |user, ()| ranking(user)),
            Entry::new(HANDLE, ground, prepare, |user, ()| {
                guarded_variant(user, flags::RANKING.variant_for(user) as usize)
            }),
        ],
        Work::Segment => vec![
            Entry::new(REFERENCE, ground, prepare, |user, ()| members(user)),
            Entry::new(HANDLE, ground, prepare, |user, ()| {
                guarded(user, flags::MEMBERS.is_enabled_for(user))
            }),
        ],
        Work::FreshContext => vec![
            Entry::new(REFERENCE, ground, prepare, |user, ()| few_visitors(user)),
            Entry::new(HANDLE, ground, prepare, |user, ()| {
                guarded(user, flags::FEW.is_enabled_for(&Visitor::of(user)))
            }),
            Entry::new("flagkit, handle, EvaluationContext", ground, prepare, move |user, ()| {
                guarded(user, flags::FEW.is_enabled_for(&built(user)))
            }),
        ],
    };
    entries.into_iter().map(Entry::drawn_as_flagkit).collect()
}
