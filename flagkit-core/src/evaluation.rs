//! The answer to "which variant, and why".
//!
//! Plain data; `flag_set` decides. Law: an answer is `Copy` and owns nothing, so giving one
//! allocates nothing.

use std::fmt;

/// Which variant a flag serves, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evaluation {
    /// Index into [`Flag::variants`](crate::Flag::variants).
    pub variant: usize,
    /// Why this one.
    pub reason: Reason,
    /// What went wrong, where the reason is [`Reason::Error`].
    pub error: Option<ErrorCode>,
    /// The bucket that decided, from 0 to 99 999, where one was drawn. The positions of another engine's
    /// algorithm are scaled to it.
    pub bucket: Option<u32>,
    /// What in the definition decided; see [`Flag::place`](crate::Flag::place).
    pub origin: Origin,
}

/// The part of a definition that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// `enabled`.
    Enabled,
    /// A prerequisite, by its place in the list.
    Prerequisite(u32),
    /// `schedule`.
    Schedule,
    /// `group`.
    Group,
    /// A rule, by its place in the list.
    Rule(u32),
    /// A stage, by its place in the list.
    Stage(u32),
    /// `rollout`, or a share in short form.
    Rollout,
    /// `default`, or that nothing else decided.
    Default,
}

/// As a word, or as an object of the word and the place in the list: `"rollout"`, `{"rule": 0}`.
#[cfg(feature = "serde")]
impl serde::Serialize for Origin {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let word =
            |serializer: S, number, word| serializer.serialize_unit_variant("Origin", number, word);
        match self {
            Origin::Enabled => word(serializer, 0, "enabled"),
            Origin::Prerequisite(index) => {
                serializer.serialize_newtype_variant("Origin", 1, "prerequisite", index)
            }
            Origin::Schedule => word(serializer, 2, "schedule"),
            Origin::Group => word(serializer, 3, "group"),
            Origin::Rule(index) => serializer.serialize_newtype_variant("Origin", 4, "rule", index),
            Origin::Stage(index) => {
                serializer.serialize_newtype_variant("Origin", 5, "stage", index)
            }
            Origin::Rollout => word(serializer, 6, "rollout"),
            Origin::Default => word(serializer, 7, "default"),
        }
    }
}

impl Evaluation {
    /// An answer that no draw and no error led to.
    pub const fn new(variant: usize, reason: Reason) -> Evaluation {
        Evaluation { variant, reason, error: None, bucket: None, origin: Origin::Default }
    }

    /// An answer that falls back because something went wrong.
    pub const fn failed(variant: usize, error: ErrorCode) -> Evaluation {
        let error = Some(error);
        Evaluation { variant, reason: Reason::Error, error, bucket: None, origin: Origin::Default }
    }

    /// The same answer, put down to a part of the definition.
    #[must_use]
    pub const fn by(self, origin: Origin) -> Evaluation {
        Evaluation { origin, ..self }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$arm_doc:meta])* $arm:ident $word:literal)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$arm_doc])* $arm,)*
        }

        impl $name {
            /// The word as OpenFeature writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$arm => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

words! {
    /// Why an evaluation gave its answer: OpenFeature's reasons, and four of flagkit's own.
    ///
    /// ```
    /// assert_eq!(flagkit_core::Reason::TargetingMatch.to_string(), "TARGETING_MATCH");
    /// ```
    Reason {
        /// The same for everyone, as the file says.
        Static "STATIC"
        /// Nothing else decided.
        Default "DEFAULT"
        /// A rule or a stage's segment matched.
        TargetingMatch "TARGETING_MATCH"
        /// A bucket decided.
        Split "SPLIT"
        /// Remembered from an earlier evaluation.
        Cached "CACHED"
        /// `enabled` is false.
        Disabled "DISABLED"
        /// Not told.
        Unknown "UNKNOWN"
        /// From a snapshot that could not be renewed.
        Stale "STALE"
        /// Something went wrong; see the error code.
        Error "ERROR"
        /// A test or an operator decided.
        Override "OVERRIDE"
        /// A guard took the new arm back.
        RolledBack "ROLLED_BACK"
        /// Another flag that must hold first does not.
        PrerequisiteFailed "PREREQUISITE_FAILED"
        /// Before its start or after its end.
        OutsideSchedule "OUTSIDE_SCHEDULE"
    }
}

words! {
    /// What went wrong in an evaluation: OpenFeature's error codes.
    ///
    /// ```
    /// assert_eq!(flagkit_core::ErrorCode::TargetingKeyMissing.to_string(), "TARGETING_KEY_MISSING");
    /// ```
    ErrorCode {
        /// No flags were loaded yet.
        ProviderNotReady "PROVIDER_NOT_READY"
        /// The document does not have the flag.
        FlagNotFound "FLAG_NOT_FOUND"
        /// The flag's definition could not be understood.
        ParseError "PARSE_ERROR"
        /// The flag is of another type than the program expects.
        TypeMismatch "TYPE_MISMATCH"
        /// A draw was due, and there was no key to draw by.
        TargetingKeyMissing "TARGETING_KEY_MISSING"
        /// The context cannot be used.
        InvalidContext "INVALID_CONTEXT"
        /// Anything else.
        General "GENERAL"
    }
}
