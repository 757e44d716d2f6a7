//! `flags.schema.json`: what flags.json may say, for editors and validators.
//!
//! Names, words and limits come from the parser's own lists (`flagkit_core::vocabulary`); what each means
//! stands in [`about`]. A name that the parser learns and this does not makes the build of the schema
//! fail, so nothing is forgotten.
//! Laws: whatever the parser accepts, the schema accepts; whatever the schema can know to be wrong, it
//! refuses (`tests/it/differences.rs` lists what it cannot). Draft 7, which is what editors read best;
//! descriptions are for hovers, so they are sentences.

pub mod about;
mod condition;
mod document;
mod flag;
mod guard;
mod object;
mod pattern;
mod rollout;
mod scalar;
mod stage;

pub use document::schema;

/// The text of the file as it is committed.
///
/// ```
/// assert!(schema::text().starts_with("{\n"));
/// assert!(schema::text().contains("\"$schema\": \"http://json-schema.org/draft-07/schema#\""));
/// ```
pub fn text() -> String {
    let mut schema = schema();
    // A build of more packages may bring `serde_json/preserve_order`.
    schema.sort_all_objects();
    format!("{schema:#}\n")
}
