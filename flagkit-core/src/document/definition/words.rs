//! Members that take one of a closed list of words.

use std::fmt;

/// A closed list of words, each an arm.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $(#[doc = $about:literal] $arm:ident $word:literal)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = $about] $arm,)*
        }

        impl $name {
            pub(crate) const WORDS: &'static [(&'static str, $name)] = &[$(($word, $name::$arm)),*];

            /// Each word with what it says, for what describes the format elsewhere.
            #[doc(hidden)]
            pub const ABOUT: &'static [(&'static str, &'static str)] = &[$(($word, $about)),*];

            /// The word in the document.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$arm => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(super) use words;

words! {
    /// What sort of flag it is, which says how long it may live.
    Kind {
        /// New code on its way out; the default.
        Release "release"
        /// A test of which arm is better.
        Experiment "experiment"
        /// A switch for those who run the program.
        Operational "operational"
        /// A switch for emergencies; pierces scopes.
        KillSwitch "kill-switch"
        /// Who may use something; lives as long as the product.
        Permission "permission"
    }
}

impl Kind {
    /// For how many days from its creation a flag of this kind is expected to be needed; `None`: for good.
    ///
    /// The figures are Unleash's, whose kinds these are: release and experiment 40, operational 7.
    ///
    /// ```
    /// use flagkit_core::Kind;
    ///
    /// assert_eq!(Kind::Release.lifetime_days(), Some(40));
    /// assert_eq!(Kind::KillSwitch.lifetime_days(), None);
    /// ```
    pub const fn lifetime_days(self) -> Option<u32> {
        match self {
            Kind::Release | Kind::Experiment => Some(40),
            Kind::Operational => Some(7),
            Kind::KillSwitch | Kind::Permission => None,
        }
    }
}

words! {
    /// The algorithm that buckets are drawn by; all but the first keep users of another engine in theirs.
    ///
    /// [`bucketing`](crate::bucketing) has the formulas.
    Hash {
        /// flagkit's own.
        Native "native"
        /// Unleash.
        Unleash "unleash"
        /// GrowthBook in its current version.
        GrowthBook "growthbook"
        /// GrowthBook's first version.
        GrowthBookV1 "growthbook-v1"
        /// GrowthBook's second version.
        GrowthBookV2 "growthbook-v2"
        /// LaunchDarkly.
        LaunchDarkly "launchdarkly"
        /// flagd in its current version.
        Flagd "flagd"
        /// flagd's first formula.
        FlagdV1 "flagd-v1"
        /// flagd's second formula.
        FlagdV2 "flagd-v2"
        /// ConfigCat.
        ConfigCat "configcat"
        /// Split.
        Split "split"
        /// Eppo.
        Eppo "eppo"
    }
}
