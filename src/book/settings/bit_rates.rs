//! `[bit_rates]` of `book.toml`: how many bits a second the formats that lose something may take.

use super::super::loudness::Loudness;
use serde::Deserialize;

/// What MP3 knows, in kbit/s (ISO/IEC 11172-3, layer III).
const MP3: [u16; 14] = [
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
];
/// What is enough for speech in one channel, in kbit/s: in MP3 and AAC, and in Opus.
const USUAL: u16 = 64;
const USUAL_OPUS: u16 = 40;
/// What ACX asks for: "192 kbps or higher MP3, Constant Bit Rate" (ACX Audio Submission Requirements).
const ACX: u16 = 192;

/// The bit rates of the formats, in kbit/s, all channels together; where nothing is said, what is
/// enough for speech.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BitRates {
    /// AAC.
    pub m4b: Option<u16>,
    /// MP3, in the files for players of music and for shops.
    pub mp3: Option<u16>,
    /// Opus.
    pub opus: Option<u16>,
    /// MP3 in the read-along book.
    pub epub: Option<u16>,
    /// MP3 in the player.
    pub html: Option<u16>,
    /// MP3 in the podcast.
    pub feed: Option<u16>,
}

impl BitRates {
    /// The first thing that cannot be so: the key that it stands under, and what is wrong with it.
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        let mp3 = [
            ("mp3", self.mp3),
            ("epub", self.epub),
            ("html", self.html),
            ("feed", self.feed),
        ];
        for (key, rate) in mp3 {
            if rate.is_some_and(|rate| !MP3.contains(&rate)) {
                let known = MP3.map(|rate| rate.to_string()).join(", ");
                return Some((key, format!("MP3 has {known} kbit/s")));
            }
        }
        let others = [("m4b", self.m4b, 16..=320), ("opus", self.opus, 8..=256)];
        for (key, rate, range) in others {
            if rate.is_some_and(|rate| !range.contains(&rate)) {
                let (least, most) = range.into_inner();
                return Some((key, format!("this is between {least} and {most} kbit/s")));
            }
        }
        None
    }

    /// The bit rate of a format, in kbit/s, for files of so many channels and such a loudness.
    pub fn of(&self, format: &str, channels: u16, loudness: Loudness) -> u16 {
        let (said, usual) = match format {
            "m4b" => (self.m4b, USUAL),
            "mp3" => (self.mp3, USUAL),
            "opus" => (self.opus, USUAL_OPUS),
            "epub" => (self.epub, USUAL),
            "html" => (self.html, USUAL),
            "feed" => (self.feed, USUAL),
            _ => (None, USUAL),
        };
        let usual = usual * channels.max(1);
        said.unwrap_or(match (format, loudness) {
            ("mp3", Loudness::Acx) => ACX,
            _ => usual,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shops_get_what_they_ask_for_and_others_what_is_enough() {
        let rates = BitRates::default();
        assert_eq!(rates.of("mp3", 1, Loudness::Podcast), 64);
        assert_eq!(rates.of("mp3", 2, Loudness::Acx), 192);
        assert_eq!(rates.of("html", 1, Loudness::Acx), 64);
        assert_eq!(rates.of("opus", 2, Loudness::Podcast), 80);
        let own = BitRates {
            mp3: Some(128),
            ..rates
        };
        assert_eq!(own.of("mp3", 1, Loudness::Acx), 128);
        assert_eq!(own.mistake(), None);
        let wrong = BitRates {
            feed: Some(100),
            ..rates
        };
        assert!(wrong.mistake().unwrap().1.contains("96, 112"));
    }
}
