//! The memory that a process may take, kept.
//!
//! Every stage plans what it holds by [`Memory`], and puts the rest on
//! the disk. What no stage can foresee, a group so dense or a cell so long that its parts do
//! not fit, must not end with the system killing the process, or with a machine that stands
//! still: a run that needs more than was promised ends itself, in one line, with nothing left
//! behind.
//!
//! Two things can end it. On Linux a thread looks at the memory that the process holds, the
//! more often the nearer that is to the limit; mapped files do not count, for the system takes
//! them back at any time. And every allocation that the system refuses, or that is larger
//! than the limit itself, ends it, on every system, where [`Limited`] is the process's
//! allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::time::Duration;

use crate::memory::Memory;

/// Memory that was allocated may take so much more than the limit. With the program's own
/// code, and what comes while nobody looks, that stays below 64 MiB.
const ALLOCATED: usize = 16 << 20;
/// No process fills memory faster, in bytes per millisecond.
const FASTEST: usize = 16 << 20;
/// Time between two looks at the memory.
const LOOKS: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(50)];
/// Held back for the way out.
const RESERVE: Layout = Layout::new::<[u8; 4 << 20]>();

/// The limit in bytes.
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);
/// What is called when it does not suffice.
static END: OnceLock<fn(Why) -> !> = OnceLock::new();
/// Whether some thread is on the way out.
static ENDING: AtomicBool = AtomicBool::new(false);
static HELD_BACK: AtomicPtr<u8> = AtomicPtr::new(std::ptr::null_mut());

thread_local! {
    /// Whether this thread is.
    static ENDS: Cell<bool> = const { Cell::new(false) };
}

/// Why a process cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It needs more than this limit, in bytes.
    Limit(usize),
    /// The system gives no more.
    System,
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Limit(bytes) => write!(
                f,
                "this needs more memory than {}; allow more with --memory, or leave out a part of the data (--from, --to, \
                 --exclude-domain, or a smaller popular.floor in the configuration)",
                Memory::from_bytes(*bytes as u64)
            ),
            Self::System => {
                f.write_str("the system gives no more memory; close other programs, or allow less with --memory")
            }
        }
    }
}

/// Keeps the process to this much memory from here on; `end` says why it cannot go on, and
/// ends it. To be called once.
pub fn keep(memory: Memory, end: fn(Why) -> !) {
    if END.set(end).is_err() {
        return;
    }
    LIMIT.store(memory.bytes() as usize, Ordering::Relaxed);
    return_large_blocks();
    hold_back();
    // Without the thread large allocations are still looked at.
    let _ = std::thread::Builder::new().name("memory".to_owned()).spawn(watch);
}

/// Looks at the memory until the process ends, where the system tells it.
fn watch() {
    let Some(held) = Held::new() else { return };
    let limit = LIMIT.load(Ordering::Relaxed).saturating_add(ALLOCATED);
    while let Some(bytes) = held.bytes() {
        if bytes > limit {
            // What was freed and kept for later goes back first.
            give_back();
            if held.bytes().is_some_and(|bytes| bytes > limit) {
                give_up(Why::Limit(LIMIT.load(Ordering::Relaxed)));
            }
        }
        let room = Duration::from_millis((limit.saturating_sub(bytes) / FASTEST) as u64);
        std::thread::sleep(room.clamp(LOOKS[0], LOOKS[1]));
    }
}

/// Ends the process; other threads wait here until it has ended.
fn give_up(why: Why) -> ! {
    if ENDING.swap(true, Ordering::SeqCst) {
        loop {
            std::thread::sleep(LOOKS[1]);
        }
    }
    ENDS.set(true);
    LIMIT.store(usize::MAX, Ordering::Relaxed);
    release_reserve();
    match END.get() {
        Some(end) => end(why),
        None => std::process::abort(),
    }
}

/// The system's allocator for a process that keeps to a limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limited;

impl Limited {
    /// What was allocated, unless that ends the process.
    fn checked(bytes: usize, allocate: impl FnOnce() -> *mut u8) -> *mut u8 {
        let limit = LIMIT.load(Ordering::Relaxed);
        if bytes > limit.saturating_add(ALLOCATED) {
            give_up(Why::Limit(limit));
        }
        let allocated = allocate();
        if allocated.is_null() && !ENDS.get() && END.get().is_some() {
            give_up(Why::System);
        }
        allocated
    }
}

#[expect(unsafe_code, reason = "an allocator is unsafe; all is done by the system's")]
// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Limited {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::checked(layout.size(), || unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        Self::checked(layout.size(), || unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        Self::checked(bytes, || unsafe { System.realloc(old, layout, bytes) })
    }

    unsafe fn dealloc(&self, allocated: *mut u8, layout: Layout) {
        unsafe { System.dealloc(allocated, layout) }
    }
}

#[expect(unsafe_code, reason = "the reserve must be there when no allocator gives anything")]
fn hold_back() {
    // SAFETY: the layout is not empty.
    HELD_BACK.store(unsafe { System.alloc(RESERVE) }, Ordering::SeqCst);
}

#[expect(unsafe_code, reason = "the reserve must be there when no allocator gives anything")]
fn release_reserve() {
    let reserve = HELD_BACK.swap(std::ptr::null_mut(), Ordering::SeqCst);
    if !reserve.is_null() {
        // SAFETY: it was allocated with this layout, and is taken out once.
        unsafe { System.dealloc(reserve, RESERVE) };
    }
}

/// Has large blocks returned to the system when they are freed. Left alone, the GNU library
/// learns from the first of them to keep blocks of that size, up to 32 MiB each.
#[cfg_attr(target_env = "gnu", expect(unsafe_code, reason = "the library that can do it is C's"))]
fn return_large_blocks() {
    #[cfg(target_env = "gnu")]
    // SAFETY: it sets a number of the allocator, which may be done at any time.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 1 << 20);
    }
}

/// Returns to the system what was freed.
#[cfg_attr(target_env = "gnu", expect(unsafe_code, reason = "the library that can do it is C's"))]
fn give_back() {
    #[cfg(target_env = "gnu")]
    // SAFETY: it may be called at any time, by any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// The memory that this process holds, told by Linux.
struct Held {
    #[cfg(target_os = "linux")]
    statm: std::fs::File,
    #[cfg(target_os = "linux")]
    page: usize,
}

#[cfg(target_os = "linux")]
impl Held {
    fn new() -> Option<Self> {
        let page = usize::try_from(nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE).ok()??).ok()?;
        Some(Self { statm: std::fs::File::open("/proc/self/statm").ok()?, page })
    }

    /// Resident memory but for mapped files, in bytes.
    fn bytes(&self) -> Option<usize> {
        let mut text = [0; 128];
        let read = std::os::unix::fs::FileExt::read_at(&self.statm, &mut text, 0).ok()?;
        let mut numbers = std::str::from_utf8(&text[..read]).ok()?.split(' ').skip(1).map(str::parse::<usize>);
        let (resident, shared) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        Some(resident.saturating_sub(shared) * self.page)
    }
}

#[cfg(not(target_os = "linux"))]
impl Held {
    fn new() -> Option<Self> {
        None
    }

    fn bytes(&self) -> Option<usize> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_process_holds_is_told() {
        let held = Held::new().unwrap();
        let before = held.bytes().unwrap();
        let more = std::hint::black_box(vec![1u8; 64 << 20]);
        let after = held.bytes().unwrap();
        assert!(after - before >= 60 << 20 && before > 0, "{before} {after}");
        drop(more);
    }

    #[test]
    fn why_it_ends_is_one_line_with_a_remedy() {
        let told = Why::Limit(256 << 20).to_string();
        assert!(told.starts_with("this needs more memory than 256MiB; allow more with --memory"), "{told}");
        assert!(!told.contains('\n') && !Why::System.to_string().contains('\n'));
    }
}
