//! Questions as statements.

pub fn observe() -> String {
    let mut log = Vec::new();
    // The old step.
    log.push("old");
    log.push("only old");

    // A binding stays in its braces.
    let name = "outer";
    {
        let name = "old inner";
        log.push(name);
    }
    log.push(name);

    log.push("none here either");
    0;
    log.join(",")
}
