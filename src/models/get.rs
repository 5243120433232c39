//! Bringing a model onto the shelf: what is missing of it, from the first source that has it.

use super::archive;
use super::catalog::{Files, Package, Part, Source, Wanted};
use super::download::{self, Download};
use super::given::Given;
use super::package;
use super::place::{Refused, place, sum_of};
use super::{Model, ModelError, Shelf, Watch};
use crate::disk::{self, Scratch};
use crate::web;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

/// How models are brought.
pub struct Getting<'a> {
    /// Where they are put.
    pub shelf: &'a Shelf,
    /// What a person has; none where it is to be fetched.
    pub given: Option<&'a Given>,
    /// Whether to replace what is there.
    pub force: bool,
    /// Is told how far things are.
    pub watch: &'a dyn Watch,
    /// Is cancelled when a person stops it.
    pub stop: &'a CancellationToken,
}

/// One model on its way.
struct Run<'a> {
    by: &'a Getting<'a>,
    model: &'a Model,
    /// How many bytes are in their places.
    done: u64,
    /// Hosts that could not be reached.
    silent: HashSet<String>,
    /// Packages that were fetched: where they lie, or why they do not.
    packages: HashMap<Package, Result<PathBuf, String>>,
    /// Where those lie for now.
    scratch: Option<Scratch>,
}

impl From<ModelError> for Refused {
    fn from(error: ModelError) -> Self {
        Self::Here(error)
    }
}

impl Getting<'_> {
    /// Brings what is missing of a model; how many bytes that were.
    ///
    /// # Errors
    /// If no source has a file, or it cannot be written. What is in its place stays there, and the next call goes on.
    pub async fn run(&self, model: &Model) -> Result<u64, ModelError> {
        let mut run = Run {
            by: self,
            model,
            done: 0,
            silent: HashSet::new(),
            packages: HashMap::new(),
            scratch: None,
        };
        disk::sweep(self.shelf.folder());
        let mut missing = Vec::new();
        for files in &model.files {
            let mut of_these = Vec::new();
            for wanted in &files.list {
                if self.force || !self.has(model, wanted)? {
                    of_these.push(wanted);
                }
            }
            missing.push((files, of_these));
        }
        let all = missing.iter().flat_map(|(_, wanted)| wanted);
        let bytes = all.map(|wanted| wanted.bytes).sum();
        if bytes == 0 {
            return Ok(0);
        }
        let folder = self.shelf.folder();
        if let Some(free) = disk::free(folder).filter(|free| *free < bytes) {
            return Err(ModelError::NoRoom {
                folder: folder.into(),
                needed: bytes,
                free,
            });
        }
        self.watch.begin(bytes);
        for (files, mut missing) in missing {
            let done = run.bring(files, &mut missing).await;
            if done.is_err() {
                self.watch.end();
            }
            done?;
        }
        self.watch.end();
        Ok(bytes)
    }

    /// Whether a file is in its place.
    fn has(&self, model: &Model, wanted: &Wanted) -> Result<bool, ModelError> {
        let path = self.shelf.path(model, wanted);
        disk::sweep(path.parent().unwrap_or(Path::new(".")));
        match std::fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(ModelError::at(&path)(error)),
            Ok(about) if about.len() != wanted.bytes => return Err(ModelError::Other { path }),
            Ok(_) => {}
        }
        let sum = sum_of(&path).map_err(ModelError::at(&path))?;
        match sum.eq_ignore_ascii_case(&wanted.sha256) {
            true => Ok(true),
            false => Err(ModelError::Other { path }),
        }
    }
}

impl<'a> Run<'a> {
    /// Brings files that are to be had in the same way.
    async fn bring(
        &mut self,
        files: &'a Files,
        missing: &mut Vec<&'a Wanted>,
    ) -> Result<(), ModelError> {
        let mut tried = Vec::new();
        if let Some(given) = self.by.given {
            match self.search(given, &files.sources, missing) {
                Ok(()) => {}
                Err(Refused::Source(why)) => tried.push(why),
                Err(Refused::Here(error)) => return Err(error),
            }
            return match missing.first() {
                None => Ok(()),
                Some(wanted) => Err(ModelError::NotGiven {
                    place: given.place().into(),
                    file: wanted.path.clone(),
                    what: match tried.pop() {
                        Some(why) => why,
                        None => files
                            .sources
                            .iter()
                            .map(looked_for)
                            .collect::<Vec<_>>()
                            .join(", "),
                    },
                }),
            };
        }
        for source in &files.sources {
            if missing.is_empty() {
                break;
            }
            let done = match source {
                Source::Address(address) => self.fetch_address(address, missing).await,
                Source::Parts(parts) => self.ask_packages(parts, missing).await,
            };
            match done {
                Ok(()) => {}
                Err(Refused::Source(why)) => {
                    self.by.watch.say(&why);
                    tried.push(why);
                }
                Err(Refused::Here(error)) => return Err(error),
            }
        }
        match missing.first() {
            None => Ok(()),
            Some(wanted) => Err(ModelError::NoSource {
                file: format!("{}/{}", self.model.folder, wanted.path),
                tried,
            }),
        }
    }

    /// Fetches files from an address, each with its own path in it.
    async fn fetch_address(
        &mut self,
        address: &str,
        missing: &mut Vec<&'a Wanted>,
    ) -> Result<(), Refused> {
        while let Some(wanted) = missing.first().copied() {
            let address = web::address(&address.replace("{}", &wanted.path));
            let Some(address) = address else {
                return Err(Refused::Source("this is no address".into()));
            };
            let shown = web::shown(&address);
            let host = address.host_str().unwrap_or_default().to_string();
            let refused = |why: &str| Refused::Source(format!("{shown}: {why}"));
            if self.silent.contains(&host) {
                return Err(refused("its server cannot be reached"));
            }
            let (done, watch) = (self.done, self.by.watch);
            let download = Download {
                address,
                wanted,
                path: &self.by.shelf.path(self.model, wanted),
                told: &mut |here| watch.reached(done + here),
                watch,
                stop: self.by.stop,
            };
            match download.run().await {
                Ok(()) => self.placed(wanted, missing),
                Err(download::Failed::Here(error)) => return Err(error.into()),
                Err(download::Failed::Source { why, reached }) => {
                    if !reached {
                        self.silent.insert(host);
                    }
                    return Err(refused(&why));
                }
            }
        }
        Ok(())
    }

    /// Takes files out of packages that their clients fetch.
    async fn ask_packages(
        &mut self,
        parts: &[Part],
        missing: &mut Vec<&'a Wanted>,
    ) -> Result<(), Refused> {
        let mut archives = Vec::new();
        for part in parts {
            archives.push(self.package(&part.package).await?);
        }
        let first = parts.first().map(|part| part.package.to_string());
        self.unpack(parts, &archives, missing)
            .map_err(|refused| match refused {
                Refused::Source(why) => {
                    Refused::Source(format!("{}: {why}", first.unwrap_or_default()))
                }
                here => here,
            })
    }

    /// Where a package lies, fetched if it was not yet.
    async fn package(&mut self, package: &Package) -> Result<PathBuf, Refused> {
        if !self.packages.contains_key(package) {
            let scratch = match self.scratch.take() {
                Some(scratch) => scratch,
                None => {
                    let shelf = self.by.shelf.folder();
                    Scratch::new(shelf).map_err(ModelError::at(shelf))?
                }
            };
            let folder = scratch.path().join(self.packages.len().to_string());
            self.scratch = Some(scratch);
            self.by.watch.say(&format!("asking {package}"));
            let came = match package::fetch(package, &folder, self.by.stop).await {
                Ok(archive) => Ok(archive),
                Err(package::Failed::Source(why)) => Err(format!("{package}: {why}")),
                Err(package::Failed::Here(error)) => return Err(error.into()),
            };
            self.packages.insert(package.clone(), came);
        }
        self.packages[package].clone().map_err(Refused::Source)
    }

    /// Takes files out of archives, one for each part.
    fn unpack(
        &mut self,
        parts: &[Part],
        archives: &[PathBuf],
        missing: &mut Vec<&'a Wanted>,
    ) -> Result<(), Refused> {
        if let ([part], [archive]) = (parts, archives) {
            // All that is wanted of one archive, in one go.
            let wanted = missing.clone();
            let names: Vec<String> = wanted.iter().map(|wanted| part.file_for(wanted)).collect();
            let mut refused = None;
            let read = archive::visit(archive, &names, &mut |name, from| {
                let at = names.iter().position(|own| own == name);
                let Some(wanted) = at.map(|at| wanted[at]) else {
                    return Ok(());
                };
                self.put(wanted, missing, |sink| sink.take(from))
                    .map_err(|why| {
                        refused = Some(why);
                        io::Error::other("refused")
                    })
            });
            return match (refused, read, missing.first()) {
                (Some(why), ..) => Err(why),
                (None, Err(error), _) => Err(Refused::Source(error.to_string())),
                (None, Ok(()), None) => Ok(()),
                (None, Ok(()), Some(wanted)) => Err(Refused::Source(format!(
                    "it has no {}",
                    part.file_for(wanted)
                ))),
            };
        }
        for wanted in missing.clone() {
            self.put(wanted, missing, |sink| {
                for (part, archive) in parts.iter().zip(archives) {
                    let name = part.file_for(wanted);
                    let mut found = false;
                    archive::visit(archive, std::slice::from_ref(&name), &mut |_, from| {
                        found = true;
                        sink.take(from)
                    })?;
                    if !found {
                        return Err(io::Error::other(format!("{} has no {name}", part.package)));
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Takes files from what a person has: by their names, from packages, and from packages that lie unpacked.
    fn search(
        &mut self,
        given: &Given,
        sources: &[Source],
        missing: &mut Vec<&'a Wanted>,
    ) -> Result<(), Refused> {
        let mut why = None;
        let mut note = |done: Result<(), Refused>| match done {
            Err(Refused::Source(reason)) => {
                why = Some(reason);
                Ok(())
            }
            done => done,
        };
        for wanted in missing.clone() {
            for path in given.named(wanted) {
                if missing.contains(&wanted) {
                    let done = self.put(wanted, missing, |sink| sink.take(&mut File::open(path)?));
                    note(named(done, path))?;
                }
            }
        }
        for source in sources {
            let (Source::Parts(parts), Some(first)) = (source, missing.first().copied()) else {
                continue;
            };
            let archives = parts
                .iter()
                .map(|part| given.archive_with(&part.file_for(first)));
            if let Some(archives) = archives.collect::<Option<Vec<_>>>() {
                let archives: Vec<PathBuf> = archives.into_iter().map(PathBuf::from).collect();
                let done = self.unpack(parts, &archives, missing);
                note(named(done, &archives[0]))?;
            }
            for wanted in missing.clone() {
                let pieces = parts.iter().map(|part| given.unpacked(part, wanted));
                let Some(pieces) = pieces.collect::<Option<Vec<_>>>() else {
                    continue;
                };
                let done = self.put(wanted, missing, |sink| {
                    let mut pieces = pieces.iter();
                    pieces.try_for_each(|piece| sink.take(&mut File::open(piece)?))
                });
                note(named(done, pieces[0]))?;
            }
        }
        for wanted in missing.clone() {
            for (archive, file) in given.within(wanted) {
                if missing.contains(&wanted) {
                    let done = self.put(wanted, missing, |sink| {
                        let names = [file.to_string()];
                        archive::visit(archive, &names, &mut |_, from| sink.take(from))
                    });
                    note(named(done, archive))?;
                }
            }
        }
        match (missing.is_empty(), why) {
            (false, Some(why)) => Err(Refused::Source(why)),
            _ => Ok(()),
        }
    }

    /// Writes a file and puts it in its place.
    fn put(
        &mut self,
        wanted: &'a Wanted,
        missing: &mut Vec<&'a Wanted>,
        write: impl FnOnce(&mut super::place::Sink) -> io::Result<()>,
    ) -> Result<(), Refused> {
        if self.by.stop.is_cancelled() {
            return Err(ModelError::Interrupted.into());
        }
        let (done, watch) = (self.done, self.by.watch);
        let path = self.by.shelf.path(self.model, wanted);
        place(&path, wanted, &mut |here| watch.reached(done + here), write)?;
        self.placed(wanted, missing);
        Ok(())
    }

    /// A file is in its place.
    fn placed(&mut self, wanted: &'a Wanted, missing: &mut Vec<&'a Wanted>) {
        self.done += wanted.bytes;
        self.by.watch.reached(self.done);
        missing.retain(|other| *other != wanted);
        // What had come of it from an address is of no use any more.
        let path = self.by.shelf.path(self.model, wanted);
        let _ = std::fs::remove_file(download::part_of(&path, wanted));
    }
}

/// What went wrong, with the file that it came from.
fn named(done: Result<(), Refused>, from: &Path) -> Result<(), Refused> {
    done.map_err(|refused| match refused {
        Refused::Source(why) => Refused::Source(format!("{}: {why}", from.display())),
        here => here,
    })
}

/// What was looked for to stand in for a source.
fn looked_for(source: &Source) -> String {
    match source {
        Source::Address(_) => "the file itself".into(),
        Source::Parts(parts) => {
            let names = parts.iter().map(|part| part.package.to_string());
            names.collect::<Vec<_>>().join(" + ")
        }
    }
}
