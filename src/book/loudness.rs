//! How loud a book is to be: by the name of a practice, or as a number.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// How loud a book is to be.
///
/// ```
/// use diglot::book::loudness::Loudness;
/// assert_eq!("acx".parse(), Ok(Loudness::Acx));
/// assert_eq!("-18".parse(), Ok(Loudness::Lufs(-18.0)));
/// assert_eq!(Loudness::Podcast.target(2), Some(-16.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Loudness {
    /// As podcasts are: -19 LUFS in one channel, -16 LUFS in two, true peaks to -1.5 dBTP.
    #[default]
    Podcast,
    /// As the audiobook shops of ACX want it (ACX Audio Submission Requirements): each file between
    /// -23 and -18 dB RMS, peaks to -3 dB, noise below -60 dB RMS, room tone at head and tail.
    Acx,
    /// As broadcasters want it (EBU R 128): -23 LUFS.
    Ebu,
    /// As the engines sent it; only peaks are limited.
    None,
    /// So many LUFS.
    Lufs(f64),
}

/// What a level can be, in LUFS.
const RANGE: std::ops::RangeInclusive<f64> = -40.0..=-9.0;
/// The names, in the order in which they are explained.
const NAMES: [(&str, Loudness); 4] = [
    ("podcast", Loudness::Podcast),
    ("acx", Loudness::Acx),
    ("ebu", Loudness::Ebu),
    ("none", Loudness::None),
];
/// What two channels that are the same are louder than one, in LU (BS.1770-4 adds their powers).
pub const TWO_CHANNELS: f64 = 3.0103;

impl Loudness {
    /// The loudness of a file with so many channels, in LUFS; none where it is not said in LUFS.
    pub fn target(&self, channels: u16) -> Option<f64> {
        match self {
            Self::Podcast if channels == 1 => Some(-19.0),
            Self::Podcast => Some(-16.0),
            Self::Ebu => Some(-23.0),
            Self::Lufs(lufs) => Some(*lufs),
            Self::Acx | Self::None => None,
        }
    }

    /// The mean level of a file, in dB RMS, where that is what is said.
    pub fn rms(&self) -> Option<f64> {
        matches!(self, Self::Acx).then_some(-20.5)
    }

    /// What the mean level of a file may be, in dB RMS, where that is what is said.
    pub fn rms_range(&self) -> Option<std::ops::RangeInclusive<f64>> {
        matches!(self, Self::Acx).then_some(-23.0..=-18.0)
    }

    /// The ceiling for true peaks, in dBTP.
    pub fn ceiling(&self) -> f64 {
        match self {
            Self::Acx => -3.0,
            // EBU R 128 allows -1; lossy encoders need room.
            _ => -1.5,
        }
    }

    /// The level of the room tone under everything, in dBFS, if there is to be one.
    pub fn room_tone(&self) -> Option<f64> {
        matches!(self, Self::Acx).then_some(-72.0)
    }
}

impl FromStr for Loudness {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = NAMES.iter().find(|(name, _)| *name == text);
        if let Some((_, loudness)) = named {
            return Ok(*loudness);
        }
        match text.parse() {
            Ok(lufs) if RANGE.contains(&lufs) => Ok(Self::Lufs(lufs)),
            _ => Err(
                "loudness is podcast, acx, ebu, none, or a number of LUFS between -40 and -9; \
                 -19 is usual for one channel"
                    .into(),
            ),
        }
    }
}

impl fmt::Display for Loudness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, NAMES.iter().find(|(_, loudness)| loudness == self)) {
            (Self::Lufs(lufs), _) => write!(f, "{lufs}"),
            (_, Some((name, _))) => f.write_str(name),
            (_, None) => Ok(()),
        }
    }
}

impl Serialize for Loudness {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Lufs(lufs) => serializer.serialize_f64(*lufs),
            named => serializer.collect_str(named),
        }
    }
}

impl<'de> Deserialize<'de> for Loudness {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Name(String),
            Number(f64),
        }
        match Written::deserialize(deserializer)? {
            Written::Name(name) => name.parse(),
            Written::Number(lufs) => lufs.to_string().parse(),
        }
        .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_read_as_they_are_written() {
        for text in ["podcast", "acx", "ebu", "none", "-16", "-18.5"] {
            let loudness: Loudness = text.parse().unwrap();
            assert_eq!(loudness.to_string(), text);
            let json = serde_json::to_string(&loudness).unwrap();
            assert_eq!(serde_json::from_str::<Loudness>(&json).unwrap(), loudness);
        }
        for text in ["", "loud", "3", "-60", "NaN", "inf"] {
            assert!(text.parse::<Loudness>().is_err(), "{text}");
        }
        assert_eq!(
            serde_json::from_str::<Loudness>("-20").unwrap(),
            Loudness::Lufs(-20.0)
        );
    }
}
