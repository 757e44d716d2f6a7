//! What the parser knows of a document and a schema cannot, code by code.
//!
//! Law: a code that is not listed, or is listed for other cases, is one that the schema must know as well.

use flagkit_core::{Code, Problem};

/// A mistake that only the parser finds.
struct Difference {
    code: Code,
    /// In which cases, by the problem and the text that it points to.
    when: fn(&Problem, &str) -> bool,
    /// Why a schema cannot know.
    #[expect(dead_code, reason = "for whoever reads the list")]
    why: &'static str,
}

const fn always(code: Code, why: &'static str) -> Difference {
    Difference { code, when: |_, _| true, why }
}

const DIFFERENCES: &[Difference] = &[
    always(Code::TooLarge, "a schema sees values, not the text"),
    always(Code::TooDeep, "a schema sees values, not the text"),
    always(Code::ForbiddenCharacter, "a schema sees values, not the text"),
    always(
        Code::DuplicateMember,
        "JSON readers keep the last of two members before a schema sees them",
    ),
    always(Code::TooManyProblems, "it comes after a thousand others"),
    always(Code::HandleCollision, "it compares flags"),
    always(Code::VariantCollision, "it compares names by what they become in Rust"),
    always(Code::UnknownStage, "it compares `stage` with the entries of `stages`"),
    always(Code::DuplicateStage, "it compares the entries of `stages`"),
    always(Code::InvertedInterval, "it compares two dates, or two percentages"),
    always(Code::UnknownSegment, "it compares names with `segments`"),
    always(Code::BrokenSegment, "the segment's own problem is elsewhere in the document"),
    always(Code::SegmentCycle, "it follows references"),
    always(Code::UnknownFlag, "it compares names with the flags"),
    always(Code::PrerequisiteCycle, "it follows references"),
    always(Code::PrerequisiteVariant, "it looks into another flag"),
    always(Code::TooManyPrerequisites, "it follows references"),
    always(Code::SegmentTooLarge, "it follows references"),
    always(Code::GroupOverlap, "it compares flags"),
    always(Code::GroupUnit, "it compares flags"),
    always(Code::UnfitDraw, "it computes what an algorithm can draw"),
    always(Code::InvalidPattern, "whether a regular expression of Rust is valid"),
    Difference {
        code: Code::InvalidWeights,
        // Without free members a schema sees that all weights are 0.
        when: |problem, text| problem.message.contains("add up") || text.contains("\"x-"),
        why: "sums, and whether a variant is called like a free member",
    },
    Difference {
        code: Code::UnknownVariant,
        when: |problem, _| problem.message.contains("the flag has no variant"),
        why: "it compares a name with `variants`",
    },
    Difference {
        code: Code::DefaultVariant,
        when: |problem, _| problem.message.contains("the flag has no variant"),
        why: "it compares a name with `variants`",
    },
    Difference {
        code: Code::ConflictingMembers,
        when: |problem, _| {
            problem.message.contains("promises another share")
                || problem.message.starts_with("`default` gives everyone")
        },
        why: "it compares a name with a share, and one member with another",
    },
    Difference {
        code: Code::MissingMember,
        when: |problem, _| {
            problem.message.starts_with("`ramp` needs a later stage")
                || problem.message.starts_with("`ramp` needs a `from` on the next")
        },
        why: "it compares an entry of `stages` with the next ones",
    },
    Difference {
        code: Code::InvalidPercentage,
        when: |_, text| text.parse().is_ok_and(|number: f64| (0.0..=100.0).contains(&number)),
        why: "the decimals of a number, as opposed to those of a text: no editor computes `multipleOf` well",
    },
    Difference {
        code: Code::NumberOutOfRange,
        when: |problem, text| {
            let whole =
                text.parse().is_ok_and(|number: f64| number.fract() == 0.0 && number >= 1.0);
            problem.message.contains("does not fit in 64 bits")
                || problem.message.contains("is too large for a number")
                || (problem.message.contains("a whole number")
                    && text.contains(['.', 'e', 'E'])
                    && whole)
                || problem.message.contains("the weight of `x-")
        },
        why: "5 and 5.0 are one number to a schema; large ones are rounded before it sees them",
    },
    Difference {
        code: Code::WrongType,
        when: |problem, text| {
            let whole = text.parse().is_ok_and(|number: f64| number.fract() == 0.0);
            (problem.message.starts_with("`issue`") && whole)
                || problem.message.contains("the weight of `x-")
        },
        why: "5 and 5.0 are one number to a schema; a variant may be called like a free member",
    },
    Difference {
        code: Code::NullValue,
        when: |problem, _| problem.message.contains("the weight of `x-"),
        why: "a variant may be called like a free member",
    },
    Difference {
        code: Code::InvalidDuration,
        when: |_, text| text.bytes().filter(u8::is_ascii_digit).count() > 11,
        why: "whether its milliseconds fit in 64 bits",
    },
    Difference {
        code: Code::InvalidVersion,
        when: |problem, _| problem.message.contains("too large"),
        why: "whether its numbers fit in 64 bits",
    },
    Difference {
        code: Code::InvalidNetwork,
        when: |problem, text| {
            problem.message.contains("bits beyond its prefix") || text.contains(':')
        },
        why: "bits, and the many ways to write IPv6",
    },
    Difference {
        code: Code::IdsFile,
        when: |problem, _| problem.message.contains(": the file `"),
        why: "what is in the file",
    },
];

/// Whether a schema can know of the problem.
pub(crate) fn is_knowable(problem: &Problem, document: &str) -> bool {
    let text = document.get(problem.span.clone()).unwrap_or("");
    !DIFFERENCES.iter().any(|known| known.code == problem.code && (known.when)(problem, text))
}

#[test]
fn a_code_is_listed_once() {
    for (index, difference) in DIFFERENCES.iter().enumerate() {
        let again = DIFFERENCES.iter().skip(index + 1).any(|other| other.code == difference.code);
        assert!(!again, "{} is listed twice", difference.code);
    }
}
