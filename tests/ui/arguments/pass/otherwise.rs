//! `otherwise` as a value, as a block with `return` and `?`, and with `.await`.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = Err("not yet".into()))]
fn value(text: &str) -> Result<u32, String> {
    Ok(text.len() as u32)
}

#[feature_flag("new_checkout", otherwise = {
    if text.is_empty() {
        return Err("empty".into());
    }
    let number: u32 = text.parse().map_err(|_| "no number".to_owned())?;
    Ok(number)
})]
fn block(text: &str) -> Result<u32, String> {
    Ok(text.len() as u32)
}

#[feature_flag("new_checkout", otherwise = std::future::ready(7).await)]
async fn awaited() -> u32 {
    8
}

fn main() {
    flagkit::testing::with(flags::NEW_CHECKOUT.off(), || {
        assert_eq!(value("x"), Err("not yet".into()));
        assert_eq!(block(""), Err("empty".into()));
        assert_eq!(block("12"), Ok(12));
        drop(awaited());
    });
    flagkit::testing::with(flags::NEW_CHECKOUT.on(), || assert_eq!(block("12"), Ok(2)));
}
