//! Other ABIs, unsafe functions, `#[track_caller]`.

use flagkit::feature_flag;

#[feature_flag("retired", fallback = foreign_old)]
extern "C" fn foreign(number: i32) -> i32 {
    number + 1
}

extern "C" fn foreign_old(number: i32) -> i32 {
    number
}

/// # Safety
///
/// The pointer is valid.
#[feature_flag("retired", fallback = unsafe_old)]
unsafe fn unsafe_read(pointer: *const u8) -> u8 {
    unsafe { *pointer }
}

/// # Safety
///
/// The pointer is valid.
unsafe fn unsafe_old(at: *const u8) -> u8 {
    unsafe { *at + 1 }
}

#[feature_flag("retired", fallback = unsafe_kept_old)]
unsafe fn unsafe_called(pointer: *const u8) -> u8 {
    unsafe { *pointer }
}

/// # Safety
///
/// None.
unsafe fn unsafe_kept_old(_at: *const u8) -> u8 {
    9
}

#[feature_flag("retired", fallback = unsafe_safe_old)]
unsafe fn unsafe_no_more(pointer: *const u8) -> u8 {
    unsafe { *pointer }
}

fn unsafe_safe_old(_at: *const u8) -> u8 {
    8
}

#[feature_flag("retired", fallback = tracked_old)]
#[track_caller]
fn tracked() -> u32 {
    std::panic::Location::caller().column()
}

#[track_caller]
fn tracked_old() -> u32 {
    std::panic::Location::caller().column() + 1000
}

pub fn observe() -> String {
    let byte = 4_u8;
    let (read, called, kept) = unsafe { (unsafe_read(&byte), unsafe_called(&byte), unsafe_kept_old(&byte)) };
    let more = unsafe { unsafe_no_more(&byte) };
    format!("{} {more} {read} {called} {kept} {}", foreign(1), tracked())
}
