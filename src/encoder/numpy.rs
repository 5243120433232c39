//! Arrays in NumPy's format: `.npz`, a ZIP archive of `.npy` files.
//!
//! The format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>, versions 1 to 3.

use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The largest array, in bytes.
const LARGEST: u64 = 64 << 20;
const MAGIC: &[u8] = b"\x93NUMPY";

/// An archive of arrays.
pub(super) struct Arrays<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Arrays<'b> {
    pub fn read(bytes: &'b [u8]) -> Result<Self, String> {
        let archive = ZipArchive::new(Cursor::new(bytes));
        let archive = archive.map_err(|error| format!("no archive of arrays ({error})"))?;
        Ok(Self { archive })
    }

    /// The bytes of an array whose numbers are written so and that has this shape.
    fn bytes(&mut self, name: &str, kind: &str, shape: &[usize]) -> Result<Vec<u8>, String> {
        let file = self.archive.by_name(&format!("{name}.npy"));
        let file = file.map_err(|_| format!("has no array {name}"))?;
        let mut bytes = Vec::new();
        let read = file.take(LARGEST).read_to_end(&mut bytes);
        read.map_err(|error| format!("array {name} cannot be read ({error})"))?;
        let wrong = || format!("array {name} is not {kind} of {shape:?}");
        let version = bytes.strip_prefix(MAGIC).and_then(|rest| rest.first());
        let (length, begin) = match (version, bytes.get(8..12)) {
            (Some(1), Some(size)) => (u32::from(u16::from_le_bytes([size[0], size[1]])), 10),
            (Some(2 | 3), Some(size)) => {
                (u32::from_le_bytes([size[0], size[1], size[2], size[3]]), 12)
            }
            _ => return Err(wrong()),
        };
        let end = begin + length as usize;
        let header = bytes.get(begin..end).ok_or_else(wrong)?;
        let header: String = header
            .iter()
            .map(|b| char::from(*b))
            .filter(|c| *c != ' ')
            .collect();
        let sides: String = shape.iter().map(|side| format!("{side},")).collect();
        let sides = match shape.len() {
            1 => sides.as_str(),
            _ => sides.trim_end_matches(','),
        };
        let says = |what: &str| header.contains(what);
        let size: usize = shape.iter().product::<usize>() * if kind == "<f4" { 4 } else { 1 };
        let is_right = says(&format!("'descr':'{kind}'"))
            && says("'fortran_order':False")
            && says(&format!("'shape':({sides})"))
            && bytes.len() == end + size;
        if !is_right {
            return Err(wrong());
        }
        bytes.drain(..end);
        Ok(bytes)
    }

    /// Numbers of 8 bits.
    pub fn bytes_of(&mut self, name: &str, shape: &[usize]) -> Result<Vec<u8>, String> {
        self.bytes(name, "|u1", shape)
    }

    /// Numbers of 32 bits.
    pub fn floats(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
        let bytes = self.bytes(name, "<f4", shape)?;
        let numbers = bytes.as_chunks::<4>().0.iter();
        Ok(numbers.map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn archive(header: &str, numbers: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("w.npy", zip::write::SimpleFileOptions::default())
            .unwrap();
        let mut bytes = MAGIC.to_vec();
        bytes.extend([1, 0]);
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(numbers);
        zip.write_all(&bytes).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn an_array_is_read_and_one_of_another_shape_is_not() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
        let numbers = [1.5f32, -2.0].map(f32::to_le_bytes).concat();
        let whole = archive(header, &numbers);
        let mut arrays = Arrays::read(&whole).unwrap();
        assert_eq!(arrays.floats("w", &[2]).unwrap(), [1.5, -2.0]);
        for shape in [&[3][..], &[2, 1], &[1, 2]] {
            assert!(arrays.floats("w", shape).is_err());
        }
        assert!(arrays.bytes_of("w", &[2]).is_err());
        assert!(arrays.floats("v", &[2]).is_err());
        let short = archive(header, &numbers[..7]);
        assert!(Arrays::read(&short).unwrap().floats("w", &[2]).is_err());
        assert!(Arrays::read(b"no archive").is_err());
    }
}
