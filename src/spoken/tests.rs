use super::*;
use crate::lexicon::Lexicon;
use proptest::prelude::*;

#[track_caller]
fn says(tag: &str, forms: &[(&str, &str)]) {
    let language = Language::new(tag);
    let wrong: Vec<String> = forms
        .iter()
        .map(|(written, said)| (written, said, written_out(written, &language)))
        .filter(|(_, said, got)| got != *said)
        .map(|(written, said, got)| format!("{written}\n   is said {got}\n   and not {said}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_language_has_sound_tables_and_patterns() {
    for tag in LANGUAGES {
        assert!(knows(&Language::new(tag)), "{tag}");
        assert_eq!(written_out("", &Language::new(tag)), "");
    }
    assert!(!knows(&Language::new("fi")));
    assert_eq!(written_out("5 kg", &Language::new("fi")), "5 kg");
}

#[test]
fn english_numbers() {
    says(
        "en",
        &[
            ("7", "seven"),
            ("46 men", "forty six men"),
            ("1,046", "one thousand forty six"),
            ("12,300,000", "twelve million three hundred thousand"),
            ("4,000,000,000,000", "four trillion"),
            ("It was -7 outside.", "It was minus seven outside."),
            ("2.75", "two point seven five"),
            ("room 0042", "room zero zero four two"),
            (
                "the 3rd, 12th and 52nd",
                "the third, twelfth and fifty second",
            ),
            (
                "2/3 of it, 7/8, 1 1/2",
                "two thirds of it, seven eighths, one and one half",
            ),
            ("2½ cups", "two and one half cups"),
            ("② and №4", "two and number four"),
            (
                "pages 10-14, score 3-1, 50-50",
                "pages ten to fourteen, score three to one, fifty fifty",
            ),
            ("odds of 5:1", "odds of five to one"),
            ("7 + 5 = 12", "seven plus five equals twelve"),
            ("9-4=5", "nine minus four equals five"),
            ("2^8", "two to the power of eight"),
            ("10.0.0.7", "one zero dot zero dot zero dot seven"),
            ("version 2.4.1", "version two point four point one"),
        ],
    );
}

#[test]
fn english_dates_and_times() {
    says(
        "en",
        &[
            ("in 1817", "in eighteen seventeen"),
            ("since 2007", "since two thousand seven"),
            ("by 1900", "by nineteen hundred"),
            ("1998-2003", "nineteen ninety eight to two thousand three"),
            ("1914–18", "nineteen fourteen to eighteen"),
            ("1500 people came", "one thousand five hundred people came"),
            ("the 1870s and '60s", "the eighteen seventies and sixties"),
            ("55 BC", "fifty five BC"),
            ("June 9, 1953", "June ninth, nineteen fifty three"),
            (
                "on 9 June 1953",
                "on the ninth of June nineteen fifty three",
            ),
            ("Feb. 2-5", "February second to fifth"),
            ("1997-08-31", "August thirty first nineteen ninety seven"),
            ("8/31/1997", "August thirty first nineteen ninety seven"),
            ("Q2 2018", "the second quarter of twenty eighteen"),
            ("at 6:45 pm", "at six forty five PM"),
            ("from 9-11 a.m.", "from nine to eleven AM."),
            ("at 16:05", "at sixteen o five"),
            ("at 3:00", "at three o'clock"),
        ],
    );
    says(
        "en-gb",
        &[("8/3/1997", "the eighth of March nineteen ninety seven")],
    );
}

#[test]
fn english_money_and_measures() {
    says(
        "en",
        &[
            ("$3.07", "three dollars seven cents"),
            ("£1", "one pound"),
            ("€4.5 million", "four point five million euros"),
            ("$2bn", "two billion dollars"),
            ("$20-$30", "twenty dollars to thirty dollars"),
            ("$12/month", "twelve dollars per month"),
            ("45%", "forty five percent"),
            ("a 5-km walk", "a five kilometer walk"),
            ("90 km/h", "ninety kilometers per hour"),
            ("1 lb, 16 oz", "one pound, sixteen ounces"),
            ("-4°F", "minus four degrees Fahrenheit"),
            ("35 m²", "thirty five square meters"),
            ("9.8 m/s²", "nine point eight meters per second squared"),
            ("6'1\"", "six foot one"),
            ("3-4 kg", "three to four kilograms"),
            ("2 GB", "two gigabytes"),
        ],
    );
}

#[test]
fn english_names_and_addresses() {
    says(
        "en",
        &[
            ("Chapter VII", "Chapter seven"),
            (
                "Henry VIII and George III",
                "Henry the eighth and George the third",
            ),
            ("World War I; then I left.", "World War one; then I left."),
            (
                "Dr. Ott and Mr. Lind Jr.",
                "Doctor Ott and Mister Lind Junior.",
            ),
            ("St. Paul's", "Saint Paul's"),
            ("tea, cakes, etc.", "tea, cakes, et cetera."),
            ("e.g. this", "for example this"),
            ("No. 9, pp. 3-5", "number nine, pages three to five"),
            ("GPT-5 by OpenNet", "G P T-five by Open Net"),
            ("NASA and the FBI", "Nasa and the F B I"),
            ("THE LONG ROAD", "the Long Road"),
            ("I will NOT go", "I will not go"),
            ("salt & pepper", "salt and pepper"),
            (
                "+1 555-010-4477",
                "plus one, five five five, zero one zero, four four seven seven",
            ),
            ("555-0143", "five five five, zero one four three"),
            ("card ending in 9051", "card ending in nine zero five one"),
            ("1640 Elm St. is old.", "sixteen forty Elm Street is old."),
            (
                "Lodi, WI 53555",
                "Lodi, Wisconsin five three five five five",
            ),
            ("ann@example.org", "ANN at example dot org"),
            (
                "www.example.org/a-1",
                "WWW dot example dot org slash a dash one",
            ),
            ("It ended.Then it rained.", "It ended.Then it rained."),
            ("Well done 👍🏽!", "Well done!"),
            ("🎉 Hooray 🎉", "Hooray"),
        ],
    );
}

#[test]
fn chinese() {
    says(
        "zh",
        &[
            ("0", "零"),
            ("10", "十"),
            ("302", "三百零二"),
            ("2018人", "两千零一十八人"),
            ("30600", "三万零六百"),
            ("20000", "两万"),
            ("70,050,000", "七千零五万"),
            ("3000000000000", "三万亿"),
            ("2个人和22只猫", "两个人和二十二只猫"),
            ("第2章", "第二章"),
            ("1997年7月1日", "一九九七年七月一日"),
            ("2011-2014年", "二零一一到二零一四年"),
            ("90年代", "九十年代"),
            ("过了15年", "过了十五年"),
            ("公元前551年", "公元前五五一年"),
            ("2024/5/6", "二零二四年五月六日"),
            ("下午4:20", "下午四点二十分"),
            ("9:00-17:30", "九点到十七点三十分"),
            ("8:15 pm", "下午八点十五分"),
            ("12.5%", "百分之十二点五"),
            ("3/4", "四分之三"),
            ("-6°C", "负六摄氏度"),
            ("80km/h", "八十公里每小时"),
            ("3-5kg", "三到五千克"),
            ("€2.5亿", "二点五亿欧元"),
            ("￥30", "三十元"),
            ("3:2", "三比二"),
            ("6×7=42", "六乘以七等于四十二"),
            ("13912345678", "幺三九幺二三四五六七八"),
            ("③", "三"),
            ("GPT-5", "GPT五"),
            ("a@example.com", "a 艾特 example 点 com"),
        ],
    );
}

#[test]
fn french() {
    says(
        "fr",
        &[
            (
                "21, 61, 72, 80, 83, 99",
                "vingt et un, soixante et un, soixante-douze, quatre-vingts, quatre-vingt-trois, quatre-vingt-dix-neuf",
            ),
            ("200 et 204", "deux cents et deux cent quatre"),
            ("80 000", "quatre-vingt mille"),
            ("1.250.000", "un million deux cent cinquante mille"),
            ("3,5", "trois virgule cinq"),
            ("le 1er mai 2011", "le premier mai deux mille onze"),
            (
                "04/06/1998",
                "quatre juin mille neuf cent quatre-vingt-dix-huit",
            ),
            ("à 7h05", "à sept heures cinq"),
            ("le XVIIIe siècle", "le dix-huitième siècle"),
            ("Louis XV, François Ier", "Louis quinze, François premier"),
            ("la 2e fois", "la deuxième fois"),
            ("4,20 €", "quatre euros vingt centimes"),
            ("3 millions d'euros", "trois millions d'euros"),
            (
                "1 h, 2 kg, 45 %",
                "une heure, deux kilogrammes, quarante-cinq pour cent",
            ),
            ("90 km/h", "quatre-vingt-dix kilomètres à l'heure"),
            ("2/3", "deux tiers"),
            ("Mme Roux", "Madame Roux"),
            ("la SNCF", "la S N C F"),
        ],
    );
}

#[test]
fn german() {
    says(
        "de",
        &[
            ("31", "ein und dreißig"),
            ("1.205", "ein tausend zwei hundert fünf"),
            ("2.000.001", "zwei millionen eins"),
            ("3,07", "drei komma null sieben"),
            (
                "am 7. Juni 1953",
                "am siebten Juni neunzehn hundert drei und fünfzig",
            ),
            ("der 8. Mai", "der achte Mai"),
            ("01.10.2009", "erster Oktober zwei tausend neun"),
            ("Er kam 1999.", "Er kam neunzehn hundert neun und neunzig."),
            (
                "1914–1918",
                "neunzehn hundert vierzehn bis neunzehn hundert achtzehn",
            ),
            ("um 9:05 Uhr", "um neun uhr fünf"),
            ("6,30 €", "sechs euro dreißig cent"),
            ("2,4 Mrd. €", "zwei komma vier milliarden euro"),
            ("1 Stunde, 1 Tag", "eine Stunde, ein Tag"),
            ("130 km/h", "ein hundert dreißig kilometer pro stunde"),
            ("5/8", "fünf achtel"),
            ("Friedrich II. starb.", "Friedrich der zweite starb."),
            ("z. B. Nr. 4", "zum Beispiel Nummer vier"),
            ("das 3. Mal", "das dritte Mal"),
        ],
    );
}

#[test]
fn spanish() {
    says(
        "es",
        &[
            ("21", "veintiuno"),
            ("541", "quinientos cuarenta y uno"),
            (
                "31 años y 21 libras",
                "treinta y un años y veintiuna libras",
            ),
            ("300 personas", "trescientas personas"),
            ("1.000.001", "un millón uno"),
            ("7,05", "siete coma cero cinco"),
            (
                "9 de junio de 1953",
                "nueve de junio de mil novecientos cincuenta y tres",
            ),
            (
                "12/10/1492",
                "doce de octubre de mil cuatrocientos noventa y dos",
            ),
            ("a las 8:15", "a las ocho y cuarto"),
            ("siglo XVI", "siglo dieciséis"),
            ("Felipe II y Luis XIV", "Felipe segundo y Luis catorce"),
            ("el 3.er piso, la 4.ª vez", "el tercer piso, la cuarta vez"),
            ("$3,40", "tres dólares cuarenta centavos"),
            ("2 millones de euros", "dos millones de euros"),
            ("90 km/h", "noventa kilómetros por hora"),
            ("3/8", "tres octavos"),
            ("Sra. Gil", "Señora Gil"),
        ],
    );
}

#[test]
fn japanese() {
    says(
        "ja",
        &[
            ("1600", "千六百"),
            ("11000000", "一千百万"),
            ("3人と20歳", "三人と二十歳"),
            ("1998年4月5日(日)", "千九百九十八年四月五日日曜日"),
            ("2023/11/03", "二千二十三年十一月三日"),
            ("3〜5日", "三から五日"),
            ("R5.4.1", "令和五年四月一日"),
            ("7:45", "七時四十五分"),
            ("0.25", "零点二五"),
            ("-8℃", "マイナス八度"),
            ("60km/h", "六十キロメートル毎時"),
            ("3/4", "四分の三"),
            ("¥980", "九百八十円"),
            ("03-5555-0123", "ゼロ三の五五五五のゼロ一二三"),
            ("すご〜い", "すご〜い"),
        ],
    );
}

#[test]
fn russian() {
    says(
        "ru",
        &[
            ("21 книга и 2 стола", "двадцать одна книга и два стола"),
            ("3 041", "три тысячи сорок один"),
            ("2 000 000", "два миллиона"),
            ("4,06", "четыре целых шесть сотых"),
            ("от 3 до 40", "от трёх до сорока"),
            ("к 5", "к пяти"),
            (
                "9 мая 1945 года",
                "девятого мая тысяча девятьсот сорок пятого года",
            ),
            ("в 1837 году", "в тысяча восемьсот тридцать седьмом году"),
            (
                "с 1914 по 1918 год",
                "с тысяча девятьсот четырнадцатого по тысяча девятьсот восемнадцатый год",
            ),
            ("в 1960-х годах", "в тысяча девятьсот шестидесятых годах"),
            ("3-го, 40-я, 2000-й", "третьего, сороковая, двухтысячный"),
            ("в XIX веке", "в девятнадцатом веке"),
            ("Екатерина II", "Екатерина вторая"),
            ("в 18:21", "в восемнадцать часов двадцать одна минута"),
            ("22 руб. 50 коп.", "двадцать два рубля пятьдесят копеек"),
            (
                "1,5 млн долларов",
                "одна целая пять десятых миллиона долларов",
            ),
            (
                "1 кг, 3 кг, 5 км/ч",
                "один килограмм, три килограмма, пять километров в час",
            ),
            ("более 100 км", "более ста километров"),
            ("20-летний", "двадцатилетний"),
            ("2/5", "две пятых"),
        ],
    );
}

#[test]
fn plain_text_stays() {
    for (tag, text) in [
        (
            "en",
            "She laughed - and left; \"Go home,\" he said (twice). I know, Ann's.",
        ),
        ("zh", "天黑了，他们（两个人）还在走。"),
        ("fr", "L'eau monte ; il y a du vent, dit-elle."),
        ("de", "Es war dunkel, als sie kam – und ging."),
        ("es", "¿Quién es? No lo sé, dijo el niño."),
        ("ja", "雨が降っていた。「行こう」と彼は言った。"),
        ("ru", "Было темно, и шёл дождь — так казалось."),
    ] {
        assert_eq!(written_out(text, &Language::new(tag)), text);
    }
}

#[test]
fn what_the_lexicon_says_is_touched_by_no_rule() {
    let english = Language::new("en");
    let mut lexicon = Lexicon::default();
    lexicon.add(&english, "GPT", "GEE PEE TEE 4ever");
    lexicon.add(&english, "1984", "the year of the book");
    assert_eq!(
        with_lexicon("GPT-4 read 1984 in 1985.", &lexicon, &english),
        "GEE PEE TEE 4ever-four read the year of the book in nineteen eighty five."
    );
}

proptest! {
    #[test]
    fn any_text_is_taken(text in any::<String>()) {
        for tag in LANGUAGES {
            written_out(&text, &Language::new(tag));
        }
    }

    #[test]
    fn any_figures_are_taken(text in "[0-9.,:/$€%°½IVXLamp\u{00A0} '’a-c年月日时点分円ч.г+=×@#&-]{0,24}") {
        for tag in LANGUAGES {
            written_out(&text, &Language::new(tag));
        }
    }

    #[test]
    fn no_figure_is_left_of_a_number(number in 0_u64..1_000_000_000_000_000) {
        for tag in LANGUAGES {
            let said = written_out(&format!("a, {number}."), &Language::new(tag)).into_owned();
            prop_assert!(!said.contains(|c: char| c.is_ascii_digit()), "{tag}: {said}");
        }
    }
}
