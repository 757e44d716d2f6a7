//! No lint about the forms of `otherwise`, nor about what the expansion makes of a body.
#![deny(warnings)]

use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = { loop { n += 1; if n > 4 { return n } } })]
fn looped(mut n: u32) -> u32 {
    n += 2;
    n
}

#[feature_flag("new_checkout", otherwise = return Err(3))]
fn diverging((left, right): (u32, u32)) -> Result<u32, u32> {
    Ok(left + right)
}

#[feature_flag("new_checkout", fallback = old_adder)]
fn adder(k: u32) -> impl Fn(u32) -> u32 { move |n| k + n }

fn old_adder(k: u32) -> impl Fn(u32) -> u32 {
    move |n| k * n
}

#[feature_flag("new_checkout", otherwise = (0..0))]
fn items() -> std::ops::Range<u32> {
    0..2
}

struct Shelf(Vec<u8>);

impl Shelf {
    #[feature_flag("new_checkout", otherwise = {
        if self.0.len() > 3 {
            return self.0.iter_mut();
        }
        self.0[..1].iter_mut()
    })]
    fn each(&mut self) -> impl Iterator<Item = &mut u8> {
        self.0.iter_mut().rev()
    }
}

fn main() {
    let _ = (looped(1), diverging((1, 2)), adder(1)(2), items().count(), Shelf(vec![1]).each().count());
}
