//! Reads the weights of Whisper as CTranslate2 keeps them, in `model.bin`.
//!
//! The format is that of `model_spec.py` of CTranslate2 (version 6 of the file): the version, the name and revision
//! of the kind of model, then variables, each with its name, dimensions, type and bytes. Whole numbers are little
//! endian; a text has its length before it, in 16 bits, and a zero at its end. What is wanted here is in floats of 16
//! bits.

use half::f16;
use std::collections::HashMap;

/// The version of the file that is read.
const VERSION: u32 = 6;
/// What the file calls Whisper.
const KIND: &str = "WhisperSpec";
/// The numbers that stand for types: 8 bits, and floats of 16 bits.
const BYTE: u8 = 1;
const FLOAT_16: u8 = 4;

/// The variables of a file.
pub(super) struct Weights<'a> {
    variables: HashMap<&'a str, Variable<'a>>,
}

struct Variable<'a> {
    dimensions: Vec<usize>,
    kind: u8,
    bytes: &'a [u8],
}

/// What is left of a file.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let cut = self.0.split_at_checked(length);
        let (taken, rest) = cut.ok_or("the file ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, String> {
        Ok(self.take(1)?[0])
    }

    fn number(&mut self) -> Result<u32, String> {
        let bytes = self.take(4)?.try_into();
        Ok(u32::from_le_bytes(bytes.map_err(|_| "no number")?))
    }

    fn text(&mut self) -> Result<&'a str, String> {
        let bytes = self.take(2)?.try_into();
        let length = u16::from_le_bytes(bytes.map_err(|_| "no length")?);
        let text = self.take(length.into())?;
        let text = std::str::from_utf8(text).map_err(|error| error.to_string())?;
        Ok(text.trim_end_matches('\0'))
    }
}

impl<'a> Weights<'a> {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: &'a [u8]) -> Result<Self, String> {
        let mut rest = Rest(bytes);
        let version = rest.number()?;
        if version != VERSION {
            return Err(format!(
                "this is version {version} of the format, or none; version {VERSION} is read"
            ));
        }
        let kind = rest.text()?;
        if kind != KIND {
            return Err(format!("this is a {kind}, and not {KIND}"));
        }
        rest.number()?;
        let mut variables = HashMap::new();
        for _ in 0..rest.number()? {
            let name = rest.text()?;
            let dimensions = rest.byte()?;
            let dimensions = (0..dimensions).map(|_| Ok(rest.number()? as usize));
            let dimensions = dimensions.collect::<Result<_, String>>()?;
            let kind = rest.byte()?;
            let length = rest.number()? as usize;
            let variable = Variable {
                dimensions,
                kind,
                bytes: rest.take(length)?,
            };
            variables.insert(name, variable);
        }
        Ok(Self { variables })
    }

    fn variable(&self, name: &str) -> Result<&Variable<'a>, String> {
        let found = self.variables.get(name);
        found.ok_or_else(|| format!("{name} is missing"))
    }

    /// The dimensions of a variable.
    ///
    /// # Errors
    /// If it is not there.
    pub fn dimensions(&self, name: &str) -> Result<&[usize], String> {
        Ok(&self.variable(name)?.dimensions)
    }

    /// Whether there is such a variable.
    pub fn has(&self, name: &str) -> bool {
        self.variables.contains_key(name)
    }

    /// A small whole number.
    ///
    /// # Errors
    /// If it is not there.
    pub fn whole(&self, name: &str) -> Result<usize, String> {
        let variable = self.variable(name)?;
        let known = matches!((variable.kind, variable.bytes.len()), (BYTE, 1) | (2, 2));
        match known {
            true => Ok(variable
                .bytes
                .iter()
                .rev()
                .fold(0, |n, b| n << 8 | usize::from(*b))),
            false => Err(format!("{name} is no whole number")),
        }
    }

    /// The floats of a variable as they are kept.
    ///
    /// # Errors
    /// If it is not there, or not as large as `dimensions` say.
    pub fn halves(&self, name: &str, dimensions: &[usize]) -> Result<Vec<f16>, String> {
        let variable = self.variable(name)?;
        let size: usize = dimensions.iter().product();
        if variable.dimensions != dimensions
            || variable.kind != FLOAT_16
            || variable.bytes.len() != size * 2
        {
            let found = &variable.dimensions;
            return Err(format!(
                "{name} is {found:?} (type {}), and not {dimensions:?} in 16 bits",
                variable.kind
            ));
        }
        let (pairs, _) = variable.bytes.as_chunks::<2>();
        Ok(pairs.iter().map(|pair| f16::from_le_bytes(*pair)).collect())
    }

    /// The floats of a variable.
    ///
    /// # Errors
    /// As [`halves`](Self::halves).
    pub fn floats(&self, name: &str, dimensions: &[usize]) -> Result<Vec<f32>, String> {
        let halves = self.halves(name, dimensions)?;
        Ok(halves.into_iter().map(f32::from).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let text = |text: &str| {
            let length = u16::try_from(text.len() + 1).unwrap().to_le_bytes();
            [&length[..], text.as_bytes(), b"\0"].concat()
        };
        let mut bytes = [&6u32.to_le_bytes()[..], &text(KIND), &3u32.to_le_bytes()].concat();
        bytes.extend(2u32.to_le_bytes());
        bytes.extend(
            [
                text("a/b"),
                vec![2],
                1u32.to_le_bytes().into(),
                2u32.to_le_bytes().into(),
            ]
            .concat(),
        );
        bytes.extend([&[FLOAT_16][..], &4u32.to_le_bytes(), &[0, 0x3C, 0, 0xC0]].concat());
        bytes.extend([&text("heads")[..], &[0, 2], &2u32.to_le_bytes(), &[8, 0]].concat());
        bytes
    }

    #[test]
    fn variables_are_read() {
        let bytes = file();
        let weights = Weights::read(&bytes).unwrap();
        assert_eq!(weights.floats("a/b", &[1, 2]), Ok(vec![1.0, -2.0]));
        assert_eq!(weights.whole("heads"), Ok(8));
        let wrong = weights.floats("a/b", &[2, 1]).unwrap_err();
        assert!(wrong.contains("[1, 2]"), "{wrong}");
        assert_eq!(weights.floats("c", &[1]), Err("c is missing".into()));
    }

    #[test]
    fn a_part_of_a_file_is_refused() {
        let bytes = file();
        for end in 0..bytes.len() {
            assert!(Weights::read(&bytes[..end]).is_err(), "{end}");
        }
    }
}
