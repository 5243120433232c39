//! The network of Whisper: an encoder of sound, and a decoder that says how likely each token comes next.
//!
//! Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022: transformers whose layers are
//! normed before each step (Vaswani et al., "Attention Is All You Need", 2017). Names of weights are those of
//! CTranslate2, which keeps queries, keys and values of one attention in one matrix.

use super::beam::MOST;
use super::mel::BANDS;
use super::weights::Weights;
use crate::layers::{Matrix, Norm, Rows};
use half::f16;
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{Gelu, Softmax};

/// How many numbers of a row each head of an attention looks at.
const HEAD: usize = 64;
/// What the likeness of a query and a key is multiplied by: one by the root of [`HEAD`].
const SCALE: f32 = 0.125;
/// How many rows look at all others at once: few enough for what they see to stay in the cache.
const AT_ONCE: usize = 128;
/// How many tokens stand before the words: the beginning, the language, the task, and that no times are wanted.
const PROMPT: usize = 4;
/// What keeps a variance from being zero.
const LEAST_VARIANCE: f32 = 1e-5;

/// A step of a layer: a matrix and what is added.
struct Step {
    matrix: Matrix,
    bias: Vec<f32>,
}

impl Step {
    fn read(weights: &Weights<'_>, name: &str, from: usize, to: usize) -> Result<Self, String> {
        let numbers = weights.floats(&format!("{name}/weight"), &[to, from])?;
        Ok(Self {
            matrix: Matrix::transposed(&numbers, from, to),
            bias: weights.floats(&format!("{name}/bias"), &[to])?,
        })
    }

    fn of(&self, rows: Rows<'_>, count: usize) -> Vec<f32> {
        let mut out = vec![0.0; count * self.matrix.columns];
        self.matrix
            .multiply(&mut out, rows, 1.0, Some(&self.bias), false);
        out
    }

    /// Adds what comes of rows to others.
    fn onto(&self, rows: &[f32], out: &mut [f32]) {
        let length = rows.len() / (out.len() / self.matrix.columns);
        let rows = Rows::new(rows, length);
        self.matrix.multiply(out, rows, 1.0, Some(&self.bias), true);
    }
}

fn read_norm(weights: &Weights<'_>, name: &str, size: usize) -> Result<Norm, String> {
    Ok(Norm {
        times: weights.floats(&format!("{name}/gamma"), &[size])?,
        plus: weights.floats(&format!("{name}/beta"), &[size])?,
        least: LEAST_VARIANCE,
    })
}

/// The part of a layer that treats each row by itself.
struct Forward {
    norm: Norm,
    wide: Step,
    narrow: Step,
}

impl Forward {
    fn read(weights: &Weights<'_>, layer: &str, size: usize) -> Result<Self, String> {
        let name = format!("{layer}/ffn");
        Ok(Self {
            norm: read_norm(weights, &format!("{name}/layer_norm"), size)?,
            wide: Step::read(weights, &format!("{name}/linear_0"), size, 4 * size)?,
            narrow: Step::read(weights, &format!("{name}/linear_1"), 4 * size, size)?,
        })
    }

    fn apply(&self, rows: &mut [f32]) {
        let size = self.norm.times.len();
        let normed = self.norm.of(rows);
        let mut wide = self.wide.of(Rows::new(&normed, size), rows.len() / size);
        Gelu {}.map_mut(&mut wide);
        self.narrow.onto(&wide, rows);
    }
}

/// Rows that look at themselves.
struct SelfAttention {
    norm: Norm,
    /// Makes queries, keys and values.
    inner: Step,
    outer: Step,
}

impl SelfAttention {
    fn read(weights: &Weights<'_>, layer: &str, size: usize) -> Result<Self, String> {
        let name = format!("{layer}/self_attention");
        Ok(Self {
            norm: read_norm(weights, &format!("{name}/layer_norm"), size)?,
            inner: Step::read(weights, &format!("{name}/linear_0"), size, 3 * size)?,
            outer: Step::read(weights, &format!("{name}/linear_1"), size, size)?,
        })
    }

    /// The queries, keys and values of rows, side by side.
    fn inner(&self, rows: &[f32]) -> Vec<f32> {
        let size = self.norm.times.len();
        let normed = self.norm.of(rows);
        self.inner.of(Rows::new(&normed, size), rows.len() / size)
    }
}

/// Keys and values of rows, laid out for being looked at: a pair for each head.
struct Seen(Vec<[Matrix; 2]>);

impl Seen {
    /// Of rows in which the keys begin at `keys` and the values at `values`.
    fn new(numbers: &[f32], step: usize, size: usize, keys: usize, values: usize) -> Self {
        let rows = numbers.len() / step;
        let heads = (0..size / HEAD).map(|head| {
            let view = |first: usize, shape: [usize; 2], strides: [usize; 2]| {
                let numbers = &numbers[first + head * HEAD..];
                let view = NdTensorView::from_slice_with_strides(shape, numbers, strides);
                Matrix::of(view.expect("rows within their numbers"))
            };
            [
                view(keys, [HEAD, rows], [1, step]),
                view(values, [rows, HEAD], [step, 1]),
            ]
        });
        Self(heads.collect())
    }

    /// What queries find; `queries` are rows of `size` numbers that begin so many after one another.
    fn look(&self, queries: Rows<'_>, count: usize) -> Vec<f32> {
        let size = queries.length;
        let mut out = vec![0.0; count * size];
        let mut found = vec![0.0; AT_ONCE.min(count) * HEAD];
        let mut scores = Vec::new();
        for (head, [keys, values]) in self.0.iter().enumerate() {
            for begin in (0..count).step_by(AT_ONCE) {
                let many = AT_ONCE.min(count - begin);
                let queries = Rows {
                    numbers: &queries.numbers[begin * queries.step + head * HEAD..],
                    length: HEAD,
                    step: queries.step,
                };
                scores.resize(many * keys.columns, 0.0);
                keys.multiply(&mut scores, queries, SCALE, None, false);
                for row in scores.chunks_exact_mut(keys.columns) {
                    Softmax::new_mut(row).dispatch();
                }
                let found = &mut found[..many * HEAD];
                values.multiply(found, Rows::new(&scores, keys.columns), 1.0, None, false);
                let rows = out[begin * size..].chunks_exact_mut(size);
                for (row, found) in rows.zip(found.chunks_exact(HEAD)) {
                    row[head * HEAD..][..HEAD].copy_from_slice(found);
                }
            }
        }
        out
    }
}

/// The encoder.
struct Encoder {
    first: Step,
    second: Step,
    positions: Vec<f32>,
    layers: Vec<(SelfAttention, Forward)>,
    norm: Norm,
}

/// A convolution over three rows, as a matrix whose rows are those of the first, second and third of them.
fn read_convolution(
    weights: &Weights<'_>,
    name: &str,
    from: usize,
    to: usize,
) -> Result<Step, String> {
    let numbers = weights.floats(&format!("{name}/weight"), &[to, from, 3])?;
    let mut turned = vec![0.0; numbers.len()];
    for (n, number) in numbers.iter().enumerate() {
        let (out, input, tap) = (n / (3 * from), n / 3 % from, n % 3);
        turned[(tap * from + input) * to + out] = *number;
    }
    Ok(Step {
        matrix: Matrix::new(&turned, 3 * from, to),
        bias: weights.floats(&format!("{name}/bias"), &[to])?,
    })
}

/// What the decoder looks at of a sound: for each of its layers.
pub(super) struct Sound(Vec<Seen>);

/// The decoder.
struct Decoder {
    embedding: Vec<f16>,
    /// From the last layer to how likely each token is.
    tokens: Matrix,
    positions: Vec<f32>,
    layers: Vec<DecoderLayer>,
    norm: Norm,
}

struct DecoderLayer {
    own: SelfAttention,
    norm: Norm,
    query: Step,
    /// Makes keys and values of what was encoded.
    sound: Step,
    outer: Step,
    forward: Forward,
}

/// What was written so far, for each layer: the keys and values of each token, side by side.
#[derive(Clone)]
pub(super) struct Written {
    layers: Vec<Vec<f32>>,
    tokens: usize,
}

/// Whisper's network.
pub(super) struct Network {
    size: usize,
    encoder: Encoder,
    decoder: Decoder,
}

fn layers(weights: &Weights<'_>, of: &str) -> Vec<String> {
    (0..)
        .map(|n| format!("{of}/layer_{n}"))
        .take_while(|name| weights.has(&format!("{name}/ffn/linear_0/bias")))
        .collect()
}

impl Network {
    /// Reads the weights.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(weights: &Weights<'_>) -> Result<Self, String> {
        let [size, bands, _] = *weights.dimensions("encoder/conv1/weight")? else {
            return Err("this is no Whisper".into());
        };
        if bands != BANDS || size % HEAD != 0 || weights.whole("encoder/num_heads")? != size / HEAD
        {
            return Err(format!(
                "this Whisper is built otherwise than those that are read, which have {BANDS} bands and heads of {HEAD}"
            ));
        }
        let read_positions = |of: &str| {
            let name = format!("{of}/position_encodings/encodings");
            let rows = weights.dimensions(&name)?.first().copied();
            weights.floats(&name, &[rows.unwrap_or_default(), size])
        };
        let encoder = Encoder {
            first: read_convolution(weights, "encoder/conv1", BANDS, size)?,
            second: read_convolution(weights, "encoder/conv2", size, size)?,
            positions: read_positions("encoder")?,
            layers: layers(weights, "encoder")
                .iter()
                .map(|name| {
                    let own = SelfAttention::read(weights, name, size)?;
                    Ok((own, Forward::read(weights, name, size)?))
                })
                .collect::<Result<_, String>>()?,
            norm: read_norm(weights, "encoder/layer_norm", size)?,
        };
        let embedding = "decoder/embeddings/weight";
        let tokens = weights.dimensions(embedding)?.first().copied();
        let tokens = tokens.unwrap_or_default();
        let embedding = weights.halves(embedding, &[tokens, size])?;
        let numbers: Vec<f32> = embedding.iter().map(|half| half.to_f32()).collect();
        let decoder = Decoder {
            tokens: Matrix::transposed(&numbers, size, tokens),
            embedding,
            positions: read_positions("decoder")?,
            layers: layers(weights, "decoder")
                .iter()
                .map(|name| {
                    let other = format!("{name}/attention");
                    Ok(DecoderLayer {
                        own: SelfAttention::read(weights, name, size)?,
                        norm: read_norm(weights, &format!("{other}/layer_norm"), size)?,
                        query: Step::read(weights, &format!("{other}/linear_0"), size, size)?,
                        sound: Step::read(weights, &format!("{other}/linear_1"), size, 2 * size)?,
                        outer: Step::read(weights, &format!("{other}/linear_2"), size, size)?,
                        forward: Forward::read(weights, name, size)?,
                    })
                })
                .collect::<Result<_, String>>()?,
            norm: read_norm(weights, "decoder/layer_norm", size)?,
        };
        if decoder.positions.len() / size < PROMPT + MOST {
            return Err("this Whisper has no room for the words of half a minute".into());
        }
        Ok(Self {
            size,
            encoder,
            decoder,
        })
    }

    /// How many tokens there are.
    pub fn tokens(&self) -> usize {
        self.decoder.tokens.columns
    }

    /// How many rows of bands can be encoded at most.
    pub fn most_rows(&self) -> usize {
        2 * self.encoder.positions.len() / self.size
    }

    /// Encodes rows of bands, an even number of them; none if it is halted.
    pub fn encode(&self, bands: &[f32], is_halted: &dyn Fn() -> bool) -> Option<Sound> {
        let (size, encoder) = (self.size, &self.encoder);
        let rows = bands.len() / BANDS;
        // A row of zeros before the first and behind the last.
        let framed = |rows: &[f32], size: usize| {
            let mut framed = vec![0.0; rows.len() + 2 * size];
            framed[size..][..rows.len()].copy_from_slice(rows);
            framed
        };
        let window = |numbers, size: usize, step: usize| Rows {
            numbers,
            length: 3 * size,
            step: step * size,
        };
        let first = framed(bands, BANDS);
        let mut first = encoder.first.of(window(&first, BANDS, 1), rows);
        Gelu {}.map_mut(&mut first);
        let first = framed(&first, size);
        let mut out = encoder.second.of(window(&first, size, 2), rows / 2);
        Gelu {}.map_mut(&mut out);
        for (number, position) in out.iter_mut().zip(&encoder.positions) {
            *number += position;
        }
        for (attention, forward) in &encoder.layers {
            if is_halted() {
                return None;
            }
            let inner = attention.inner(&out);
            let seen = Seen::new(&inner, 3 * size, size, size, 2 * size);
            let queries = Rows {
                numbers: &inner,
                length: size,
                step: 3 * size,
            };
            let found = seen.look(queries, rows / 2);
            attention.outer.onto(&found, &mut out);
            forward.apply(&mut out);
        }
        encoder.norm.apply(&mut out);
        let layers = self.decoder.layers.iter().map(|layer| {
            let pairs = layer.sound.of(Rows::new(&out, size), rows / 2);
            Seen::new(&pairs, 2 * size, size, 0, size)
        });
        Some(Sound(layers.collect()))
    }

    /// Nothing written yet.
    pub fn nothing(&self) -> Written {
        Written {
            layers: vec![Vec::new(); self.decoder.layers.len()],
            tokens: 0,
        }
    }

    /// Writes a token onto each of several texts; they are of one length. Comes back with a row for each: how likely
    /// each token comes next, as logarithms that are not normed.
    pub fn write(&self, sound: &Sound, texts: &mut [Written], tokens: &[u32]) -> Vec<f32> {
        let (size, decoder) = (self.size, &self.decoder);
        let mut rows = Vec::with_capacity(tokens.len() * size);
        for (text, token) in texts.iter_mut().zip(tokens) {
            let own = &decoder.embedding[*token as usize * size..][..size];
            let position = &decoder.positions[text.tokens * size..][..size];
            rows.extend(own.iter().zip(position).map(|(own, at)| own.to_f32() + at));
            text.tokens += 1;
        }
        for (nth, layer) in decoder.layers.iter().enumerate() {
            let inner = layer.own.inner(&rows);
            let mut found = Vec::with_capacity(rows.len());
            for (text, inner) in texts.iter_mut().zip(inner.chunks_exact(3 * size)) {
                let (query, pair) = inner.split_at(size);
                text.layers[nth].extend(pair);
                look_back(query, &text.layers[nth], &mut found);
            }
            layer.own.outer.onto(&found, &mut rows);
            let normed = layer.norm.of(&rows);
            let queries = layer.query.of(Rows::new(&normed, size), tokens.len());
            let found = sound.0[nth].look(Rows::new(&queries, size), tokens.len());
            layer.outer.onto(&found, &mut rows);
            layer.forward.apply(&mut rows);
        }
        decoder.norm.apply(&mut rows);
        let mut out = vec![0.0; tokens.len() * decoder.tokens.columns];
        let rows = Rows::new(&rows, size);
        decoder.tokens.multiply(&mut out, rows, 1.0, None, false);
        out
    }
}

/// What one query finds in the keys and values of the tokens before it.
fn look_back(query: &[f32], pairs: &[f32], found: &mut Vec<f32>) {
    let size = query.len();
    for (head, query) in query.chunks_exact(HEAD).enumerate() {
        let part = |pair: &[f32], first: usize| -> [f32; HEAD] {
            std::array::from_fn(|n| pair[first + head * HEAD + n])
        };
        let dot = |key: [f32; HEAD]| key.iter().zip(query).map(|(k, q)| k * q).sum::<f32>();
        let pairs = pairs.chunks_exact(2 * size);
        let mut scores: Vec<f32> = pairs
            .clone()
            .map(|pair| dot(part(pair, 0)) * SCALE)
            .collect();
        Softmax::new_mut(&mut scores).dispatch();
        let mut sum = [0.0; HEAD];
        for (pair, score) in pairs.zip(scores) {
            let value = part(pair, size);
            sum.iter_mut()
                .zip(value)
                .for_each(|(sum, v)| *sum += score * v);
        }
        found.extend(sum);
    }
}
