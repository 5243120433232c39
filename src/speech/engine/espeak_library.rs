//! What a worker of espeak-ng does ([`super::espeak_worker`]): loads the library, and answers each
//! request in a fork of its own.
//!
//! Functions and numbers are those of the library's header `speak_lib.h`.

use super::espeak_worker::{Clause, Line, Request, Words};
use std::ffi::{CStr, CString, c_char, c_int, c_short, c_uchar, c_uint, c_void};
use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// What the library is called: on Linux and BSD, and on macOS where Homebrew puts it.
const LIBRARIES: &[&str] = &[
    "libespeak-ng.so.1",
    "libespeak-ng.1.dylib",
    "/opt/homebrew/lib/libespeak-ng.1.dylib",
    "/usr/local/lib/libespeak-ng.1.dylib",
];
/// Samples come in the call that asks for them (`AUDIO_OUTPUT_SYNCHRONOUS`).
const SYNCHRONOUS: c_int = 2;
/// UTF-8 and SSML (`espeakCHARS_UTF8 | espeakSSML`); no pause at the end.
const FLAGS: c_uint = 1 | 0x10;
/// IPA, its letters of one sound joined by `^` (`espeakPHONEMES_IPA | espeakPHONEMES_TIE`).
const IPA: c_int = 0x02 | 0x80 | (b'^' as c_int) << 8;
/// UTF-8 (`espeakCHARS_UTF8`).
const UTF8: c_int = 1;
/// Places in a text are counted in characters (`POS_CHARACTER`).
const CHARACTERS: c_int = 1;

/// What the library has given of the line that this process speaks: 16-bit samples.
static SOUND: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// What a worker does: reads requests from standard input, each a line of JSON, and writes the answers to
/// standard output: the rate in Hz and the length in bytes, both as 32 bits, then the samples. For a
/// pronunciation the rate is 0, and what follows is its clauses as JSON. It ends with its input, or when
/// something is wrong.
pub fn serve() -> ExitCode {
    match serve_lines() {
        Some(()) => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    }
}

fn serve_lines() -> Option<()> {
    use nix::sys::wait::{WaitStatus, waitpid};
    use nix::unistd::{ForkResult, fork};
    let espeak = Library::load()?;
    for line in std::io::stdin().lock().lines() {
        let request: Request = serde_json::from_str(&line.ok()?).ok()?;
        // SAFETY: this process has no other thread that holds a lock; the fork speaks and ends.
        match unsafe { fork() }.ok()? {
            ForkResult::Child => {
                // Whoever asked kills the worker then, and could not kill its fork.
                nix::unistd::alarm::set(request.seconds().max(1));
                let answered = match &request {
                    Request::Say(line) => espeak.say(line),
                    Request::Pronounce(words) => espeak.pronounce(words),
                };
                let code = i32::from(answered.is_none());
                // Without what else would be done at the end of a process: that is the worker's.
                // SAFETY: it only ends this process.
                unsafe { nix::libc::_exit(code) }
            }
            ForkResult::Parent { child } => {
                let ended = waitpid(child, None).ok()?;
                if !matches!(ended, WaitStatus::Exited(_, 0)) {
                    return None;
                }
            }
        }
    }
    Some(())
}

/// `espeak_VOICE`.
#[repr(C)]
struct VoiceSelection {
    name: *const c_char,
    languages: *const c_char,
    identifier: *const c_char,
    gender: c_uchar,
    age: c_uchar,
    variant: c_uchar,
    reserved: c_uchar,
    score: c_int,
    spare: *mut c_void,
}

type Callback = extern "C" fn(*mut c_short, c_int, *mut c_void) -> c_int;
type TextToPhonemes = unsafe extern "C" fn(*mut *const c_void, c_int, c_int) -> *const c_char;
type Synth = unsafe extern "C" fn(
    *const c_void,
    usize,
    c_uint,
    c_int,
    c_uint,
    c_uint,
    *mut c_uint,
    *mut c_void,
) -> c_int;

/// The library, loaded.
struct Library {
    rate: u32,
    set_voice: unsafe extern "C" fn(*const c_char) -> c_int,
    set_voice_like: unsafe extern "C" fn(*mut VoiceSelection) -> c_int,
    set_parameter: unsafe extern "C" fn(c_int, c_int, c_int) -> c_int,
    text_to_phonemes: TextToPhonemes,
    synth: Synth,
    synchronize: unsafe extern "C" fn() -> c_int,
}

impl Library {
    /// Loads the library and its list of voices.
    fn load() -> Option<Self> {
        // SAFETY: the library's initialisers have no conditions; nothing else runs in this process.
        let library = LIBRARIES
            .iter()
            .find_map(|name| unsafe { libloading::Library::new(*name) }.ok())?;
        // It stays for as long as this process.
        let library: &'static libloading::Library = Box::leak(Box::new(library));
        // SAFETY: names and types are those of speak_lib.h.
        unsafe {
            let initialize: unsafe extern "C" fn(c_int, c_int, *const c_char, c_int) -> c_int =
                *library.get(b"espeak_Initialize").ok()?;
            let set_callback: unsafe extern "C" fn(Callback) =
                *library.get(b"espeak_SetSynthCallback").ok()?;
            let list_voices: unsafe extern "C" fn(*mut VoiceSelection) -> *const c_void =
                *library.get(b"espeak_ListVoices").ok()?;
            let rate = initialize(SYNCHRONOUS, 0, std::ptr::null(), 0);
            let rate = u32::try_from(rate).ok().filter(|rate| *rate > 0)?;
            set_callback(hear);
            list_voices(std::ptr::null_mut());
            Some(Self {
                rate,
                set_voice: *library.get(b"espeak_SetVoiceByName").ok()?,
                set_voice_like: *library.get(b"espeak_SetVoiceByProperties").ok()?,
                set_parameter: *library.get(b"espeak_SetParameter").ok()?,
                text_to_phonemes: *library.get(b"espeak_TextToPhonemes").ok()?,
                synth: *library.get(b"espeak_Synth").ok()?,
                synchronize: *library.get(b"espeak_Synchronize").ok()?,
            })
        }
    }

    /// Speaks a line and writes its sound to standard output.
    fn say(&self, line: &Line) -> Option<()> {
        self.choose(&line.voice)?;
        let text = CString::new(line.text.as_str()).ok()?;
        // SAFETY: the text lives until the calls return.
        unsafe {
            for &(parameter, value) in &line.parameters {
                (self.set_parameter)(parameter, value, 0);
            }
            let bytes = text.as_bytes_with_nul();
            let (no_id, no_data) = (std::ptr::null_mut(), std::ptr::null_mut());
            let start = bytes.as_ptr().cast();
            if (self.synth)(start, bytes.len(), 0, CHARACTERS, 0, FLAGS, no_id, no_data) != 0
                || (self.synchronize)() != 0
            {
                return None;
            }
        }
        let samples = SOUND.lock().unwrap_or_else(PoisonError::into_inner);
        answer(self.rate, &samples)
    }

    /// Writes how a text is pronounced to standard output.
    fn pronounce(&self, words: &Words) -> Option<()> {
        self.choose(&words.voice)?;
        let text = CString::new(words.text.as_str()).ok()?;
        let start: *const c_void = text.as_ptr().cast();
        let mut clauses = Vec::new();
        let mut from = 0;
        while from < words.text.len() {
            // SAFETY: the text lives until the call returns, the pointer goes on within it.
            let mut next = unsafe { start.byte_add(from) };
            // SAFETY: as above; what is returned is valid until the next call.
            let sounds = unsafe {
                let sounds = (self.text_to_phonemes)(&raw mut next, UTF8, IPA);
                (!sounds.is_null()).then(|| CStr::from_ptr(sounds).to_string_lossy().into_owned())
            };
            let end = match next.is_null() {
                true => words.text.len(),
                false => next as usize - start as usize,
            };
            clauses.push(Clause {
                sounds: sounds.unwrap_or_default(),
                written: words.text.get(from..end)?.into(),
            });
            if end <= from {
                return None;
            }
            from = end;
        }
        answer(0, &serde_json::to_vec(&clauses).ok()?)
    }

    /// Chooses a voice.
    fn choose(&self, voice: &str) -> Option<()> {
        let voice = CString::new(voice).ok()?;
        // As the program does for names that are languages.
        let mut like = VoiceSelection {
            name: std::ptr::null(),
            languages: voice.as_ptr(),
            identifier: std::ptr::null(),
            gender: 0,
            age: 0,
            variant: 0,
            reserved: 0,
            score: 0,
            spare: std::ptr::null_mut(),
        };
        // SAFETY: the name lives until the calls return, and the library copies what it keeps.
        let chosen = unsafe {
            (self.set_voice)(voice.as_ptr()) == 0 || (self.set_voice_like)(&raw mut like) == 0
        };
        chosen.then_some(())
    }
}

/// Writes an answer to standard output.
fn answer(rate: u32, bytes: &[u8]) -> Option<()> {
    let length = u32::try_from(bytes.len()).ok()?;
    let mut out = std::io::stdout().lock();
    out.write_all(&[rate.to_le_bytes(), length.to_le_bytes()].concat())
        .and_then(|()| out.write_all(bytes))
        .and_then(|()| out.flush())
        .ok()
}

/// Takes samples from the library.
extern "C" fn hear(samples: *mut c_short, count: c_int, _: *mut c_void) -> c_int {
    let count = usize::try_from(count).unwrap_or(0);
    if !samples.is_null() && count > 0 {
        // SAFETY: the library says that there are so many.
        let samples = unsafe { std::slice::from_raw_parts(samples, count) };
        let mut sound = SOUND.lock().unwrap_or_else(PoisonError::into_inner);
        sound.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    }
    // Go on.
    0
}
