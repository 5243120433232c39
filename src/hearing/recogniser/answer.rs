//! What recognisers answer: JSON of one kind or another, or plain text.
//!
//! - OpenAI's `verbose_json` (API reference, "The transcription object, verbose"), which openai-whisper and the
//!   servers that speak OpenAI's API write as well: `text`, `language`, `segments` with `avg_logprob` and
//!   `no_speech_prob`. whisper.cpp's server adds `detected_language` and `detected_language_probability`.
//! - whisper.cpp's `-ojf`: `result.language`, `transcription` with `text` and `tokens`, each with its `p`.
//! - `{"text": …}` alone.

use super::Hearing;
use serde_json::Value;

/// Reads an answer.
pub fn read(bytes: &[u8]) -> Hearing {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim().trim_start_matches('\u{FEFF}');
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) => of_json(&Value::Object(fields)),
        Ok(Value::String(text)) => plain(&text),
        _ => plain(text),
    }
}

fn plain(text: &str) -> Hearing {
    Hearing {
        text: one_line(text),
        ..Hearing::default()
    }
}

/// Words with one space between them, without what cannot be seen.
pub(in crate::hearing) fn one_line(text: &str) -> String {
    let text = crate::characters::clean(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_json(json: &Value) -> Hearing {
    let list = |name: &str| json[name].as_array().map_or(&[][..], Vec::as_slice);
    let (segments, parts) = (list("segments"), list("transcription"));
    let joined = |list: &[Value]| -> String {
        list.iter()
            .filter_map(|part| part["text"].as_str())
            .collect()
    };
    let text = match json["text"].as_str() {
        Some(text) => text.to_string(),
        None if parts.is_empty() => joined(segments),
        None => joined(parts),
    };
    let language = ["/detected_language", "/language", "/result/language"];
    let language = language
        .iter()
        .find_map(|path| json.pointer(path)?.as_str());
    let sure_of = ["/detected_language_probability", "/language_probability"];
    Hearing {
        text: one_line(&text),
        language: language.and_then(tag),
        language_sure: sure_of.iter().find_map(|path| json.pointer(path)?.as_f64()),
        sure: of_segments(segments, "avg_logprob")
            .map(f64::exp)
            .or_else(|| of_tokens(parts)),
        silent: of_segments(segments, "no_speech_prob"),
    }
}

/// The mean of a value of segments; none if one of them has none.
fn of_segments(segments: &[Value], name: &str) -> Option<f64> {
    mean(segments.iter().map(|segment| {
        let text = segment["text"].as_str().unwrap_or_default();
        (text, segment[name].as_f64())
    }))
}

/// The mean of a value of parts of a text, each for as long as it has letters; none if one of them has none.
pub(in crate::hearing) fn mean<'a>(
    parts: impl Iterator<Item = (&'a str, Option<f64>)>,
) -> Option<f64> {
    let (mut sum, mut all) = (0.0, 0.0);
    for (text, value) in parts {
        let letters = (text.chars().count() + 1) as f64;
        sum += value? * letters;
        all += letters;
    }
    (all > 0.0).then(|| sum / all)
}

/// The mean probability of the tokens of whisper.cpp, but for its own marks, as `[_BEG_]`.
fn of_tokens(parts: &[Value]) -> Option<f64> {
    let tokens = parts
        .iter()
        .filter_map(|part| part["tokens"].as_array())
        .flatten();
    let words = tokens.filter(|token| {
        !token["text"]
            .as_str()
            .is_some_and(|text| text.starts_with("[_"))
    });
    let logs: Vec<f64> = words
        .filter_map(|token| Some(token["p"].as_f64()?.max(1e-6).ln()))
        .collect();
    (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
}

/// The tag of a language that is told by its tag or by its English name.
fn tag(language: &str) -> Option<String> {
    let language = language.trim().to_lowercase();
    if matches!(language.len(), 2 | 3) {
        return Some(language);
    }
    let mut letters = language.chars();
    let first = letters.next()?.to_uppercase();
    let name: String = first.chain(letters).collect();
    let known = isolang::Language::from_name(&name)?;
    Some(known.to_639_1().unwrap_or(known.to_639_3()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_in_all_forms() {
        assert_eq!(read(b" The lamp\nis out. \n").text, "The lamp is out.");
        assert_eq!(read("{\"text\": \"灯灭了\"}".as_bytes()).text, "灯灭了");
        assert_eq!(read(b"").text, "");
        let verbose = r#"{"task": "transcribe", "language": "english", "duration": 2.1, "text": " It is out.",
            "segments": [{"text": " It is out.", "avg_logprob": -0.2, "no_speech_prob": 0.01}]}"#;
        let heard = read(verbose.as_bytes());
        assert_eq!(
            (heard.text.as_str(), heard.language.as_deref()),
            ("It is out.", Some("en"))
        );
        assert!((heard.sure.unwrap() - 0.8187).abs() < 1e-3 && heard.silent == Some(0.01));
        let cpp = r#"{"result": {"language": "zh"}, "transcription": [
            {"text": "灯", "tokens": [{"text": "[_BEG_]", "p": 0.1}, {"text": "灯", "p": 0.81}]},
            {"text": "灭了", "tokens": [{"text": "灭了", "p": 1.0}]}]}"#;
        let heard = read(cpp.as_bytes());
        assert_eq!(
            (heard.text.as_str(), heard.language.as_deref()),
            ("灯灭了", Some("zh"))
        );
        assert!((heard.sure.unwrap() - 0.9).abs() < 1e-6);
        let server = r#"{"text": "x", "language": "chinese", "detected_language": "english",
            "detected_language_probability": 0.97}"#;
        let heard = read(server.as_bytes());
        assert_eq!(
            (heard.language.as_deref(), heard.language_sure),
            (Some("en"), Some(0.97))
        );
    }

    proptest::proptest! {
        #[test]
        fn any_answer_is_read(bytes: Vec<u8>, json in "[\\[\\]{}:,\"a-z0-9 ]{0,60}") {
            read(&bytes);
            read(json.as_bytes());
        }
    }
}
