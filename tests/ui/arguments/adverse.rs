use flagkit::feature_flag;

flagkit::flags!("flags.json");

fn is_odd(number: &u32) -> bool {
    number % 2 == 1
}

fn half(number: u32) -> Result<u32, String> {
    Ok(number)
}

#[feature_flag("new_checkout", fallback = half, adverse = is_odd)]
fn another_type(number: u32) -> Result<u32, String> {
    Ok(number)
}

#[feature_flag("new_checkout", otherwise = 0, adverse = |number| *number > 1)]
fn closure(number: u32) -> u32 {
    number
}

#[feature_flag("new_checkout", otherwise = 0, adverse)]
fn without_value(number: u32) -> u32 {
    number
}

#[feature_flag("new_checkout", otherwise = std::process::exit(1), adverse = is_odd)]
fn no_result() -> ! {
    std::process::exit(0)
}

#[feature_flag("new_checkout", otherwise = 0, adverse = is_odd)]
#[track_caller]
fn tracked(number: u32) -> u32 {
    number
}

#[feature_flag("new_search", otherwise = [1].into_iter(), adverse = is_odd)]
fn opaque() -> impl Iterator<Item = u32> {
    [2].into_iter()
}

#[feature_flag("new_search", otherwise = |n| n, adverse = is_odd)]
fn returned_closure() -> impl Fn(u32) -> u32 {
    |n| n
}

fn main() {}
