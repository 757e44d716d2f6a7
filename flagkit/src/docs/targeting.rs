//! Who gets what: contexts, conditions, segments, rules, stages, shares, groups, prerequisites, time.
//!
//! # In which order
//!
//! The first of these that decides, decides:
//!
//! 1. an override: of the scope ([`testing::with`](crate::testing::with)), then of the process
//!    ([`operator::set`](crate::operator::set), `FLAGKIT_FLAG_<NAME>`);
//! 2. `"enabled": false`: the fallback;
//! 3. `prerequisites`: a flag that does not serve what is asked of it shuts this one;
//! 4. `schedule`: before its `start` and from its `end` on the flag is shut;
//! 5. `group`: who is drawn into another flag's part of an exclusive group is out;
//! 6. `rules`, the first whose condition holds;
//! 7. `stages`, those up to the current one, in order;
//! 8. `rollout`, a share or weights;
//! 9. `default`, and for a boolean flag without any of these, off.
//!
//! What goes wrong on the way ends in the fallback, with the reason `ERROR` and a code.
//! [`Flag::evaluate_for`](crate::Flag::evaluate_for) tells which part decided and where it stands in the file, and
//! [`Flag::explain_for`](crate::Flag::explain_for) the whole way:
//!
//! ```
//! # flagkit::flags!("flags.json");
//! let ana = flagkit::EvaluationContext::new("ana").with("role", "guest");
//! assert_eq!(flags::NEW_SEARCH.explain_for(&ana).to_string(), "\
//! `new_search` of the build's flags.json
//! rule `staff first` (19:17) does not match
//! stage `developers` (20:18) does not match
//! stage `beta` (20:32) matches
//! serves `on`: TARGETING_MATCH");
//! ```
//!
//! # Conditions
//!
//! A condition is an object, and all its members must hold. A member names an attribute of the context, or `key` for the
//! targeting key; what it is compared with is a plain value (equals), a list (equals any) or an object with one operator.
//! `all`, `any` and `not` join conditions, and `segment` names a segment or a list of them, of which any will do.
//!
//! ```json
//! { "plan": "premium", "country": ["KR", "JP"], "app_version": { "semver": ">=2.1.0" } }
//! ```
//!
//! ```json
//! { "any": [{ "segment": "staff" }, { "age": { "ge": 18 }, "not": { "country": "US" } }] }
//! ```
//!
//! | operator | operand | passes where the attribute is |
//! |---|---|---|
//! | a plain value, `eq` | a text, number or truth value | equal to it |
//! | a list, `in` | a list of these | equal to one of them |
//! | `ne` | as `eq` | there, and not equal |
//! | `not_in` | as `in` | there, and equal to none |
//! | `lt`, `le`, `gt`, `ge` | a number | a number in this order to it |
//! | `starts_with`, `ends_with`, `contains` | a text, or a list of which any will do | a text that does |
//! | `matches` | a regular expression | a text in which it is found; `^` and `$` tie it to the ends |
//! | `semver` | a requirement: `>=2.1.0, <3`, `^1.4`, `~2.1`, `1.*` | a version that meets it: a [`Version`](crate::Version), or a text such as `2.1.0`, `v2.1` or `2.1.0-rc.1` |
//! | `before`, `after` | a date: RFC 3339, or a bare date for its first moment in UTC | an earlier or a later instant: a `SystemTime`, or such a text |
//! | `cidr` | a network, or a list of them | a text with an IP address in one of them |
//! | `exists` | `true` or `false` | there, or not |
//! | `file` | a file beside the document, with one id per line | a text that is one of the ids |
//!
//! Three rules hold for all of them:
//!
//! - **A missing attribute passes nothing** but `{ "exists": false }`: `ne` and `not_in` do not hold for it either.
//!   `not` is plain negation, so `{ "not": { "country": "US" } }` holds for whoever has no country.
//!   A call without a context has no attributes at all.
//! - **Nothing is converted.** A value of another type than the operator compares does not pass: the text `"18"` is no
//!   number, a number is no date, and a text is compared with its case. Only `1` and `1.0` are equal.
//!   `ne` and `not_in` hold for a value of another type, since it equals none.
//! - **A list passes where any of its items does**; `ne` and `not_in` hold where none of them is equal. An empty list passes
//!   only these two and `{ "exists": true }`.
//!
//! ```
//! # use flagkit_core::{AttributeValue, Document, EvaluationContext, FlagSet, Version};
//! # use std::time::{Duration, SystemTime};
//! # fn holds<'v>(condition: &str, value: impl Into<AttributeValue<'v>>) -> bool {
//! #     struct One<'v>(AttributeValue<'v>);
//! #     impl flagkit_core::Context for One<'_> {
//! #         fn targeting_key(&self) -> Option<flagkit_core::TargetingKey<'_>> { None }
//! #         fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> { (name == "it").then_some(self.0) }
//! #     }
//! #     answer(condition, &One(value.into()))
//! # }
//! # fn answer(condition: &str, context: &dyn flagkit_core::Context) -> bool {
//! #     let text = format!(r#"{{ "flags": {{ "f": {{ "rules": [{{ "if": {condition}, "serve": "on" }}] }} }} }}"#);
//! #     let ids = &mut |_: &str| Ok("# testers\r\nminsu\r\n".into());
//! #     let parsed = Document::parse_with_files(&text, ids);
//! #     assert!(!parsed.has_errors(), "{:?}", parsed.problems);
//! #     let flags = FlagSet::compile(&parsed.document.unwrap(), None);
//! #     flags.get("f").unwrap().evaluate(Some(context), &flags.at(0)).variant == 1
//! # }
//! # fn missing(condition: &str) -> bool { answer(condition, &EvaluationContext::anonymous()) }
//! # assert!(holds(r#"{ "it": "KR" }"#, "KR") && !holds(r#"{ "it": "KR" }"#, "kr"));
//! # assert!(holds(r#"{ "it": { "eq": 1 } }"#, 1.0) && !holds(r#"{ "it": { "eq": 1 } }"#, "1"));
//! # assert!(holds(r#"{ "it": ["KR", 7] }"#, 7) && !holds(r#"{ "it": { "in": [7] } }"#, 8));
//! # assert!(holds(r#"{ "it": { "ne": 1 } }"#, "1") && !holds(r#"{ "it": { "ne": 1 } }"#, 1));
//! # assert!(holds(r#"{ "it": { "not_in": ["KR"] } }"#, "JP") && !holds(r#"{ "it": { "not_in": ["KR"] } }"#, "KR"));
//! # for (order, below, same, above) in [("lt", true, false, false), ("le", true, true, false), ("gt", false, false, true), ("ge", false, true, true)] {
//! #     let condition = format!(r#"{{ "it": {{ "{order}": 18 }} }}"#);
//! #     assert_eq!([holds(&condition, 17), holds(&condition, 18.0), holds(&condition, 19)], [below, same, above]);
//! #     assert!(!holds(&condition, "17") && !holds(&condition, "19") && !missing(&condition));
//! # }
//! # assert!(holds(r#"{ "it": { "starts_with": ["a", "b"] } }"#, "bc") && !holds(r#"{ "it": { "starts_with": "b" } }"#, "B"));
//! # assert!(holds(r#"{ "it": { "ends_with": "@qa.example.com" } }"#, "a@qa.example.com"));
//! # assert!(holds(r#"{ "it": { "contains": "b" } }"#, "abc") && !holds(r#"{ "it": { "contains": "1" } }"#, 1));
//! # #[cfg(feature = "regex")]
//! # assert!(holds(r#"{ "it": { "matches": "b+" } }"#, "abba") && !holds(r#"{ "it": { "matches": "^b" } }"#, "abba"));
//! # for text in ["2.1.0", "v2.1", "2.2.0-rc.1"] { assert!(holds(r#"{ "it": { "semver": ">=2.1.0" } }"#, text), "{text}"); }
//! # for met in [">=2.1.0, <3", "^2.0", "~2.1", "2.*"] { assert!(holds(&format!(r#"{{ "it": {{ "semver": "{met}" }} }}"#), Version::new(2, 1, 5)), "{met}"); }
//! # assert!(!holds(r#"{ "it": { "semver": ">=2.1.0" } }"#, 3) && !holds(r#"{ "it": { "semver": ">=2.1.0" } }"#, "2.1.0-rc.1"));
//! # let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000); // in January 2027
//! # assert!(holds(r#"{ "it": { "before": "2027-03-01" } }"#, now) && !holds(r#"{ "it": { "after": "2027-03-01" } }"#, now));
//! # assert!(holds(r#"{ "it": { "after": "2027-03-01" } }"#, "2027-03-01T00:00:01Z") && holds(r#"{ "it": { "before": "2027-03-01" } }"#, "2027-02-28"));
//! # assert!(!holds(r#"{ "it": { "before": "2027-03-01" } }"#, 5));
//! # assert!(holds(r#"{ "it": { "cidr": ["10.0.0.0/8", "::1/128"] } }"#, "10.1.2.3") && !holds(r#"{ "it": { "cidr": "10.0.0.0/8" } }"#, "11.1.2.3"));
//! # assert!(holds(r#"{ "it": { "file": "ids.txt" } }"#, "minsu") && !holds(r#"{ "it": { "file": "ids.txt" } }"#, "# testers"));
//! // What is missing passes one test, and what is negated turns that around.
//! assert!(missing(r#"{ "it": { "exists": false } }"#) && !missing(r#"{ "it": { "exists": true } }"#));
//! assert!(!missing(r#"{ "it": { "ne": "US" } }"#) && missing(r#"{ "not": { "it": "US" } }"#));
//! // A list passes where an item does; `not_in` wants none of them.
//! let roles = vec!["author", "admin"];
//! let list = AttributeValue::List(&roles);
//! assert!(holds(r#"{ "it": "admin" }"#, list) && holds(r#"{ "it": { "starts_with": "ad" } }"#, list));
//! assert!(!holds(r#"{ "it": { "ne": "admin" } }"#, list) && holds(r#"{ "it": { "ne": "guest" } }"#, list));
//! ```
//!
//! # Segments, and files of ids
//!
//! A segment is a condition with a name, under `segments` beside `flags`; it may name other segments.
//! For a long list of ids it names a file beside the document, with one id per line; empty lines and lines that begin with
//! `#` do not count. In short that is the targeting key; `{ "email": { "file": "emails.txt" } }` compares an attribute.
//!
//! ```json
//! {
//!   "segments": {
//!     "developers": { "key": ["minsu", "jiwoo"] },
//!     "beta": { "file": "beta-users.txt" },
//!     "testers": { "segment": ["developers", "beta"] }
//!   },
//!   "flags": { "new_search": { "stages": ["testers", "everyone"], "stage": "testers" } }
//! }
//! ```
//!
//! [`flags!`](crate::flags) embeds the file in the build, and an edit of it builds anew. Beside a
//! [watched](crate::watch()) document it is watched like it, with the same care for half-written files: of a list that
//! was emptied, went away or lost the end of its last line, the last good one stands for a second before it is believed.
//! A file that cannot be used breaks the flags that need it, and nothing else; they keep their last good definition until
//! it is there.
//!
//! # Rules
//!
//! ```json
//! {
//!   "search_ranker": {
//!     "variants": ["bm25", "semantic", "hybrid"],
//!     "default": "bm25",
//!     "rules": [
//!       { "name": "partners wait", "if": { "role": "partner" }, "serve": "bm25" },
//!       { "name": "half of Korea", "if": { "country": "KR" }, "serve": { "bm25": 50, "semantic": 25, "hybrid": 25 } }
//!     ],
//!     "rollout": { "bm25": 80, "semantic": 10, "hybrid": 10 }
//!   }
//! }
//! ```
//!
//! A rule serves a variant, or weights; of a boolean flag `"on"`, `"off"` or a share such as `"20%"`. The first rule whose
//! condition holds decides, also where its share leaves somebody out.
//!
//! # Stages
//!
//! The path of a release: segments, shares and `everyone`, in the order in which they join. `stage` says how far it has
//! come, `"off"` that it has not begun, and every stage up to it holds. Each step forward or back is an edit of one word.
//! `"off"` takes back the stages alone, neither rules nor a `rollout` beside them; `"enabled": false` takes back everything.
//!
//! ```json
//! { "flags": { "new_checkout": { "stages": ["5%", "25%", "everyone"], "stage": "5%" } } }
//! ```
//!
//! With dates instead of `stage`, time moves the flag, the same on every replica; a linear ramp grows in a hundred steps
//! from one share to the next. A stage without a date opens with the dated one before it, and at once if none is before
//! it. [`explain`](crate::Flag::explain) says of a stage to come when it begins.
//!
//! ```json
//! { "flags": { "new_checkout": { "stages": [
//!   { "percentage": "5%", "from": "2027-03-01T09:00:00Z", "ramp": "linear" },
//!   { "percentage": "50%", "from": "2027-03-08T09:00:00Z" },
//!   { "name": "everyone", "from": "2027-03-15" }
//! ] } } }
//! ```
//!
//! A stage of a `shadow` lets no one in. While it is the current one, the new code runs unseen for that share of those who
//! get the old, where the attribute allows it; a later stage ends it. `segments` limits it, `name` calls it something else
//! than `shadow`. Nothing runs unseen for whom a rule serves the old code, nor while the flag is off, shut or rolled back.
//!
//! ```json
//! { "flags": { "new_checkout": { "stages": [{ "shadow": "1%" }, "5%", "everyone"], "stage": "shadow" } } }
//! ```
//!
//! # Shares, weights and groups
//!
//! A user's place among 100 000 is drawn from `seed` (else the flag's key) and the targeting key, or the attribute that
//! `bucket_by` names. It never changes, so raising a share takes nobody out. Without a key a share below 100 % is the
//! fallback, with the code `TARGETING_KEY_MISSING`, counted by [`health`](crate::health()).
//! Weights need not add up to 100; the `default` takes the last part, so that what the others gain it loses.
//! `"hash": "unleash"` (or `growthbook`, `launchdarkly`, `flagd`, `configcat`, `split`, `eppo`) draws as another engine
//! does, so that a migrated flag keeps its users in their places.
//!
//! Flags of one exclusive `group` never meet in one user: each is open to its own part of the group, and who is in which
//! part is drawn once for the group.
//!
//! ```json
//! { "flags": {
//!   "blue_button": { "group": { "name": "checkout_tests", "from": "0%", "to": "30%" }, "rollout": "50%" },
//!   "free_shipping": { "group": { "name": "checkout_tests", "from": "30%", "to": "60%" }, "rollout": "50%" }
//! } }
//! ```
//!
//! # Prerequisites and time
//!
//! ```json
//! { "flags": {
//!   "payments_v2": true,
//!   "search_ranker": { "variants": ["bm25", "semantic"], "default": "bm25" },
//!   "new_checkout": {
//!     "prerequisites": { "payments_v2": true, "search_ranker": ["semantic"] },
//!     "schedule": { "start": "2027-03-01", "end": "2027-04-01T00:00:00Z" },
//!     "rollout": "20%"
//!   }
//! } }
//! ```
//!
//! A prerequisite is asked with the same context, and sees what any call would: overrides, the snapshot of the scope, and
//! a kill switch at once, whatever the scope holds. Where it fails itself it is not met.
