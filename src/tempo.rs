//! How fast voices speak, learnt from their own lines: a sound whose length does not fit its text was cut
//! off, or says something else or more.

use crate::voice::Voice;

/// How many times longer or shorter than its voice's lines are a line may be.
const TIMES: f64 = 2.5;
/// How much longer or shorter than that it may be in any case, in seconds: a short text may be a name
/// spelt out, or a word said slowly.
const MORE: f64 = 0.8;
const LESS: f64 = 0.1;
/// How many lines it takes to know a voice's pace.
const FEWEST: usize = 4;
/// From how many lines on no more is learnt.
const MOST: usize = 400;
/// How many seconds of common speech it takes to judge a voice as a whole.
const SHORTEST: f64 = 1.5;
/// What share of a voice's lines must be within [`AGREEING`] times its pace, for it to have one.
const SHARE: f64 = 0.6;
const AGREEING: f64 = 1.7;
/// How many times faster or slower than people voices may be.
const HUMAN: f64 = 2.8;

/// How long a text takes to say at a common pace, in seconds: letters, figures and single capitals as they
/// are said.
///
/// ```
/// use diglot::tempo::usual_seconds;
/// assert!((3.0..7.0).contains(&usual_seconds("We had been out for two hours when the lamp went dark.")));
/// assert!(usual_seconds("BBC 1234") > 1.5);
/// ```
pub fn usual_seconds(text: &str) -> f64 {
    let mut seconds = 0.0;
    let mut before_is_capital = false;
    for c in text.chars() {
        let is_capital = c.is_uppercase();
        seconds += match c {
            c if c.is_whitespace() => 0.0,
            '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' => 0.25,
            c if c.is_numeric() => 0.3,
            _ if is_capital && before_is_capital => 0.2,
            _ => 0.074,
        };
        before_is_capital = is_capital;
    }
    seconds
}

/// How many times faster than by default a voice is set to speak, where its settings say so.
pub fn set_speed(voice: &Voice) -> f64 {
    let number = |name: &str| {
        let setting = voice.settings.get(name)?;
        setting.to_string().parse::<f64>().ok()
    };
    // espeak-ng says words a minute, of which it speaks 175 by default.
    let rate = number("rate").map(|rate| rate / 175.0);
    let speed = number("speed").or(rate.filter(|_| voice.id.engine == "espeak"));
    speed
        .filter(|speed| (0.1..=10.0).contains(speed))
        .unwrap_or(1.0)
}

/// What is known of how fast a voice speaks.
#[derive(Debug, Clone, Default)]
pub struct Tempo {
    /// How many times the usual length each line had, from the shortest.
    factors: Vec<f64>,
    usual: f64,
    seconds: f64,
    letters: usize,
}

impl Tempo {
    /// Learns from a line: its text, how long that usually takes, and how long it took, in seconds.
    pub fn learn(&mut self, text: &str, usual: f64, seconds: f64) {
        if self.factors.len() >= MOST || usual <= 0.0 || seconds <= 0.0 {
            return;
        }
        let factor = seconds / usual;
        let at = self.factors.partition_point(|known| *known < factor);
        self.factors.insert(at, factor);
        self.usual += usual;
        self.seconds += seconds;
        self.letters += text.chars().filter(|c| !c.is_whitespace()).count();
    }

    /// How many times the usual length the voice's lines have; nothing if it has said too little, its lines
    /// do not agree, or it speaks as nobody does.
    pub fn pace(&self) -> Option<f64> {
        let middle = *self.factors.get(self.factors.len() / 2)?;
        let agrees = |factor: &&f64| (middle / AGREEING..middle * AGREEING).contains(*factor);
        let agreeing = self.factors.iter().filter(agrees).count() as f64;
        let is_known =
            self.factors.len() >= FEWEST && agreeing >= SHARE * self.factors.len() as f64;
        (is_known && (1.0 / HUMAN..HUMAN).contains(&middle)).then_some(middle)
    }

    /// Whether a sound can be that of its text, by the pace of its voice. Where that is not known, it can.
    pub fn fits(&self, usual: f64, seconds: f64) -> bool {
        self.expected_instead(usual, seconds).is_none()
    }

    /// How long a text takes by the pace of the voice, in seconds; none if the sound can be that of the text.
    pub fn expected_instead(&self, usual: f64, seconds: f64) -> Option<f64> {
        let own = usual * self.pace()?;
        let fits = (own / TIMES - LESS..=own * TIMES + MORE).contains(&seconds);
        (!fits).then_some(own)
    }

    /// How many characters a second it speaks; nothing if it has said too little to judge it.
    pub fn characters_a_second(&self) -> Option<f64> {
        (self.usual >= SHORTEST).then(|| self.letters as f64 / self.seconds)
    }

    /// What is wrong with it as a whole: it speaks as nobody does. Nothing also if it has said too little
    /// to judge it.
    pub fn wrong(&self) -> Option<String> {
        let characters = self.characters_a_second()?;
        let common = self.letters as f64 / self.usual;
        let middle = self.factors.get(self.factors.len() / 2)?;
        let why = match *middle {
            middle if middle * HUMAN < 1.0 => "Is its sound cut off?",
            middle if middle > HUMAN => "Is its sound repeated, or much slower than it should be?",
            _ => return None,
        };
        Some(format!(
            "speaks {characters:.0} characters a second, where {common:.0} are common. {why}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tempo(factor: f64, lines: usize) -> Tempo {
        let mut tempo = Tempo::default();
        let text = "We had been out for two hours.";
        for i in 0..lines {
            let usual = usual_seconds(text);
            tempo.learn(text, usual, usual * factor * (1.0 + 0.05 * (i % 5) as f64));
        }
        tempo
    }

    #[test]
    fn a_line_is_measured_by_its_own_voice() {
        for pace in [0.6, 1.0, 1.9] {
            let tempo = tempo(pace, 8);
            for usual in [1.0, 3.0, 20.0] {
                let own = usual * pace * 1.1;
                assert!(tempo.fits(usual, own) && tempo.fits(usual, own * 1.8));
                assert!(!tempo.fits(usual, own / 5.0), "{pace} {usual}");
                assert!(!tempo.fits(usual, own * 4.0), "{pace} {usual}");
            }
            assert!(tempo.wrong().is_none());
        }
        // What is not known is not doubted, nor is a word.
        assert!(tempo(1.0, 3).fits(3.0, 0.1));
        assert!(tempo(1.0, 8).fits(usual_seconds("Oh!"), 1.2));
    }

    #[test]
    fn one_wrong_line_changes_no_pace_and_many_have_none() {
        let mut known = tempo(1.0, 8);
        known.learn("x", 3.0, 0.3);
        assert!(!known.fits(3.0, 0.3) && known.fits(3.0, 3.0));
        let mut wild = Tempo::default();
        for factor in [0.1, 0.3, 1.0, 3.0, 9.0] {
            wild.learn("x", 1.0, factor);
        }
        assert!(wild.pace().is_none());
    }

    #[test]
    fn a_voice_speaks_as_people_do() {
        assert!(tempo(0.2, 4).wrong().unwrap().contains("cut off"));
        assert!(tempo(4.0, 4).wrong().unwrap().contains("repeated"));
        assert!(tempo(0.2, 0).characters_a_second().is_none());
    }
}
