//! Talks as people write them down, and the script that each becomes.

use crate::support::Desk;
use serde_json::Value;
use snapbox::{assert_data_eq, str};

/// What a script holds, a line each: `speaker: text | text`, `# title`, `(note)`.
pub fn script(name: &str, text: &str, args: &[&str]) -> String {
    let desk = Desk::new();
    desk.write(name, text);
    let run = desk.ok(&[&["script", name, "--json"], args].concat());
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    let texts = |value: &Value| -> String {
        let languages = json["languages"].as_array().unwrap().iter();
        let texts = languages.filter_map(|l| value[l.as_str().unwrap()].as_str());
        texts.collect::<Vec<_>>().join(" | ")
    };
    let mut out = String::new();
    for chapter in json["chapter"].as_array().unwrap() {
        out += &format!("# {}\n", texts(&chapter["title"]));
        for turn in chapter["turn"].as_array().unwrap() {
            for line in turn["lines"].as_array().unwrap() {
                match line["note"].as_str() {
                    Some(note) => out += &format!("{note}\n"),
                    None => {
                        out += &format!("{}: {}\n", turn["speaker"].as_str().unwrap(), texts(line))
                    }
                }
            }
        }
    }
    for key in ["metadata", "dropped", "unsure"] {
        for entry in json[key].as_array().unwrap() {
            let at: Vec<String> = entry["at"]
                .as_array()
                .unwrap()
                .iter()
                .map(ToString::to_string)
                .collect();
            out += &format!(
                "{key} {}: {}\n",
                at.join(" "),
                entry["text"].as_str().unwrap()
            );
        }
    }
    out
}

#[test]
fn a_call_with_a_list_of_participants() {
    let text = "Harbour Lights Q2 Call\n\n\
         Company Participants 公司参与者\n\n\
         Ann Reed 安·里德 - Chief Executive, Harbour Lights\n\
         Bo Lind 博·林德 - Chief Financial Officer\n\n\
         Conference Call Participants\n\n\
         Mia Stone - Northern Research\n\n\
         Operator 接线员\n\
         Good day, and welcome to the call of Harbour Lights.\n\
         大家好，欢迎参加港湾灯具的电话会议。\n\n\
         Ann Reed 安·里德\n\
         Thank you. We sold 120 lamps this quarter, and it was not easy.\n\
         谢谢。本季度我们卖出了120盏灯，这并不容易。\n\n\
         Mia Stone\n\
         What about next year? (laughs)\n\
         明年呢？（笑）\n\n\
         Bo Lind\n\
         We do not know. The ratio is 3:1, as before.\n\
         我们不知道。比例是3:1，和以前一样。\n";
    assert_data_eq!(
        script("call.txt", text, &[]),
        str![[r#"
# What about next year? | 明年呢？
operator: Good day, and welcome to the call of Harbour Lights. | 大家好，欢迎参加港湾灯具的电话会议。
ann-reed: Thank you. We sold 120 lamps this quarter, and it was not easy. | 谢谢。本季度我们卖出了120盏灯，这并不容易。
mia-stone: What about next year? | 明年呢？
(laughs)
（笑）
bo-lind: We do not know. The ratio is 3:1, as before. | 我们不知道。比例是3:1，和以前一样。
metadata 3: Company Participants 公司参与者
metadata 5: Ann Reed 安·里德 - Chief Executive, Harbour Lights
metadata 6: Bo Lind 博·林德 - Chief Financial Officer
metadata 8: Conference Call Participants
metadata 10: Mia Stone - Northern Research

"#]]
    );
}

#[test]
fn two_languages_of_one_script() {
    let text = "La lampe\n\n\
         Marie : Bonsoir, Paul. Qui a allumé la lampe hier soir ?\n\
         Marie: Good evening, Paul. Who lit the lamp last night?\n\n\
         Paul : C'est moi. Il faisait nuit et personne ne venait.\n\
         Paul: I did. It was dark and nobody came.\n\n\
         Marie : Merci.\n\
         Marie: Thank you.\n\n\
         Paul : De rien.\n\
         Paul: You are welcome.\n";
    assert_data_eq!(
        script("fr.txt", text, &[]),
        str![[r#"
# Qui a allumé la lampe hier soir ? | Who lit the lamp last night?
marie: Bonsoir, Paul. Qui a allumé la lampe hier soir ? | Good evening, Paul. Who lit the lamp last night?
paul: C'est moi. Il faisait nuit et personne ne venait. | I did. It was dark and nobody came.
marie: Merci. | Thank you.
paul: De rien. | You are welcome.

"#]]
    );
}

#[test]
fn questions_and_answers_with_times() {
    let text = "[00:00:01] Q: Who lit the lamp?\n\
         [00:00:04] A: I did. [laughter]\n\
         [00:00:09] Q: Why?\n\
         [00:00:11] A: It was dark. See https://example.org/lamp for more: it is all there.\n";
    assert_data_eq!(
        script("qa.txt", text, &[]),
        str![[r#"
# Who lit the lamp?
q: Who lit the lamp?
a: I did.
[laughter]
q: Why?
a: It was dark. See https://example.org/lamp for more: it is all there.

"#]]
    );
}

#[test]
fn chapters_in_two_languages() {
    let text = "The Lamp\n\n\
         Chapter 1\n\
         第一章\n\n\
         It was dark.\n\n\
         天黑了。\n\n\
         She lit the lamp.\n\n\
         她点了灯。\n\n\
         Chapter 2\n\
         第二章\n\n\
         Nobody came.\n\n\
         没有人来。\n";
    assert_data_eq!(
        script("book.txt", text, &[]),
        str![[r#"
# Chapter 1 | 第一章
narrator: It was dark. | 天黑了。
narrator: She lit the lamp. | 她点了灯。
# Chapter 2 | 第二章
narrator: Nobody came. | 没有人来。

"#]]
    );
}

#[test]
fn kanji_and_kana() {
    let text = "田中：\n\
         こんばんは。今夜は暗いですね。\n\
         Good evening. It is dark tonight.\n\n\
         佐藤：\n\
         はい。\n\
         Yes.\n\n\
         田中：\n\
         灯台。\n\
         The lighthouse.\n\n\
         佐藤：\n\
         見えません。\n\
         I cannot see it.\n";
    assert_data_eq!(
        script("ja.txt", text, &[]),
        str![[r#"
# 今夜は暗いですね | It is dark tonight
田中: こんばんは。今夜は暗いですね。 | Good evening. It is dark tonight.
佐藤: はい。 | Yes.
田中: 灯台。 | The lighthouse.
佐藤: 見えません。 | I cannot see it.

"#]]
    );
}

#[test]
fn right_to_left() {
    let text = "مريم: مساء الخير. من أشعل المصباح؟\n\
         Maryam: Good evening. Who lit the lamp?\n\n\
         يوسف: أنا.\n\
         Yusuf: I did.\n\n\
         مريم: شكرا.\n\
         Maryam: Thank you.\n";
    assert_data_eq!(
        script("ar.txt", text, &[]),
        str![[r#"
# من أشعل المصباح؟ | Who lit the lamp?
maryam: مساء الخير. من أشعل المصباح؟ | Good evening. Who lit the lamp?
yusuf: أنا. | I did.
maryam: شكرا. | Thank you.

"#]]
    );
}

#[test]
fn spellings_of_names() {
    let text = "JENSEN REED: Good evening, all of you.\n\n\
         Ms. Stone: Good evening.\n\n\
         Jensen: Let us begin. The first thing is this: it was dark.\n\n\
         Mia Stone: It was.\n\n\
         J. Reed: And nobody came.\n\n\
         Stone: Nobody.\n";
    assert_data_eq!(
        script("spell.txt", text, &[]),
        str![[r#"
# Good evening, all of you
jensen-reed: Good evening, all of you.
mia-stone: Good evening.
jensen-reed: Let us begin. The first thing is this: it was dark.
mia-stone: It was.
jensen-reed: And nobody came.
mia-stone: Nobody.
unsure 3: `Ms. Stone` is taken for `Mia Stone`
unsure 5: `Jensen` is taken for `JENSEN REED`
unsure 11: `Stone` is taken for `Mia Stone`

"#]]
    );
}

#[test]
fn one_language_after_the_other() {
    let text = "The Ferry\n\n\
         Ann Reed: Good evening. How long have you taken this ferry across the sound?\n\
         Bo Lind: For 26 years, and I have never been late.\n\
         Ann Reed: And the first night?\n\
         Bo Lind: Wet. The wipers had given up.\n\n\
         安·里德：晚上好。你驾驶这艘渡轮横渡海峡多久了？\n\
         博·林德：26年了，我从来没有迟到过。\n\
         安·里德：第一个晚上呢？\n\
         博·林德：湿透了。雨刷坏了。\n";
    assert_data_eq!(
        script("halves.txt", text, &[]),
        str![[r#"
# How long have you taken this ferry across the sound? | 你驾驶这艘渡轮横渡海峡多久了？
ann-reed: Good evening. How long have you taken this ferry across the sound? | 晚上好。你驾驶这艘渡轮横渡海峡多久了？
bo-lind: For 26 years, and I have never been late. | 26年了，我从来没有迟到过。
ann-reed: And the first night? | 第一个晚上呢？
bo-lind: Wet. The wipers had given up. | 湿透了。雨刷坏了。

"#]]
    );
}

#[test]
fn paragraphs_that_do_not_go_one_by_one() {
    let text = "It was dark. The ferry had left the harbour an hour before.\n\
         She lit the lamp and put it in the window, as she had done in 1987.\n\
         Nobody came.\n\
         天黑了。\n\
         渡轮一个小时前就离开了港口。\n\
         她点亮了灯，把它放在窗口，就像1987年那样。\n\
         没有人来。\n";
    assert_data_eq!(
        script("uneven.txt", text, &[]),
        str![[r#"
# The ferry had left the harbour an hour before | 渡轮一个小时前就离开了港口
narrator: It was dark. The ferry had left the harbour an hour before. | 天黑了。渡轮一个小时前就离开了港口。
narrator: She lit the lamp and put it in the window, as she had done in 1987. | 她点亮了灯，把它放在窗口，就像1987年那样。
narrator: Nobody came. | 没有人来。
unsure 2 6: the lengths alone pair “She lit the lamp and put it in the windo…”
unsure 1 4 5: the lengths alone pair “It was dark. The ferry had left the harb…”
unsure 3 7: the lengths alone pair “Nobody came.…”

"#]]
    );
}

#[test]
fn pairs_of_sentences_if_asked_for() {
    let text = "It was dark. She lit the lamp of 1987.\n天黑了。她点了1987年的灯。\n\nNobody came.\n没有人来。谁也没有。\n";
    assert_data_eq!(
        script("night.txt", text, &["--pairs", "sentence"]),
        str![[r#"
# It was dark | 天黑了
narrator: It was dark. | 天黑了。
narrator: She lit the lamp of 1987. | 她点了1987年的灯。
narrator: Nobody came. | 没有人来。谁也没有。

"#]]
    );
}

#[test]
fn pairs_of_paragraphs_if_asked_for() {
    let text = "It was dark.\nShe lit the lamp of 1987.\n\n天黑了。\n她点了1987年的灯。\n\nNobody came.\n\n没有人来。\n";
    let paragraphs = script("night.txt", text, &["--pairs", "paragraph"]);
    assert!(
        paragraphs.contains(
            "narrator: It was dark. She lit the lamp of 1987. | 天黑了。她点了1987年的灯。\n"
        ),
        "{paragraphs}"
    );
    let lines = script("night.txt", text, &[]);
    assert!(
        lines.contains("narrator: It was dark. | 天黑了。\n"),
        "{lines}"
    );
}

#[test]
fn who_speaks_in_a_novel_is_the_narrators_to_tell() {
    let mut text = String::new();
    for (who, said) in [
        ("他笑道", "走吧。"),
        ("海老说道", "灯灭了。"),
        ("小林问", "谁来了？"),
        ("他道", "没有人。"),
    ] {
        text +=
            &format!("{who}：“{said}”\n\n天黑了，港口里没有船，他们在灯下坐着，谁也不说话。\n\n");
    }
    let script = script("novel.txt", &text, &["--chapters", "none"]);
    // The first line is the title.
    for told in [
        "海老说道：“灯灭了。”",
        "小林问：“谁来了？”",
        "他道：“没有人。”",
    ] {
        assert!(script.contains(&format!("narrator: {told}\n")), "{script}");
    }
}

#[test]
fn a_book_without_chapters_and_one_by_minutes() {
    let text = "Chapter 1\n\nIt was dark.\n\nChapter 2\n\nNobody came.\n";
    assert_data_eq!(
        script("night.txt", text, &["--chapters", "none"]),
        str![[r#"
# night
narrator: Chapter 1
narrator: It was dark.
narrator: Chapter 2
narrator: Nobody came.

"#]]
    );
    let long = (0..40)
        .map(|i| format!("Paragraph {i} is here.\n\n"))
        .collect::<String>();
    let chapters = script("long.txt", &long, &["--chapters", "minutes:0.5"]);
    assert!(chapters.matches("# ").count() > 1, "{chapters}");
}
