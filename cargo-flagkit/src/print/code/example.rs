//! Documents that show one mistake each.
//!
//! Of a mistake that takes a very large document to show, and of those that take sources, there is none.

use flagkit_core::Code;

/// The smallest readable document in which the parser reports the code.
pub(super) fn of(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::Syntax => r#"{ "new_checkout": true "new_search": false }"#,
        Code::RootNotObject => r#"["new_checkout"]"#,
        Code::ForbiddenCharacter => "{\u{a0}\"new_checkout\": true }",
        Code::DuplicateMember => r#"{ "new_checkout": true, "new_checkout": false }"#,
        Code::UnknownMember => r#"{ "new_checkout": { "enabld": true } }"#,
        Code::WrongType => r#"{ "new_checkout": "yes" }"#,
        Code::NumberOutOfRange => r#"{ "new_checkout": { "rollout": 1e999 } }"#,
        Code::InvalidDate => r#"{ "new_checkout": { "enabled": true, "expires": "2027-02-30" } }"#,
        Code::InvalidDuration => {
            r#"{ "new_checkout": { "stages": [{ "percentage": "5%", "hold": "2 days" }] } }"#
        }
        Code::UnknownWord => r#"{ "new_checkout": { "enabled": true, "kind": "relase" } }"#,
        Code::NeedsFullForm => {
            r#"{ "segments": { "qa": { "key": "minsu" } }, "new_checkout": true }"#
        }
        Code::EmptyValue => {
            r#"{ "new_checkout": { "rules": [{ "if": { "role": [] }, "serve": "on" }] } }"#
        }
        Code::MissingMember => r#"{ "new_checkout": { "rules": [{ "if": { "role": "qa" } }] } }"#,
        Code::ForeignDocument => {
            r#"{ "version": 2, "features": [{ "name": "new_checkout", "enabled": true }] }"#
        }
        Code::InvalidKey => r#"{ "new checkout": true }"#,
        Code::InvalidHandle => r#"{ "2fa": true }"#,
        Code::HandleCollision => r#"{ "new-nav": true, "new_nav": false }"#,
        Code::InvalidPercentage => r#"{ "new_checkout": "5.12345%" }"#,
        Code::InvalidVariantName => {
            r#"{ "ranker": { "variants": ["1st", "second"], "default": "second" } }"#
        }
        Code::VariantCollision => {
            r#"{ "ranker": { "variants": ["by-words", "by_words"], "default": "by-words" } }"#
        }
        Code::UnknownVariant => {
            r#"{ "ranker": { "variants": ["bm25", "semantic"], "default": "bm25", "rollout": { "semantc": 5 } } }"#
        }
        Code::DefaultVariant => {
            r#"{ "ranker": { "variants": ["bm25", "semantic"], "default": "words" } }"#
        }
        Code::InvalidWeights => {
            r#"{ "ranker": { "variants": ["bm25", "semantic"], "default": "bm25", "rollout": { "semantic": 0 } } }"#
        }
        Code::ConflictingMembers => {
            r#"{ "new_checkout": { "stages": [{ "name": "5%", "percentage": "25%" }] } }"#
        }
        Code::InvertedInterval => {
            r#"{ "new_checkout": { "schedule": { "start": "2027-03-01", "end": "2027-02-01" } } }"#
        }
        Code::UnknownStage => {
            r#"{ "new_checkout": { "stages": ["5%", "everyone"], "stage": "25%" } }"#
        }
        Code::DuplicateStage => r#"{ "new_checkout": { "stages": ["5%", "5%"], "stage": "5%" } }"#,
        Code::UnknownSegment => {
            r#"{ "segments": { "qa": { "key": "minsu" } }, "flags": { "new_checkout": { "stages": ["qaa"] } } }"#
        }
        Code::BrokenSegment => {
            r#"{ "segments": { "qa": { "role": [] } }, "flags": { "new_checkout": { "stages": ["qa"] } } }"#
        }
        Code::SegmentCycle => {
            r#"{ "segments": { "a": { "segment": "b" }, "b": { "segment": "a" } }, "flags": {} }"#
        }
        Code::UnknownFlag => {
            r#"{ "new_checkout": { "enabled": true, "prerequisites": ["payments"] }, "payment": true }"#
        }
        Code::PrerequisiteCycle => {
            r#"{ "a": { "enabled": true, "prerequisites": ["b"] }, "b": { "enabled": true, "prerequisites": ["a"] } }"#
        }
        Code::PrerequisiteVariant => {
            r#"{ "new_checkout": { "enabled": true, "prerequisites": { "payments": "fast" } }, "payments": true }"#
        }
        Code::UnknownOperator => {
            r#"{ "new_checkout": { "rules": [{ "if": { "age": { "above": 18 } }, "serve": "on" }] } }"#
        }
        Code::InvalidOperand => {
            r#"{ "new_checkout": { "rules": [{ "if": { "age": { "ge": "18" } }, "serve": "on" }] } }"#
        }
        Code::InvalidVersion => {
            r#"{ "new_checkout": { "rules": [{ "if": { "app": { "semver": ">=two" } }, "serve": "on" }] } }"#
        }
        Code::InvalidNetwork => {
            r#"{ "new_checkout": { "rules": [{ "if": { "ip": { "cidr": "10.0.0.0/40" } }, "serve": "on" }] } }"#
        }
        Code::NullValue => r#"{ "new_checkout": null }"#,
        Code::InvalidPattern => {
            r#"{ "new_checkout": { "rules": [{ "if": { "email": { "matches": "(qa" } }, "serve": "on" }] } }"#
        }
        Code::IdsFile => {
            r#"{ "segments": { "qa": { "file": "../qa.txt" } }, "flags": { "new_checkout": { "stages": ["qa"] } } }"#
        }
        Code::GroupOverlap => {
            r#"{
  "a": { "enabled": true, "group": { "name": "page", "from": "0%", "to": "60%" } },
  "b": { "enabled": true, "group": { "name": "page", "from": "50%", "to": "100%" } }
}"#
        }
        Code::UnfitDraw => r#"{ "new_checkout": { "hash": "unleash", "rollout": "0.5%" } }"#,
        Code::GroupUnit => {
            r#"{
  "a": { "rollout": "5%", "group": { "name": "page", "from": "0%", "to": "30%" } },
  "b": { "rollout": "5%", "bucket_by": "company", "group": { "name": "page", "from": "30%", "to": "60%" } }
}"#
        }
        Code::StageAddsNoOne => {
            r#"{ "new_checkout": { "stages": ["25%", "5%", "everyone"], "stage": "5%" } }"#
        }
        Code::TinyPercentage => r#"{ "new_checkout": { "rollout": 0.05 } }"#,
        Code::UnusedDates => {
            r#"{ "new_checkout": { "stages": ["5%", { "name": "all", "percentage": "100%", "from": "2027-03-01" }], "stage": "5%" } }"#
        }
        Code::UnusedDefault => r#"{ "new_checkout": { "rollout": "5%", "default": true } }"#,
        Code::RolloutBesideStages => {
            r#"{ "new_checkout": { "stages": ["5%", "everyone"], "stage": "5%", "rollout": "1%" } }"#
        }
        _ => return None,
    })
}
