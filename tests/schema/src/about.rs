//! What each member says: the texts that editors show, each with an example.
//!
//! An example is a fragment as it stands in a document; `tests/it/examples.rs` puts each into one and has
//! it judged. The lists are in the order of the documentation; which names there are, the parser says.

/// One member and what there is to say of it.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// One or a few sentences.
    pub about: &'static str,
    /// It in use, without the braces around it.
    pub example: &'static str,
}

const fn member(name: &'static str, about: &'static str, example: &'static str) -> Member {
    Member { name, about, example }
}

/// The members of conditions that are no attributes, and the one that every context has.
pub const COMBINERS: &[&str] = &["all", "any", "not", "segment", "key"];

/// The members of a document.
pub const ROOT: &[Member] = &[
    member(
        "$schema",
        "Where this description of the format stands, for editors. flagkit does not read it.",
        r#""$schema": "flags.schema.json""#,
    ),
    member(
        "flags",
        "The flags by their keys. A document without this member is bare: each of its members is a flag.",
        r#""flags": { "new_checkout": "5%" }"#,
    ),
    member(
        "segments",
        "Groups of users by name, for rules and stages. Each is a condition, or names a file of ids.",
        r#""segments": { "developers": { "key": ["minsu", "jiwoo"] } }"#,
    ),
    member(
        "replicas",
        "How many processes read this document; guards share the chance of a false alarm among them, since each process judges by what it has seen itself.",
        r#""replicas": 4"#,
    ),
];

/// The members of a flag.
pub const FLAG: &[Member] = &[
    member("description", "What the flag is for.", r#""description": "One-page checkout""#),
    member("owner", "Who answers for it.", r#""owner": "team-pay""#),
    member("issue", "Where the work on it is tracked: an address or a number.", r#""issue": 42"#),
    member(
        "created",
        "When it was made. A flag that is the same for everyone for longer after this than its `kind` is meant for is reported.",
        r#""created": "2026-11-22""#,
    ),
    member(
        "expires",
        "When it should be gone. It goes on working; whoever uses it is told.",
        r#""expires": "2027-03-01""#,
    ),
    member(
        "kind",
        "What sort of flag it is, which says how long it may live.",
        r#""kind": "kill-switch""#,
    ),
    member("permanent", "Whether it is meant to stay, whatever its kind.", r#""permanent": true"#),
    member(
        "enabled",
        "Whether the flag is on at all. `false` is the old code for everyone, whatever else is said.",
        r#""enabled": false"#,
    ),
    member(
        "variants",
        "The named outcomes of a flag with more than two arms, or with values: an object of payloads, or a list of names. Needs `default`.",
        r#""variants": { "bm25": { "k1": 1.2 }, "semantic": { "model": "e5" } }, "default": "bm25""#,
    ),
    member(
        "default",
        "What is served when nothing else decides. With `variants` it is the variant of the old code, which is also served whenever anything fails.",
        r#""variants": ["bm25", "semantic"], "default": "bm25""#,
    ),
    member(
        "rollout",
        "Who gets it once rules and stages have not decided: a percentage of the targeting keys, or a weight for each variant. Raising a percentage never takes a user out.",
        r#""rollout": "5%""#,
    ),
    member(
        "stages",
        "The steps of a release in order: segments, percentages, `everyone`, or objects. They add up; `stage` names how far the flag has come, or dates do.",
        r#""stages": ["developers", "qa", "5%", "25%", "everyone"], "stage": "qa""#,
    ),
    member(
        "stage",
        "How far the flag has come: an entry of `stages`, by its text or its name. `off` is no one.",
        r#""stages": ["developers", "5%", "everyone"], "stage": "off""#,
    ),
    member(
        "rules",
        "Exceptions, asked in order before stages and rollout; the first that matches decides.",
        r#""rules": [{ "if": { "role": "partner" }, "serve": "off" }]"#,
    ),
    member(
        "prerequisites",
        "Flags that must be on first, else this one serves the old code: a list, or an object that says what each must serve.",
        r#""prerequisites": { "payments_v2": true, "search_ranker": ["semantic", "hybrid"] }"#,
    ),
    member(
        "schedule",
        "When the flag may be on; outside of it everyone gets the old code.",
        r#""schedule": { "start": "2027-01-01", "end": "2027-02-01T00:00:00+09:00" }"#,
    ),
    member(
        "group",
        "The part of an exclusive group that the flag is open to. A user is drawn into one place of the group, so flags with ranges that do not overlap never meet.",
        r#""group": { "name": "checkout_tests", "from": "0%", "to": "30%" }"#,
    ),
    member(
        "seed",
        "The text that buckets are drawn under, in place of the flag's key. Two flags with one seed draw alike.",
        r#""rollout": "5%", "seed": "checkout""#,
    ),
    member(
        "bucket_by",
        "The attribute that buckets are drawn by, in place of the targeting key.",
        r#""rollout": "5%", "bucket_by": "company""#,
    ),
    member(
        "hash",
        "The algorithm that buckets are drawn by. All but `native` are other engines', so that a flag which came from there keeps its users in their buckets.",
        r#""rollout": "5%", "hash": "unleash""#,
    ),
    member(
        "guard",
        "What happens when the new code is measured to be worse: a word for all measures, or an object with one for each. Every flag is guarded without it, while it draws between 0 and 100 %: `panics` and `errors` take the new code back (`rollback`), and `latency` advises to go no further (`hold`). Only users who were drawn are compared. At 100 % there is nothing to compare with and nothing goes back by itself. Where nothing is drawn, as in a stage of segments, three panics of different keys take the new code back. What was taken back stays so until the flag's targeting or its guard is edited, or the program calls `flagkit::rearm`.",
        r#""guard": { "errors": "rollback", "latency": "hold" }"#,
    ),
    member(
        "metadata",
        "Notes of your own; not looked at.",
        r#""metadata": { "ticket": "PAY-12" }"#,
    ),
    member(
        "rust",
        "The constant's name in Rust, where the key gives none or another is wanted.",
        r#""rust": "TWO_FACTOR""#,
    ),
];

/// The members of `schedule`.
pub const SCHEDULE: &[Member] = &[
    member("start", "From then on; without it, since ever.", r#""start": "2027-01-01""#),
    member("end", "Until before then; without it, for ever.", r#""end": "2027-02-01T09:00:00Z""#),
];

/// The members of `group`.
pub const GROUP: &[Member] = &[
    member("name", "The name that all flags of the group share.", r#""name": "checkout_tests""#),
    member(
        "from",
        "Where the flag's part begins; without it, at 0%.",
        r#""name": "checkout_tests", "from": "30%""#,
    ),
    member(
        "to",
        "Where the flag's part ends; without it, at 100%.",
        r#""name": "checkout_tests", "to": "30%""#,
    ),
];

/// The members of `guard`.
pub const GUARD: &[Member] = &[
    member(
        "errors",
        "On failed calls; without it, `rollback` when more users fail with the new code than chance explains.",
        r#""errors": "rollback""#,
    ),
    member(
        "panics",
        "On panics; without it, `rollback`, also where nothing is drawn: after three of different keys, or of three calls where there is one key.",
        r#""panics": { "action": "rollback", "min_events": 3 }"#,
    ),
    member(
        "latency",
        "On latency; without it, `hold`: the report advises to go no further, and nothing goes back.",
        r#""latency": "hold""#,
    ),
    member(
        "alpha",
        "The chance of a false alarm, above 0 and below 1; without it, 0.01.",
        r#""alpha": 0.01"#,
    ),
    member("min_events", "How many events a guard needs before it judges.", r#""min_events": 5"#),
    member(
        "min_difference",
        "By how much of all calls the new code must fail more often; not for `latency`.",
        r#""min_difference": 0.001"#,
    ),
    member("margin", "By which ratio the new code may be worse.", r#""margin": 1.2"#),
    member("replicas", "How many processes share the chance of a false alarm.", r#""replicas": 4"#),
];

/// The members of one guard.
pub const GUARD_RULE: &[Member] = &[
    member("action", "What the guard does.", r#""action": "rollback""#),
    member(
        "alpha",
        "The chance of a false alarm, above 0 and below 1; without it, 0.01.",
        r#""alpha": 0.01"#,
    ),
    member("min_events", "How many events the guard needs before it judges.", r#""min_events": 5"#),
    member(
        "min_difference",
        "By how much of all calls the new code must fail more often; not for `latency`.",
        r#""min_difference": 0.001"#,
    ),
    member("margin", "By which ratio the new code may be worse.", r#""margin": 1.2"#),
];

/// The members of a rule.
pub const RULE: &[Member] = &[
    member(
        "name",
        "What the rule is called where an answer is explained.",
        r#""name": "partners wait", "if": { "role": "partner" }, "serve": "off""#,
    ),
    member(
        "if",
        "Whom the rule matches; all members must hold.",
        r#""if": { "plan": "premium", "country": ["KR", "JP"] }, "serve": "on""#,
    ),
    member(
        "serve",
        "What those get whom the rule matches: `on`, `off` or a percentage; of a flag with variants, a variant or weights.",
        r#""if": { "segment": "qa" }, "serve": "50%""#,
    ),
];

/// The members of a stage.
pub const STAGE: &[Member] = &[
    member(
        "name",
        "What `stage` calls it. May be left out where there is only one segment or only a percentage.",
        r#""name": "friends", "segments": ["developers", "qa"]"#,
    ),
    member("segments", "The segments that join at this stage.", r#""segments": ["qa"]"#),
    member(
        "percentage",
        "The share of everyone that this stage reaches.",
        r#""percentage": "25%""#,
    ),
    member(
        "from",
        "When time opens the stage, the same on every replica. Without `stage` the dates decide.",
        r#""percentage": "5%", "from": "2027-01-01""#,
    ),
    member(
        "ramp",
        "How the share grows from this stage's date towards the next one's.",
        r#""percentage": 1, "from": "2027-01-01", "ramp": "linear" }, { "percentage": 50, "from": "2027-01-08""#,
    ),
    member(
        "hold",
        "How long the stage should last at least. The report says whether it has; going on is for whoever edits `stage`.",
        r#""percentage": "5%", "hold": "24h""#,
    ),
    member(
        "min_samples",
        "How many calls the stage should see at least. The report says whether it has; going on is for whoever edits `stage`.",
        r#""percentage": "5%", "min_samples": 2000"#,
    ),
    member(
        "split",
        "Draws inside the segments: this share of them gets the new code, so that the two can be compared.",
        r#""segments": ["qa"], "split": "50%""#,
    ),
    member(
        "shadow",
        "The share of those with the old code for whom the new code runs as well, while this stage is the current one: callers get the old code's result, and the two are compared. No one joins by such a stage, with or without `segments`. Without a `name` it is called `shadow`.",
        r#""shadow": "1%""#,
    ),
];

/// The members of a condition that are no attributes, and `key`.
pub const CONDITION: &[Member] = &[
    member(
        "all",
        "Every condition of the list holds.",
        r#""all": [{ "age": { "ge": 18 } }, { "age": { "lt": 65 } }]"#,
    ),
    member(
        "any",
        "At least one condition of the list holds.",
        r#""any": [{ "plan": "staff" }, { "role": "admin" }]"#,
    ),
    member("not", "The condition does not hold.", r#""not": { "country": "KR" }"#),
    member(
        "segment",
        "The user is in the segment, or in one of them.",
        r#""segment": ["developers", "qa"]"#,
    ),
    member(
        "key",
        "The targeting key is the value or one of the list; or as the operator says.",
        r#""key": ["minsu", "jiwoo"]"#,
    ),
];

/// The operators. A missing attribute passes none but `{ "exists": false }`.
pub const OPERATORS: &[Member] = &[
    member(
        "eq",
        "Equals; types are not converted, texts are case-sensitive.",
        r#""plan": { "eq": "premium" }"#,
    ),
    member("ne", "Is there and does not equal.", r#""plan": { "ne": "trial" }"#),
    member("in", "Is one of the list.", r#""country": { "in": ["KR", "JP"] }"#),
    member(
        "not_in",
        "Is there and is none of the list.",
        r#""country": { "not_in": ["KR", "JP"] }"#,
    ),
    member("lt", "Is a number below this one.", r#""age": { "lt": 18 }"#),
    member("le", "Is a number of at most this one.", r#""age": { "le": 17 }"#),
    member("gt", "Is a number above this one.", r#""age": { "gt": 17 }"#),
    member("ge", "Is a number of at least this one.", r#""age": { "ge": 18 }"#),
    member(
        "starts_with",
        "Begins with the text, or with one of the list.",
        r#""path": { "starts_with": "/api/" }"#,
    ),
    member(
        "ends_with",
        "Ends with the text, or with one of the list.",
        r#""email": { "ends_with": "@qa.example.com" }"#,
    ),
    member(
        "contains",
        "Contains the text, or one of the list.",
        r#""agent": { "contains": ["iPhone", "iPad"] }"#,
    ),
    member(
        "matches",
        "Matches the regular expression, anywhere in the text unless it is anchored. Neither look-around nor back-references.",
        r#""host": { "matches": "^eu-[0-9]+$" }"#,
    ),
    member(
        "semver",
        "Is a version that meets the requirement.",
        r#""app_version": { "semver": ">=2.1.0, <3" }"#,
    ),
    member("before", "Is a date before this one.", r#""signed_up": { "before": "2027-01-01" }"#),
    member(
        "after",
        "Is a date after this one.",
        r#""signed_up": { "after": "2026-01-01T00:00:00Z" }"#,
    ),
    member(
        "cidr",
        "Is an address in the network, or in one of the list.",
        r#""ip": { "cidr": ["10.0.0.0/8", "2001:db8::/32"] }"#,
    ),
    member("exists", "Whether the attribute is there.", r#""company": { "exists": true }"#),
    member(
        "file",
        "Is one of the ids in this file beside the document: one per line; empty lines and lines that begin with `#` do not count.",
        r#""key": { "file": "beta-users.txt" }"#,
    ),
];

/// The short form of a segment.
pub const SEGMENT: &[Member] = &[member(
    "file",
    "Users whose targeting keys stand in this file beside the document: one per line; empty lines and lines that begin with `#` do not count.",
    r#""file": "beta-users.txt""#,
)];
