//! A model in memory, run by `rten`.

use super::super::SpeechError;
use super::{folder, onnx};
use rten::{ModelOptions, NodeId, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The runtime and its version; a part of a clip's key, because another may sound otherwise.
pub const RUNTIME: &str = "rten 0.27";

/// What a model is given.
pub enum Given<'a> {
    /// Whole numbers, one row of them.
    Row(&'a [i32]),
    /// Whole numbers, without rows.
    Whole(&'a [i32]),
    /// Numbers, one row of them.
    FloatRow(&'a [f32]),
    /// Numbers, without rows.
    Floats(&'a [f32]),
}

/// A model. One is in memory for all lines; each run has a thread of its own, so that what comes of it does
/// not depend on how many there are.
pub struct Model {
    model: rten::Model,
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").finish_non_exhaustive()
    }
}

impl Model {
    /// Loads a model from a file, as `edit` changes it.
    ///
    /// # Errors
    /// [`SpeechError::Setup`] if there is no such file or it is no model that can be run.
    pub fn load(path: &Path, edit: impl FnOnce(&mut onnx::Model<'_>)) -> Result<Self, SpeechError> {
        let wrong = |what: String| {
            SpeechError::Setup(format!(
                "{}: {what}. Fetch it again with `diglot get`",
                path.display()
            ))
        };
        let bytes = folder::read(path)?;
        let edited = {
            let mut read = onnx::Model::read(&bytes).map_err(|error| wrong(error.to_string()))?;
            edit(&mut read);
            read.write()
        };
        drop(bytes);
        let model = ModelOptions::with_all_ops().load(edited);
        Ok(Self {
            model: model.map_err(|error| wrong(error.to_string()))?,
            idle: Mutex::default(),
        })
    }

    /// Runs the model: the samples that come of what it is given, input by input.
    ///
    /// # Errors
    /// [`SpeechError::Line`] if it cannot be run on that.
    pub fn run(&self, given: &[(&str, Given<'_>)]) -> Result<Vec<f32>, SpeechError> {
        let failed = |error: String| SpeechError::Line(format!("the model failed: {error}"));
        let mut inputs: Vec<(NodeId, ValueOrView<'_>)> = Vec::new();
        for (name, given) in given {
            let id = self.model.node_id(name);
            let id = id.map_err(|error| failed(error.to_string()))?;
            let value = match given {
                Given::Row(row) => NdTensor::from_data([1, row.len()], row.to_vec()).into(),
                Given::Whole(all) => NdTensor::from_data([all.len()], all.to_vec()).into(),
                Given::FloatRow(row) => NdTensor::from_data([1, row.len()], row.to_vec()).into(),
                Given::Floats(all) => NdTensor::from_data([all.len()], all.to_vec()).into(),
            };
            inputs.push((id, value));
        }
        let thread = self.idle().pop();
        let thread = thread.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let options = RunOptions::default().with_thread_pool(Some(thread.clone()));
        let outputs = self
            .model
            .run(inputs, self.model.output_ids(), Some(options));
        self.idle().push(thread);
        let first = outputs
            .map_err(|error| failed(error.to_string()))?
            .into_iter()
            .next();
        let first = first.ok_or_else(|| failed("it gave nothing".into()))?;
        let samples: Tensor<f32> = first
            .try_into()
            .map_err(|_| failed("it gave no sound".into()))?;
        Ok(samples.to_vec())
    }

    /// Whether the model takes an input of that name.
    pub fn takes(&self, name: &str) -> bool {
        let id = self.model.find_node(name);
        id.is_some_and(|id| self.model.input_ids().contains(&id))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Arc<ThreadPool>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
