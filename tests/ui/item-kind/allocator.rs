//! An allocator must not ask a flag.
use flagkit::feature_flag;
use std::alloc::{GlobalAlloc, Layout, System};

flagkit::flags!("flags.json");

struct Counting;

unsafe impl GlobalAlloc for Counting {
    #[feature_flag("new_checkout", otherwise = unsafe { System.alloc(layout) })]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

fn main() {}
