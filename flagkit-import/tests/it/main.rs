//! Whole documents of other engines, and what becomes of them.

mod flagd;
mod same_answers;
mod unleash;
