//! Empty: this package exists for its dependencies, which are the crates that the tool annotates.
