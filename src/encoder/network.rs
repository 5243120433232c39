//! The network of the encoder: an embedding in 8 bits, convolutions of two, three and five pieces, and the head.
//!
//! The weights and what is done with them are those of the package that `voices/models/aligner.toml` names.

use super::numpy::Arrays;
use super::{SIZE, Vector};
use crate::layers::{Matrix, Norm, Rows};

/// The pieces that stand before and behind each line.
pub(super) const EDGES: usize = 2;
/// The embedding is in so many tables; piece `p` is in row `p / TABLES` of table `p % TABLES`.
const TABLES: usize = 17;
const ROWS: usize = 7530;
/// What each convolution makes of a piece, in numbers.
const WIDE: usize = 256;
/// Convolutions: over how many pieces, and how many of them stand before the piece.
const ORDERS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// What all convolutions take, side by side.
const JOINED: usize = ORDERS.len() * WIDE;
/// All that is known of a piece in the end.
const FEATURES: usize = SIZE + JOINED;
/// How many rows of zeros stand between lines, so that no convolution reaches from one to another.
const GAP: usize = 2;
/// What keeps a variance from being zero.
const LEAST_VARIANCE: f32 = 1e-12;

/// The two steps of a convolution over so many pieces.
struct Convolution {
    pieces: usize,
    before: usize,
    first: Matrix,
    first_bias: Vec<f32>,
    second: Matrix,
    second_bias: Vec<f32>,
}

/// The weights.
pub(super) struct Network {
    tables: Vec<Vec<u8>>,
    /// What a step of a table is worth, and what its zero is.
    scale: Vec<f32>,
    zero: Vec<f32>,
    /// From the embedding to what the convolutions take, side by side.
    projection: Matrix,
    projection_bias: Vec<f32>,
    projection_norm: Norm,
    convolutions: Vec<Convolution>,
    norm: Norm,
    output: Matrix,
    output_bias: Vec<f32>,
    head: Head,
}

struct Head {
    d0: Matrix,
    d1: Matrix,
    d2: Matrix,
    d3: Matrix,
    p1: Matrix,
    p3: Matrix,
}

impl Network {
    /// Reads the weights.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut arrays = Arrays::read(bytes)?;
        let mut tables = Vec::new();
        for table in 1..=TABLES {
            tables.push(arrays.bytes_of(&format!("q{table}"), &[ROWS, SIZE])?);
        }
        let mut matrix = |name: &str, rows: usize, columns: usize| {
            let numbers = arrays.floats(name, &[rows, columns])?;
            Ok::<_, String>(Matrix::new(&numbers, rows, columns))
        };
        let head = Head {
            d0: matrix("d0", SIZE, 320)?,
            d1: matrix("d1", 320, 320)?,
            d2: matrix("d2", 320, SIZE)?,
            d3: matrix("d3", SIZE, SIZE)?,
            p1: matrix("p1", SIZE, 320)?,
            p3: matrix("p3", 320, SIZE)?,
        };
        let output = matrix("cnn_W", FEATURES, SIZE)?;
        let mut matrices = Vec::new();
        for (pieces, _) in ORDERS {
            matrices.push([
                matrix(&format!("w1_{pieces}"), pieces * WIDE, WIDE)?,
                matrix(&format!("w2_{pieces}"), pieces * WIDE, WIDE)?,
            ]);
        }
        let mut projection = vec![0.0; SIZE * JOINED];
        for (nth, (pieces, _)) in ORDERS.into_iter().enumerate() {
            let own = arrays.floats(&format!("proj{pieces}"), &[SIZE, WIDE])?;
            for (row, own) in projection
                .chunks_exact_mut(JOINED)
                .zip(own.chunks_exact(WIDE))
            {
                row[nth * WIDE..][..WIDE].copy_from_slice(own);
            }
        }
        let mut floats = |name: &str, size: usize| arrays.floats(name, &[size]);
        let mut joined = |name: &str| {
            let parts = ORDERS.map(|(pieces, _)| floats(&format!("{name}{pieces}"), WIDE));
            parts
                .into_iter()
                .collect::<Result<Vec<_>, _>>()
                .map(|parts| parts.concat())
        };
        let projection_bias = joined("proj_b")?;
        let projection_norm = Norm {
            times: joined("ln_g")?,
            plus: joined("ln_b")?,
            least: LEAST_VARIANCE,
        };
        let mut convolutions = Vec::new();
        for ((pieces, before), [first, second]) in ORDERS.into_iter().zip(matrices) {
            convolutions.push(Convolution {
                pieces,
                before,
                first,
                first_bias: floats(&format!("b1_{pieces}"), WIDE)?,
                second,
                second_bias: floats(&format!("b2_{pieces}"), WIDE)?,
            });
        }
        Ok(Self {
            tables,
            scale: floats("scale", TABLES)?,
            zero: floats("lo", TABLES)?,
            projection: Matrix::new(&projection, SIZE, JOINED),
            projection_bias,
            projection_norm,
            convolutions,
            norm: Norm {
                times: floats("ln_g", FEATURES)?,
                plus: floats("ln_b", FEATURES)?,
                least: LEAST_VARIANCE,
            },
            output_bias: floats("cnn_b", SIZE)?,
            output,
            head,
        })
    }

    /// For each line of pieces: the sum of what is known of those between its edges, and of each edge.
    pub fn sums(&self, lines: &[Vec<u32>]) -> Vec<[Box<Vector>; 3]> {
        // A row for each piece; rows of zeros before, between and behind lines.
        let mut places: Vec<usize> = Vec::new();
        let mut begins = Vec::new();
        let mut rows = GAP;
        for line in lines {
            begins.push(places.len());
            places.extend(rows..rows + line.len());
            rows += line.len() + GAP;
        }
        let mut embedding = vec![0.0f32; places.len() * SIZE];
        let pieces = lines.iter().flatten();
        for (piece, numbers) in pieces.zip(embedding.chunks_exact_mut(SIZE)) {
            let (row, table) = (*piece as usize / TABLES % ROWS, *piece as usize % TABLES);
            let bytes = &self.tables[table][row * SIZE..][..SIZE];
            let (scale, zero) = (self.scale[table], self.zero[table]);
            for (number, byte) in numbers.iter_mut().zip(bytes) {
                *number = f32::from(*byte) * scale + zero;
            }
        }
        let mut features = vec![0.0f32; places.len() * FEATURES];
        for (own, embedding) in features
            .chunks_exact_mut(FEATURES)
            .zip(embedding.chunks_exact(SIZE))
        {
            own[..SIZE].copy_from_slice(embedding);
        }
        let mut projected = vec![0.0f32; places.len() * JOINED];
        let bias = Some(&self.projection_bias[..]);
        self.projection.multiply(
            &mut projected,
            Rows::new(&embedding, SIZE),
            1.0,
            bias,
            false,
        );
        self.projection_norm.apply(&mut projected);
        let mut wide = vec![0.0f32; rows * WIDE];
        let mut made = vec![0.0f32; (rows - 2 * GAP) * WIDE];
        for (nth, convolution) in self.convolutions.iter().enumerate() {
            let Convolution { pieces, before, .. } = convolution;
            for (own, place) in projected.chunks_exact(JOINED).zip(&places) {
                wide[place * WIDE..][..WIDE].copy_from_slice(&own[nth * WIDE..][..WIDE]);
            }
            // What is made is for every row but the first and last zeros; those between lines are skipped.
            let steps = [
                (&convolution.first, &convolution.first_bias),
                (&convolution.second, &convolution.second_bias),
            ];
            for (matrix, bias) in steps {
                let window = Rows {
                    numbers: &wide[(GAP - before) * WIDE..],
                    length: pieces * WIDE,
                    step: WIDE,
                };
                matrix.multiply(&mut made, window, 1.0, Some(bias), false);
                for place in &places {
                    let own = &mut wide[place * WIDE..][..WIDE];
                    let made = &made[(place - GAP) * WIDE..][..WIDE];
                    own.iter_mut()
                        .zip(made)
                        .for_each(|(own, made)| *own += made.max(0.0));
                }
            }
            for (own, place) in features.chunks_exact_mut(FEATURES).zip(&places) {
                let from = SIZE + nth * WIDE;
                own[from..from + WIDE].copy_from_slice(&wide[place * WIDE..][..WIDE]);
            }
        }
        self.norm.apply(&mut features);
        // Summed first: the output projection is linear.
        let mut sums = vec![0.0f32; lines.len() * 3 * FEATURES];
        let kept = sums.chunks_exact_mut(3 * FEATURES);
        for ((line, begin), kept) in lines.iter().zip(begins).zip(kept) {
            let own = &features[begin * FEATURES..(begin + line.len()) * FEATURES];
            let (body, edges) = kept.split_at_mut(FEATURES);
            let (first, last) = edges.split_at_mut(FEATURES);
            first.copy_from_slice(&own[..FEATURES]);
            last.copy_from_slice(&own[own.len() - FEATURES..]);
            let inner = own.chunks_exact(FEATURES).skip(1).take(line.len() - EDGES);
            for piece in inner {
                body.iter_mut()
                    .zip(piece)
                    .for_each(|(sum, own)| *sum += own);
            }
        }
        let mut out = vec![0.0f32; lines.len() * 3 * SIZE];
        self.output
            .multiply(&mut out, Rows::new(&sums, FEATURES), 1.0, None, false);
        let lines = lines
            .iter()
            .zip(out.as_chunks::<SIZE>().0.as_chunks::<3>().0);
        lines
            .map(|(line, sums)| {
                let counts = [line.len() - EDGES, 1, 1];
                std::array::from_fn(|part| {
                    let mut sum = Box::new(sums[part]);
                    let times = counts[part] as f32;
                    sum.iter_mut()
                        .zip(&self.output_bias)
                        .for_each(|(sum, bias)| *sum += times * bias);
                    sum
                })
            })
            .collect()
    }

    /// Makes vectors of length one of sums divided by the root of how many pieces they are of.
    pub fn head(&self, means: &mut [Vector]) {
        let Head {
            d0,
            d1,
            d2,
            d3,
            p1,
            p3,
        } = &self.head;
        let flat = means.as_flattened_mut();
        let rows = flat.len() / SIZE;
        let layer = |numbers: &[f32], matrix: &Matrix, onto: Option<Vec<f32>>| {
            let adds = onto.is_some();
            let mut out = onto.unwrap_or_else(|| vec![0.0; rows * matrix.columns]);
            let length = numbers.len() / rows.max(1);
            matrix.multiply(&mut out, Rows::new(numbers, length), 1.0, None, adds);
            out
        };
        let positive = |mut numbers: Vec<f32>| {
            numbers
                .iter_mut()
                .for_each(|number| *number = number.max(0.0));
            numbers
        };
        if rows == 0 {
            return;
        }
        let first = positive(layer(flat, d0, None));
        let second = positive(layer(&first, d1, Some(layer(flat, p1, None))));
        let third = positive(layer(&second, d2, None));
        let out = layer(&third, d3, Some(layer(&second, p3, None)));
        for (vector, own) in means.iter_mut().zip(out.as_chunks::<SIZE>().0) {
            *vector = own.map(f32::tanh);
            let length = super::dot(vector, vector).max(LEAST_VARIANCE).sqrt();
            vector.iter_mut().for_each(|number| *number /= length);
        }
    }
}
