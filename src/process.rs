//! Programs that diglot starts: what they learn of its surroundings, and that none outlives it.

use std::ffi::OsString;
use std::process::Command;

/// The variables of the environment that every program gets: where things are, and how a person
/// wants to be talked to. Keys of services are not among them.
const PASSED: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "PWD",
    "TERM",
    "TZ",
    "TMPDIR",
    "TMP",
    "TEMP",
    "LANG",
    "LANGUAGE",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "PYTHONPATH",
    "PYTHONUNBUFFERED",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "HF_HOME",
    "CUDA_VISIBLE_DEVICES",
    "OMP_NUM_THREADS",
    "ESPEAK_DATA_PATH",
    "NO_COLOR",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "COMSPEC",
    "PATHEXT",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "USERPROFILE",
];
/// Beginnings of the names of further ones.
const PASSED_KINDS: &[&str] = &["LC_", "XDG_", "PULSE_", "PIPEWIRE_"];

/// Whether every program gets a variable.
fn is_passed(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    PASSED.contains(&name.as_str()) || PASSED_KINDS.iter().any(|kind| name.starts_with(kind))
}

/// Gives a program a small environment, with `more` variables by their names, and has it end when
/// diglot does, whatever ends that (on Linux; elsewhere it ends when its input does).
pub fn confine(command: &mut Command, more: &[String]) {
    let all = std::env::vars_os();
    let kept: Vec<(OsString, OsString)> = all
        .filter(|(name, _)| {
            let name = name.to_string_lossy();
            is_passed(&name) || more.iter().any(|wanted| *wanted == name)
        })
        .collect();
    command.env_clear().envs(kept);
    #[cfg(target_os = "linux")]
    {
        use nix::sys::{prctl::set_pdeathsig, signal::Signal};
        use std::os::unix::process::CommandExt;
        let end_with_parent = || Ok(set_pdeathsig(Signal::SIGKILL)?);
        // SAFETY: between fork and exec it makes one system call, and allocates nothing.
        unsafe { command.pre_exec(end_with_parent) };
    }
}

/// A program that leads a process group of its own. Dropped before it has ended, it is killed with
/// all that it has started.
#[derive(Debug)]
pub struct Group {
    leader: Option<u32>,
}

impl Group {
    /// The group of a child that was started with `process_group(0)`.
    pub fn of(leader: Option<u32>) -> Self {
        Self { leader }
    }

    /// The leader has ended by itself.
    pub fn ended(&mut self) {
        self.leader = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(leader) = self.leader.and_then(|leader| i32::try_from(leader).ok()) {
            use nix::{
                sys::signal::{Signal, killpg},
                unistd::Pid,
            };
            // It may be gone already.
            let _ = killpg(Pid::from_raw(leader), Signal::SIGKILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_not_passed_on() {
        for name in ["PATH", "LC_ALL", "XDG_CACHE_HOME", "HOME"] {
            assert!(is_passed(name), "{name}");
        }
        for name in [
            "OPENAI_API_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "https_proxy",
            "PIPER_HOME",
        ] {
            assert!(!is_passed(name), "{name}");
        }
    }
}
