//! Guards at work, on real functions and a document that is edited live.
//!
//! The flags of one process share a document, so `document` writes one definition at a time, and each test has a flag of its own.
//! What needs a process of its own (a state file, a restart) runs the `guards-probe`.

mod absolute;
mod document;
mod latency;
mod released;
mod restart;
mod stopped;
mod told;
mod traffic;
