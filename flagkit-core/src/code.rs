//! The table of problem codes: the only place where a code, its number and its explanation stand.
//!
//! It words no message (the place that finds a mistake does) and decides no severity.
//! Law: a number, once released, keeps its meaning for ever; a retired one is never given again.
//! Numbers 1 to 99 concern the text and the shape of the document, 101 to 199 one flag, 201 to 299
//! are warnings; 104 and 301 to 399 are what only a whole workspace can tell, and `cargo flagkit check` does. 201 is
//! retired (members that were checked and not evaluated).

use std::fmt;

macro_rules! codes {
    ($($number:literal $name:ident $summary:literal $explanation:literal)*) => {
        /// What kind of mistake a [`Problem`](crate::Problem) reports.
        ///
        /// ```
        /// use flagkit_core::Code;
        ///
        /// assert_eq!(Code::UnknownMember.to_string(), "FK0007");
        /// assert_eq!("FK0007".parse(), Ok(Code::UnknownMember));
        /// assert!(Code::UnknownMember.explain().contains("x-"));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum Code {
            $(#[doc = $summary] $name = $number,)*
        }

        impl Code {
            /// All codes, by number.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// One line that says what the code stands for.
            pub fn summary(self) -> &'static str {
                match self { $(Code::$name => $summary,)* }
            }

            /// One paragraph for the person who met the problem: why it is one, and the remedy.
            pub fn explain(self) -> &'static str {
                match self { $(Code::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    1 Syntax "the text is not JSON"
      "The file must be JSON; beyond the standard, comments (`//` and `/* */`) and trailing commas are accepted. Nothing of a file with broken syntax can be trusted, so the whole version is refused and the last good one stays in force."
    2 TooLarge "the text is larger than the limit"
      "A document of flags is read whole and kept in memory; a file beyond the limit is most likely not a document of flags at all. Move long lists of identifiers out of the file, or split the document."
    3 TooDeep "values are nested deeper than the limit"
      "Values may be nested 128 levels deep. A document of flags needs about ten; deeper nesting would endanger the stack of the program that reads it, so it is refused before it is parsed."
    4 RootNotObject "the document is not an object"
      "The outermost value must be an object: either the bare form, `{ \"new_checkout\": \"5%\" }`, or the full form with a `flags` member. An empty file is a document without any value; write `{}` for one without flags."
    5 ForbiddenCharacter "a character that JSON does not allow"
      "Strings must write control characters as escapes (`\\n`, `\\u0007`), and only space, tab, line feed and carriage return may stand between values. Invisible characters such as the no-break space usually come from copying out of a web page or a word processor."
    6 DuplicateMember "a member is given twice"
      "Most JSON readers silently keep the last of two equal members, so a person sees one value and the program another. flagkit refuses both and names both places; delete the one that is not meant."
    7 UnknownMember "a member that flagkit does not know"
      "A misspelt member that is silently ignored is a flag that does not do what the file says. Correct the name; for notes of your own use `metadata`, or a member whose name begins with `x-`, which is free anywhere."
    8 WrongType "a value of the wrong type"
      "The member expects another type of value, which the message names."
    9 NumberOutOfRange "a number outside its range"
      "Whole numbers must fit in 64 bits and fractions in a double; many members have a narrower range, which the message names. Larger numbers are best kept as text."
    10 InvalidDate "a date that does not exist or is written otherwise"
      "Dates are written `2027-03-01` (midnight UTC) or `2027-03-01T09:00:00+09:00` (RFC 3339, with an offset), so that they mean the same instant on every replica."
    11 InvalidDuration "a duration that flagkit cannot read"
      "Durations are a whole number and a unit: `30s`, `15m`, `24h`, `7d`, `2w`."
    12 UnknownWord "a word that is not among those expected here"
      "The member takes one of a closed list of words, which the message or its help gives."
    13 NeedsFullForm "a member of the full form in a bare document"
      "A document without a `flags` member is bare: each of its members is a flag. Segments and other document-wide members need the full form: put the flags under `flags`."
    14 EmptyValue "an empty text, list or object where something is needed"
      "An empty list matches no one and an empty condition everyone, which is seldom what was meant, so neither is accepted."
    15 MissingMember "a member that is needed is missing"
      "The object cannot be understood without the member that the message names."
    16 TooManyProblems "more problems than are listed"
      "The list of a document's problems ends after 1000, since whoever reads it has seen enough and a file of another kind could fill the memory with them. Everything is checked all the same: a flag with a problem is out of use whether it is listed or not."
    17 ForeignDocument "a document of another engine"
      "The file describes flags in the words of another engine, whose members mean other things here. The crate `flagkit-import` converts documents of Unleash, GrowthBook, LaunchDarkly and flagd, with every user in the same bucket and a list of what cannot be carried over."
    101 InvalidKey "a key with characters that are not allowed"
      "A flag's key is made of letters, digits, `.`, `_` and `-`, and is at most 200 characters long, so that it can be an identifier, a metric's label and an environment variable. A segment's name may be any text but the reserved words `off` and `everyone`, and must not end in `%`."
    102 InvalidHandle "a flag whose name in Rust would not be an identifier"
      "Each flag becomes a constant in UPPER_SNAKE case, so its key must not begin with a digit and must hold a letter. Rename the flag or give the constant's name with the member `rust`, such as `\"rust\": \"TWO_FACTOR\"`."
    103 HandleCollision "two flags with one name in Rust"
      "Two keys such as `new-nav` and `new_nav` would become the same constant. Rename one of them, or give one the member `rust`."
    104 UnusedFlag "a flag that no code reads"
      "The document defines the flag, and no source of the workspace reads it, whatever the target, the feature or the `cfg`; a flag that is a prerequisite of one that is read counts as read. Each such line is one more that people wonder about: remove it, or let `cargo flagkit check --fix` do it."
    105 InvalidPercentage "a percentage that flagkit cannot read"
      "A percentage is text from `\"0%\"` to `\"100%\"` with at most three decimals, since buckets are 0.001 % wide."
    106 TooManyVariants "more variants than a flag can have"
      "A flag has at most 250 variants, because a call site remembers its arm in one byte."
    107 InvalidVariantName "a variant whose name in Rust would not be an identifier"
      "Each variant becomes an arm of an enum in CamelCase, so its name must begin with a letter and hold letters and digits, which may be joined by `-`, `_`, `.` or spaces."
    108 VariantCollision "two variants with one name in Rust"
      "Two variants such as `new-nav` and `newNav` would become the same arm of the enum. Rename one of them."
    109 UnknownVariant "a variant that the flag does not have"
      "Only the names listed in `variants` can be served; a boolean flag has `on` and `off`."
    110 DefaultVariant "`variants` and `default` that do not fit together"
      "A flag with variants needs a `default`: the variant of the old code, which is served when nothing else decides and whenever anything fails. It must be one of the variants. A boolean flag takes `true` or `false`."
    111 InvalidWeights "weights that cannot be shared out"
      "Weights are numbers of 0 or more, one per variant, and at least one must be above 0. They are relative: 8, 1 and 1 are the same as 80, 10 and 10."
    112 ConflictingMembers "members that contradict each other"
      "The members exclude each other, and flagkit will not guess which was meant. Keep one; an attribute that needs several comparisons names itself once in each entry of an `all`."
    113 InvertedInterval "an interval that ends before it begins"
      "The end must be later than the start, and the dates of stages must ascend, otherwise the flag would never open."
    114 UnknownStage "a stage that the list does not have"
      "`stage` names one of the entries of `stages`, or `off`. An entry is named by its text or its member `name`."
    115 DuplicateStage "two stages with one name"
      "`stage` must be able to say which one is meant; give one of them another `name`."
    116 UnknownSegment "a segment that the document does not define"
      "Segments are defined once, in the document's `segments`, and are then used by name."
    117 BrokenSegment "a segment that has a problem of its own"
      "The flag uses a segment that cannot be understood, so the flag cannot be evaluated either. It keeps its last good definition until the segment is mended."
    118 SegmentCycle "segments that refer to each other in a circle"
      "Membership could never be decided. Break one of the links that the note lists."
    119 UnknownFlag "a prerequisite that is not a flag of the document"
      "A prerequisite names another flag of the same document."
    120 PrerequisiteCycle "prerequisites that refer to each other in a circle"
      "None of the flags could ever be decided. Break one of the links that the note lists."
    121 PrerequisiteVariant "a prerequisite that asks for a variant its flag does not have"
      "A prerequisite on a boolean flag takes `true` or `false`; one on a flag with variants names the variant that must be served, in the form `{ \"search_ranker\": \"hybrid\" }`."
    122 UnknownOperator "an operator that conditions do not have"
      "A condition compares an attribute by one operator, such as `{ \"age\": { \"ge\": 18 } }`. Several comparisons are joined by `all` or `any`."
    123 InvalidOperand "a value that the operator cannot compare with"
      "Each operator takes its own type of value: numbers for `lt`, `le`, `gt` and `ge`, text for `starts_with` and its kin, dates for `before` and `after`, true or false for `exists`."
    124 InvalidVersion "a version requirement that flagkit cannot read"
      "A version requirement is a list of comparisons joined by commas, such as `>=2.1.0, <3`, `^1.4`, `~1.4.2` or `1.*`."
    125 InvalidNetwork "a network that flagkit cannot read"
      "A network is an address with the length of its prefix, such as `10.0.0.0/8` or `2001:db8::/32`; a bare address stands for itself."
    126 NullValue "`null` where a value is needed"
      "`null` could mean off, unset or default, so it is not accepted. Delete the member, or write the value that is meant."
    127 TooManyStages "more stages than a flag can have"
      "A flag has at most 1000 stages. A release that opens steadily has two dated ones and a `ramp` between them."
    128 InvalidPattern "a regular expression that cannot be used"
      "A pattern is a regular expression of the `regex` crate: it takes time linear in the text, and therefore has neither look-around nor back-references. It may be 4 KiB long and take 1 MiB when it is compiled, since rules are asked on the path of every request."
    129 IdsFile "a file of ids that cannot be used"
      "The ids of a segment may stand in a file beside the document, one per line; empty lines and lines that begin with `#` do not count. The file must be there, be readable as UTF-8 and hold an id; its name is relative to the document's directory and stays inside it."
    130 GroupOverlap "two flags that are open to the same part of an exclusive group"
      "A group promises that a user is in at most one of its flags, so their ranges must not overlap. Move one of them, or leave the group."
    131 UnfitDraw "a draw that the flag's algorithm cannot make"
      "A foreign `hash` keeps users of another engine in their buckets, and therefore draws only what that engine can: some draw in whole percents, and Split under a number. Round the share, or use the native hash."
    132 SegmentTooLarge "a segment that takes too long to ask"
      "A segment that names others asks all their conditions again, so a few lines that name each other twice would keep a request waiting for years. It may come to 10 000 conditions in all, and these may lie 256 deep."
    133 GroupUnit "flags of an exclusive group that draw by different attributes"
      "A group promises that a user is in at most one of its flags. That holds only while all of them draw the user's place by the same text, so their `bucket_by` must be the same; leaving it out means `key`."
    134 TooManyPrerequisites "prerequisites that take too long to ask"
      "Each prerequisite is asked with all of its own, so a few flags that need each other twice would keep a request waiting for years. Flags may wait for each other 32 deep, and one answer may ask 1000 of them."
    202 StageAddsNoOne "a stage that adds no one"
      "Stages are cumulative, so a percentage that is not larger than an earlier one changes nothing."
    203 TinyPercentage "a bare number that looks like a fraction"
      "Numbers are percentages, so `0.05` is one caller in 2000. Write `\"5%\"` or `\"0.05%\"` to make clear which is meant."
    204 UnusedDates "dates that are not used"
      "`stage` decides how far the flag has come, so the dates of its stages have no effect. Delete one or the other. `\"stage\": \"off\"` is not reported, since it is how a dated rollout is stopped."
    205 UnusedDefault "a default that is not used"
      "`rollout` decides for everyone, so `\"default\": true` beside it has no effect: whoever is not in the rollout gets the old code. Delete one or the other."
    206 RolloutBesideStages "a rollout beside stages"
      "Who is in no stage is asked `rollout` next, so the share that it names is on also while `stage` is `off`. A share that is a stage is taken back with the others."
    301 UndeclaredFlag "a flag in the code that the document does not define"
      "The code asks for a flag that is in none of the documents it can see. Where rustc compiles that code it says the same; `cargo flagkit check` says it also of code under a feature or a `cfg` that nobody builds here."
    302 ExpiredFlag "a flag that is past its `expires`"
      "Whoever wrote the flag set a day by which it would be gone. Remove it with the code of the arm that lost, which `cargo flagkit retire` does, or move the date. Nothing happens at run time: a flag never expires there."
    303 SettledFlag "a flag that has been the same for everyone for longer than its kind allows"
      "A flag that gives everyone the same answer decides nothing any more, and its losing arm is dead code that still has to be read. How long that may last, counted from `created`, depends on `kind`: 40 days for a release or an experiment, 7 for an operational flag, without limit for a kill switch or a permission. Remove it with `cargo flagkit retire`, or say `\"permanent\": true`."
    304 IdenticalArms "two arms of the same code, token for token"
      "Both arms of the function do the same, so the flag decides nothing there; mostly the old code was edited where the new code was meant, or the other way round. Calls are measured and compared all the same, which makes a verdict about nothing."
    305 SecondTable "a second `flags!` over one file in a package"
      "Each `flags!` makes handles of its own, with slots, measurement and unused-flag warnings of its own, so the same flag is counted and guarded in two places. Keep one, in the library if there is one, as `flags!(pub \"flags.json\")`; elsewhere write `use mypackage::flags;`."
    306 TestedOnly "a flag that only tests read"
      "No code that ships asks for the flag: what its tests try is a switch that is connected to nothing. Mostly the code was removed and its tests were forgotten. A use in an example, a benchmark, or under any `cfg` but `test` counts as code that ships."
    307 DuplicateMeaning "two flags or segments that mean the same"
      "They let in exactly the same callers, by the same conditions and the same draw, so nobody can be in one and not in the other, and an edit of one is easily forgotten in the other. Keep one, or make one a prerequisite of the other."
    308 UnusedSegment "a segment that nothing names"
      "No rule, stage or segment of the document uses it, so it lets nobody in. Remove it; `cargo flagkit check --fix` does it."
    309 UnreadableSource "a source file that cannot be read as Rust"
      "What the file uses cannot be told, so a flag that only it reads would look unused. Nothing is concluded until the file is mended; where it is not meant to compile, as in the fixtures of a test, name it with `--exclude`."
    310 UnnamedFile "a document that no `flags!` names"
      "A package that depends on flagkit finds the file beside its Cargo.toml or above, but nothing makes handles of its flags, so no code can read them. Write `flagkit::flags!(\"flags.json\");` at the root of the crate; where the file has another name, Cargo.toml says so in `[package.metadata.flagkit]`."
    311 MissingTable "an attribute without `flags!` in sight"
      "`#[feature_flag(\"new_checkout\", ...)]` means `crate::flags::NEW_CHECKOUT`, which `flags!` makes, and rustc only says that it finds no `flags`. Write `flagkit::flags!(\"flags.json\");` at the root of the crate; in a binary, a test or an example beside a library that has it as `flags!(pub \"flags.json\")`, write `use mypackage::flags;`."
}

impl Code {
    /// What it is called where people choose it: `unused-flag`.
    ///
    /// ```
    /// assert_eq!(flagkit_core::Code::UnusedFlag.name(), "unused-flag");
    /// ```
    pub fn name(self) -> String {
        let mut name = String::new();
        for (at, character) in format!("{self:?}").char_indices() {
            if character.is_ascii_uppercase() && at > 0 {
                name.push('-');
            }
            name.push(character.to_ascii_lowercase());
        }
        name
    }

    /// The number behind `FK`.
    pub fn number(self) -> u16 {
        self as u16
    }

    /// Whether it is only about names in Rust: an error to `flags!`, which must make constants and
    /// enums of them, and of no account to a program that is running already.
    ///
    /// ```
    /// use flagkit_core::{Code, Document, FlagSet};
    ///
    /// let parsed = Document::parse(r#"{ "on-flag": true, "on_flag": false }"#);
    /// assert_eq!(parsed.problems[0].code, Code::HandleCollision);
    /// assert!(parsed.problems[0].code.is_about_names());
    /// // There is no constant for the second one, yet its value is in force.
    /// let document = parsed.document.unwrap();
    /// assert!(!document.flag("on_flag").unwrap().is_nameable());
    /// assert!(FlagSet::compile(&document, None).get("on_flag").is_some());
    /// ```
    pub const fn is_about_names(self) -> bool {
        matches!(
            self,
            Code::InvalidHandle
                | Code::HandleCollision
                | Code::InvalidVariantName
                | Code::VariantCollision
        )
    }
}

impl Code {
    /// Whether only a whole workspace can tell it, sources and documents together: the parser never reports it.
    ///
    /// ```
    /// assert!(flagkit_core::Code::UnusedFlag.is_of_workspace());
    /// ```
    pub const fn is_of_workspace(self) -> bool {
        matches!(self, Code::UnusedFlag) || self as u16 >= Code::UndeclaredFlag as u16
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FK{:04}", self.number())
    }
}

impl std::str::FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Code, UnknownCode> {
        let digits = text.strip_prefix("FK").or_else(|| text.strip_prefix("fk")).unwrap_or(text);
        let number: u16 = digits.parse().map_err(|_| UnknownCode)?;
        Code::ALL.iter().copied().find(|code| code.number() == number).ok_or(UnknownCode)
    }
}

/// The text names no code of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such code; codes look like `FK0007`")
    }
}

impl std::error::Error for UnknownCode {}
