//! What comes back: opaque types, closures, nothing, never.

fn returns_numbers(until: u32) -> impl Iterator<Item = u32> {
    vec![7; until as usize].into_iter()
}

fn returns_other_type(to: u32) -> impl Iterator<Item = u32> {
    returns_old_once(to)
}

fn returns_old_once(to: u32) -> std::iter::Once<u32> {
    std::iter::once(to)
}

fn returns_adder(by: u32) -> impl Fn(u32) -> u32 {
    move |number| number * by
}

fn returns_opaque_otherwise(n: u32) -> impl Iterator<Item = u32> {
    if n == 0 {
        return std::iter::empty::<u32>().chain(None);
    }
    std::iter::empty().chain(Some(n))
}

fn returns_nothing(out: &mut &str) {
    *out = "old";
}

fn returns_never(code: u8) -> ! {
    std::panic::panic_any(("old", code))
}

pub fn observe() -> String {
    let mut out = "";
    returns_nothing(&mut out);
    std::panic::set_hook(Box::new(|_| {}));
    let never = std::panic::catch_unwind(|| returns_never(3)).unwrap_err();
    let _ = std::panic::take_hook();
    format!(
        "{:?} {:?} {} {:?} {out} {:?}",
        returns_numbers(3).collect::<Vec<_>>(),
        returns_other_type(2).collect::<Vec<_>>(),
        returns_adder(2)(5),
        returns_opaque_otherwise(2).collect::<Vec<_>>(),
        never.downcast_ref::<(&str, u8)>()
    )
}
