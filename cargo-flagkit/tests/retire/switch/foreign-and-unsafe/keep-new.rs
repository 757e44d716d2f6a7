//! Other ABIs, unsafe functions, `#[track_caller]`.

extern "C" fn foreign(number: i32) -> i32 {
    number + 1
}

/// # Safety
///
/// The pointer is valid.
unsafe fn unsafe_read(pointer: *const u8) -> u8 {
    unsafe { *pointer }
}

unsafe fn unsafe_called(pointer: *const u8) -> u8 {
    unsafe { *pointer }
}

/// # Safety
///
/// None.
unsafe fn unsafe_kept_old(_at: *const u8) -> u8 {
    9
}

unsafe fn unsafe_no_more(pointer: *const u8) -> u8 {
    unsafe { *pointer }
}

#[track_caller]
fn tracked() -> u32 {
    std::panic::Location::caller().column()
}

pub fn observe() -> String {
    let byte = 4_u8;
    let (read, called, kept) = unsafe { (unsafe_read(&byte), unsafe_called(&byte), unsafe_kept_old(&byte)) };
    let more = unsafe { unsafe_no_more(&byte) };
    format!("{} {more} {read} {called} {kept} {}", foreign(1), tracked())
}
