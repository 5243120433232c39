//! Which encoding bytes are in that do not say: by the letters that they give.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1252,
};

/// How much of a text its encoding is guessed from, in bytes.
const GLANCE: usize = 1 << 20;

/// Characters that every Chinese text is full of, simplified and traditional.
const COMMON_HAN: &str = "的一是不了在人有我他這这中大來来上國国個个到說说們们為为子和你地出道也時时年得就那要下以生\
    會会自著着去之過过家學学對对可她里裡後后小麼么心多天而能好都然沒没日於于起還还發发成事只作當当想看文無无開\
    开手十用主行方又如前所本見见經经頭头面公同三已老從从動动兩两長长安晚問问誰谁謝谢什請请點点燈灯夜今";

/// The same for Korean.
const COMMON_HANGUL: &str =
    "이다는에의을를가고하한지로도기사니서자아어나대들그리시안부인오은해요있것수과일게세보습밤누녕";

pub(super) fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(|text| text.into_owned())
}

/// UTF-16 shows itself by the zero bytes of its spaces, digits and line ends, all on one side.
pub(super) fn utf16_without_mark(bytes: &[u8]) -> Option<String> {
    let zeros = |parity: usize| {
        bytes
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let encoding = match (even, odd) {
        (0, 1..) => UTF_16LE,
        (1.., 0) => UTF_16BE,
        _ => return None,
    };
    let text = strictly(encoding, bytes).filter(|_| bytes.len().is_multiple_of(2))?;
    // Pairs of letters of any other text are Chinese characters in UTF-16, but rare ones.
    let is_full_of_zeros = (even + odd) * 8 > bytes.len();
    let is_east_asian = || {
        [GB18030, SHIFT_JIS, EUC_KR]
            .into_iter()
            .any(|e| usual(&text, e) > 10)
    };
    (is_full_of_zeros || is_east_asian()).then_some(text)
}

/// The text in the encoding that its bytes look like most.
pub(super) fn guessed(bytes: &[u8]) -> Option<String> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(GLANCE)], bytes.len() <= GLANCE);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let guess = if guess == GBK { GB18030 } else { guess };
    // The detector takes short texts of one East Asian encoding for another, so all of them have
    // their say; the one whose characters are the most usual wins, the guess where they tie.
    let east_asian = [guess, GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR];
    let mut best: Option<(u32, String)> = None;
    for encoding in east_asian {
        let Some(text) = strictly(encoding, bytes) else {
            continue;
        };
        let usual = usual(&text, encoding);
        if usual > 0 && best.as_ref().is_none_or(|(most, _)| usual > *most) {
            best = Some((usual, text));
        }
    }
    best.map(|(_, text)| text)
}

/// How usual the characters of a text are for an encoding, in percent; 0 if it is not for them.
fn usual(text: &str, encoding: &'static Encoding) -> u32 {
    let (mut all, mut han, mut common, mut kana, mut hangul, mut marks, mut letters) =
        (0u32, 0u32, 0u32, 0u32, 0u32, 0u32, 0u32);
    let mut odd = 0u32;
    for c in text.chars().take(100_000) {
        match c {
            '\t' | '\n' | '\r' | '\x0C' => {}
            '\0'..='\x1F' | '\x7F'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' => odd += 10,
            c if c.is_ascii_alphabetic() => letters += 1,
            c if c.is_ascii() => {}
            _ => {
                all += 1;
                match c {
                    '\u{4E00}'..='\u{9FA5}' => {
                        han += 1;
                        common += u32::from(COMMON_HAN.contains(c));
                    }
                    '\u{3040}'..='\u{30FF}' => kana += 1,
                    '\u{AC00}'..='\u{D7A3}' => {
                        hangul += 1;
                        common += u32::from(COMMON_HANGUL.contains(c));
                    }
                    '\u{3000}'..='\u{303F}'
                    | '\u{FF00}'..='\u{FF5E}'
                    | '\u{2010}'..='\u{2027}'
                    | '·' => {
                        marks += 1;
                    }
                    _ => odd += 1,
                }
            }
        }
    }
    let of_all = |n: u32| (n * 100).checked_div(all).unwrap_or(0);
    match encoding {
        e if e == GB18030 || e == BIG5 => {
            if of_all(han + marks) > 90 && odd * 10 <= all {
                1 + common * 100 / han.max(1)
            } else {
                0
            }
        }
        e if e == SHIFT_JIS || e == EUC_JP => {
            if of_all(han + kana + marks) > 90 && of_all(kana) > 15 {
                20 + of_all(kana)
            } else {
                0
            }
        }
        e if e == EUC_KR => {
            let usual = common * 100 / hangul.max(1);
            if of_all(hangul + marks) > 80 && usual > 20 {
                usual
            } else {
                0
            }
        }
        e => single_byte(text, e, all, letters),
    }
}

/// The same for an encoding with one byte a letter: its letters stand in words, and they are of the
/// languages that it is for.
fn single_byte(text: &str, encoding: &'static Encoding, all: u32, letters: u32) -> u32 {
    let (mut fitting, mut rare) = (0u32, 0u32);
    for c in text.chars().take(100_000).filter(|c| !c.is_ascii()) {
        match c {
            '\u{80}'..='\u{9F}' => rare += 10,
            'ÿ' | 'þ' | 'Þ' | 'ð' | 'Ð' | '¤' | '¦' | '¬' | '¨' | '¯' | '´' | '¸' | '×' | '÷' => {
                rare += 1
            }
            c if c.is_alphabetic() => fitting += 1,
            '\u{A0}' | '¡' | '¿' | '«' | '»' | '°' | '§' | '©' | '®' | '·' | '£' | '€' | '½'
            | '¼' => fitting += 1,
            '–' | '—' | '‘' | '’' | '‚' | '“' | '”' | '„' | '…' | '•' | '™' | '‹' | '›' => {
                fitting += 1
            }
            _ => rare += 1,
        }
    }
    let is_latin = encoding == WINDOWS_1252 || text.chars().any(|c| matches!(c, 'À'..='ž'));
    let is_of_its_kind = if is_latin {
        all <= letters
    } else {
        all * 2 > letters
    };
    if rare * 10 > all || !is_of_its_kind {
        return 0;
    }
    (fitting * 10 / all.max(1)).max(1)
}
