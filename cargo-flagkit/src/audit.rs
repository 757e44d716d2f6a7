//! What `check` finds: one file per kind of finding.
