//! What an RTF document is made of: groups, control words, characters.

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word<'a> {
    Begin,
    End,
    /// `\*`: programs that do not know the next control word leave its group out.
    Optional,
    /// A control word with its number, if it has one, or a control symbol.
    Control(&'a str, Option<i32>),
    /// A character of Unicode, as 16 bits.
    Unicode(i32),
    /// A byte of text in the document's encoding.
    Byte(u8),
}

/// Reads a document piece by piece.
pub(crate) struct Words<'a> {
    rest: &'a [u8],
}

impl<'a> Words<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn control(&mut self) -> Option<Word<'a>> {
        let rest = self.rest;
        let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if letters == 0 {
            let sign = *rest.first()?;
            self.rest = &rest[1..];
            return Some(match sign {
                b'*' => Word::Optional,
                b'\'' => self.hexadecimal(),
                b'\\' | b'{' | b'}' => Word::Byte(sign),
                b'\n' | b'\r' => Word::Control("par", None),
                b'~' | b'_' => Word::Control(if sign == b'~' { "~" } else { "_" }, None),
                _ => Word::Control("", None),
            });
        }
        let name = std::str::from_utf8(&rest[..letters]).unwrap_or_default();
        let rest = &rest[letters..];
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let number = (digits > 0).then(|| &rest[..sign + digits]);
        let rest = &rest[number.map_or(0, <[u8]>::len)..];
        let number = number.and_then(|n| std::str::from_utf8(n).ok()?.parse().ok());
        // One space after a control word belongs to it.
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        Some(match (name, number) {
            ("u", Some(code)) => Word::Unicode(code),
            ("bin", Some(length)) => {
                let length = usize::try_from(length).unwrap_or(0).min(self.rest.len());
                self.rest = &self.rest[length..];
                Word::Control("", None)
            }
            (name, number) => Word::Control(name, number),
        })
    }

    fn hexadecimal(&mut self) -> Word<'a> {
        let digits = self
            .rest
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                self.rest = &self.rest[2..];
                Word::Byte(byte)
            }
            None => Word::Control("", None),
        }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            let first = *self.rest.first()?;
            self.rest = &self.rest[1..];
            match first {
                b'{' => return Some(Word::Begin),
                b'}' => return Some(Word::End),
                b'\\' => return self.control(),
                b'\r' | b'\n' | 0 => {}
                b'\t' => return Some(Word::Control("tab", None)),
                byte => return Some(Word::Byte(byte)),
            }
        }
    }
}
