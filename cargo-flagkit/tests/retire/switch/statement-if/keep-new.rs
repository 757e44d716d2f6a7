//! Questions as statements.

pub fn observe() -> String {
    let mut log = Vec::new();
    // The new step.
    log.push("new");
    log.push("steps");
    log.push("only new");

    // A binding stays in its braces.
    let name = "outer";
    {
        let name = "inner";
        log.push(name);
    }
    log.push(name);

    // So does an item.
    {
        fn named() -> &'static str {
            "item"
        }
        log.push(named());
    }
    log.push("no semicolon");
    log.len();
    log.join(",")
}
