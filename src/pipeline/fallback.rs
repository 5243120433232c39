//! Another engine for lines that theirs could not speak.

use super::plan::{Plan, PlannedLine, PlannedVoice};
use super::{Book, PipelineError, Workshop};
use crate::cast::{self, Role};
use crate::speech::key::ClipKey;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The plan with other voices for lines that could not be spoken and whose engine has a `fallback`
/// in `diglot.toml`; `None` if there is no such line. A line is replaced once at most.
///
/// # Errors
/// If the other engine is not set up as it should be.
pub fn replace(
    book: &Book,
    plan: &Plan,
    failed: &HashSet<&ClipKey>,
    workshop: &Workshop,
) -> Result<Option<Plan>, PipelineError> {
    let fallback = |line: &PlannedLine| {
        let planned = plan.engines.get(line.engine())?;
        let other = planned.config.common.fallback.as_ref()?;
        let is_new = failed.contains(&line.key) && !plan.stand_ins.contains(&line.key);
        is_new.then(|| other.clone())
    };
    if plan.lines().all(|line| fallback(line).is_none()) {
        return Ok(None);
    }
    let mut other_plan = plan.clone();
    let mut casts: HashMap<String, Vec<Role>> = HashMap::new();
    let mut replaced: BTreeMap<(String, String), usize> = BTreeMap::new();
    for chapter in &mut other_plan.chapters {
        for line in chapter {
            let Some(name) = fallback(line) else {
                continue;
            };
            if !casts.contains_key(&name) {
                let script = book.cast_script();
                let catalog = workshop.catalog(&name)?;
                let roles = cast::assign(&script, Vec::new(), &name, &catalog)?;
                casts.insert(name.clone(), roles);
            }
            let role = casts[&name]
                .iter()
                .find(|role| *role.speaker == *line.speaker && role.language == line.language);
            let Some(Role { voice, .. }) = role else {
                continue;
            };
            let old = line.engine().to_string();
            *replaced.entry((old, name.clone())).or_default() += 1;
            let planned = Plan::engine_of(&mut other_plan.engines, &name, workshop)?;
            let wanted = book.settings.speed(&line.speaker, &line.language);
            let voice = PlannedVoice::new(&planned, voice, wanted);
            line.give(Arc::new(voice), planned.engine.as_ref());
            other_plan.stand_ins.insert(line.key.clone());
        }
    }
    for ((old, new), lines) in replaced {
        let are = if lines == 1 { "line is" } else { "lines are" };
        workshop.progress.warn(&format!(
            "{lines} {are} spoken by {new}, because {old} could not"
        ));
    }
    Ok(Some(other_plan))
}
