//! Empty: these packages exist for their dependencies, whose sources are copied.
