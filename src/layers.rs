//! What networks are made of: matrices that rows of numbers are multiplied by, and norms of layers.

use rten_gemm::{BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;
use rten_tensor::prelude::*;

/// Rows of numbers that stand in a slice: how long each is, and how far apart they begin.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    /// The numbers; the first row begins with the first.
    pub numbers: &'a [f32],
    /// How many numbers a row has.
    pub length: usize,
    /// How many numbers after one row the next begins.
    pub step: usize,
}

impl<'a> Rows<'a> {
    /// Rows that follow one another.
    pub fn new(numbers: &'a [f32], length: usize) -> Self {
        Self {
            numbers,
            length,
            step: length,
        }
    }
}

/// A matrix that rows are multiplied by, laid out for that once.
pub(crate) struct Matrix {
    packed: PackedBMatrix<f32>,
    /// How many numbers a row becomes.
    pub columns: usize,
}

impl Matrix {
    /// A matrix of so many rows and columns, row by row.
    pub fn new(numbers: &[f32], rows: usize, columns: usize) -> Self {
        Self::of(NdTensorView::from_data([rows, columns], numbers))
    }

    /// The same of a matrix that is given column by column.
    pub fn transposed(numbers: &[f32], rows: usize, columns: usize) -> Self {
        let view = NdTensorView::from_data([columns, rows], numbers);
        Self::of(view.transposed())
    }

    /// A matrix of any layout.
    pub fn of(view: NdTensorView<'_, f32, 2>) -> Self {
        Self {
            packed: GemmExecutor::new().prepack_b(view),
            columns: view.size(1),
        }
    }

    /// `out = rows · matrix · scale + bias`; with `adds`, it is added to what is in `out`. There are as many rows as
    /// `out` has room for.
    pub fn multiply(
        &self,
        out: &mut [f32],
        rows: Rows<'_>,
        scale: f32,
        bias: Option<&[f32]>,
        adds: bool,
    ) {
        let shape = [out.len() / self.columns, rows.length];
        let a = NdTensorView::from_slice_with_strides(shape, rows.numbers, [rows.step, 1])
            .expect("rows within their numbers");
        let options = GemmOptions {
            alpha: scale,
            beta: if adds { 1.0 } else { 0.0 },
            bias: bias.map(BiasVector::Row),
            ..GemmOptions::default()
        };
        let b = GemmInputB::Packed(&self.packed);
        // What multiplies is made each time: it holds no more than the choice of instructions, and cannot be sent
        // to another thread.
        GemmExecutor::new()
            .gemm(out, GemmInputA::Unpacked(a), b, options)
            .expect("matrices that fit");
    }
}

/// The norm of a layer (Ba et al., "Layer Normalization", 2016): each row gets the mean 0 and the variance 1, then
/// each of its numbers is multiplied and added to.
pub(crate) struct Norm {
    /// What is multiplied with, number by number.
    pub times: Vec<f32>,
    /// What is added.
    pub plus: Vec<f32>,
    /// What keeps a variance from being zero.
    pub least: f32,
}

impl Norm {
    /// Rows that are normed; those given stay as they are.
    pub fn of(&self, rows: &[f32]) -> Vec<f32> {
        let mut normed = rows.to_vec();
        self.apply(&mut normed);
        normed
    }

    /// Norms each row in place.
    pub fn apply(&self, rows: &mut [f32]) {
        let size = self.times.len();
        for row in rows.chunks_exact_mut(size) {
            let mean = row.iter().sum::<f32>() / size as f32;
            let variance = row.iter().map(|n| (n - mean) * (n - mean)).sum::<f32>() / size as f32;
            let by = 1.0 / (variance + self.least).sqrt();
            for ((number, times), plus) in row.iter_mut().zip(&self.times).zip(&self.plus) {
                *number = (*number - mean) * by * times + plus;
            }
        }
    }
}
