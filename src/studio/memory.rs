//! Memory that is free is given back to the system.
//!
//! A long book is read and written anew with each edit, by one thread or another; the C library keeps what each of them has
//! freed for that thread alone. A studio that stays open for days would come to several times what it needs.

/// Gives back what is free.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back() {
    // SAFETY: it may be called at any time and by any thread, and touches free memory only.
    unsafe { nix::libc::malloc_trim(0) };
}

/// Other systems do so by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}
