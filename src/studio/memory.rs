//! A studio that stays open for days takes no more memory than it needs.
//!
//! A long book is read and written anew with each edit, by one thread or another. Left alone, the GNU C library has a heap for
//! each of them and keeps there what that thread has freed, which comes to several times the book.

/// Has all threads share one heap. For the beginning: a heap that is there stays.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn share() {
    // SAFETY: it sets a number by which later heaps are made.
    unsafe { nix::libc::mallopt(nix::libc::M_ARENA_MAX, 1) };
}

/// Gives back what is free.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back() {
    // SAFETY: it may be called at any time and by any thread, and touches free memory only.
    unsafe { nix::libc::malloc_trim(0) };
}

/// Other C libraries do so by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn share() {}

/// Other C libraries do so by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}
