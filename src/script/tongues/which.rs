//! Which languages a text is in.

use super::detector::Detector;
use super::ngrams;
use super::writing::{by_default, languages_in, script_of_first_letter, writing_of};
use crate::language::Language;
use unicode_script::Script as Writing;

#[cfg(test)]
/// The smallest share of a text's letters that makes a language one of the text's.
const SHARE: f64 = 0.12;
/// By how many nats a line must be likelier in one language to count for it.
const CLEAR: f32 = 4.0;
/// What a further language of the text costs, in nats.
const FURTHER: f64 = 2.0;
/// A text has no more.
const MOST: usize = 4;
/// The most written languages, by how often texts for a listener are in them, roughly.
#[rustfmt::skip]
const FREQUENT: &[&str] = &[
    "en", "zh", "es", "fr", "de", "ja", "pt", "it", "ru", "ko", "nl", "pl", "ar", "tr", "vi", "id", "sv", "cs", "hu",
    "el", "da", "fi", "nb", "ro", "uk", "he", "hi", "fa", "bg", "bn", "hr", "sk", "ca", "ur",
];
/// What the others cost, by their place in the list of n-grams.
const PRIORS: [(usize, f64); 2] = [(65, 5.5), (usize::MAX, 11.0)];

/// What naming a language costs, in nats: by Zipf's law, the logarithm of its rank; nothing for the one that a
/// script is most often.
pub(crate) fn prior(language: &Language) -> f64 {
    if by_default(writing_of(language)) == *language {
        return 0.0;
    }
    let place = |tags: &[&str]| tags.iter().position(|tag| *tag == language.tag());
    if let Some(rank) = place(FREQUENT) {
        return ((rank + 1) as f64).ln();
    }
    let at = place(ngrams::tags()).unwrap_or(usize::MAX);
    let nats = PRIORS.iter().find(|(end, _)| at < *end);
    nats.map_or(PRIORS[1].1, |(_, nats)| *nats)
}

/// Languages that are so near that hardly a text is in two of a group, whatever its words look like.
#[rustfmt::skip]
const KIN: &[&[&str]] = &[
    &["hr", "bs", "sr", "sr-latn"], &["id", "ms", "jv", "su"], &["nb", "nn", "da"], &["es", "ast", "gl", "pt"],
    &["hi", "ne", "mr", "sa"], &["zu", "xh"], &["tn", "st"], &["ca", "oc"], &["de", "lb"], &["ga", "gd"],
    &["fa", "ps", "ckb"], &["tr", "az", "tk", "uz"], &["kk", "ky", "tt"], &["is", "fo"], &["es", "ia"], &["it", "ia"],
    &["cs", "sk"], &["es", "ca"], &["ru", "uk", "be", "bg"],
];
/// Two of them in which the same people write, the one beside the other, and what they cost.
const BESIDE: &[[&str; 2]] = &[["es", "gl"], ["de", "lb"]];
const BESIDE_COST: f64 = 4.0;
/// What two of them cost; those that are both frequent are translated into each other all the same.
const NEAR: f64 = 60.0;

/// Whether two different languages are that near.
pub(crate) fn are_kin(a: &Language, b: &Language) -> bool {
    let are_both = |kin: &&[&str]| kin.contains(&a.tag()) && kin.contains(&b.tag());
    a != b && KIN.iter().any(are_both)
}

/// What it costs that two languages are in one text, beyond the languages themselves.
pub(crate) fn nearness(a: &Language, b: &Language) -> f64 {
    let is_frequent = |l: &Language| FREQUENT.contains(&l.tag());
    let are = |pair: &[&str; 2]| pair.contains(&a.tag()) && pair.contains(&b.tag());
    if BESIDE.iter().any(are) {
        BESIDE_COST
    } else if are_kin(a, b) && !(is_frequent(a) && is_frequent(b)) {
        NEAR
    } else {
        0.0
    }
}

/// As much of a text as tells its language.
#[derive(Default)]
pub(crate) struct Sample(String);

impl Sample {
    /// From how many bytes on it takes in no more.
    const ENOUGH: usize = 2000;
    /// How surely each of two is in a language of its own, in nats.
    const SURELY: f32 = 10.0;

    /// Takes in a piece, if it is not enough yet.
    pub(crate) fn add(&mut self, piece: &str) {
        if self.0.len() < Self::ENOUGH {
            self.0.push_str(piece);
            self.0.push(' ');
        }
    }

    /// Whether the other is surely in another language.
    pub(crate) fn is_translated_by(&self, other: &Self) -> bool {
        self.translated_by(other).is_some()
    }

    /// Whether the other is surely in the same language.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let languages = self.languages(other);
        languages.is_some_and(|[one, other]| one == other)
    }

    /// The language of each, if they are surely not the same.
    pub(crate) fn translated_by(&self, other: &Self) -> Option<[Language; 2]> {
        let languages = self.languages(other);
        languages.filter(|[one, other]| !one.is_kin_of(other))
    }

    /// The language of each, if it is sure; of two scripts, those that are written in them most.
    fn languages(&self, other: &Self) -> Option<[Language; 2]> {
        let [one, other] = [self, other].map(|sample| sample.0.as_str());
        // Japanese may begin with an ideograph.
        let script = |text: &str| match script_of_first_letter(text)? {
            Writing::Han | Writing::Katakana if text.contains(is_kana) => Some(Writing::Hiragana),
            script => Some(script),
        };
        let (script, other_script) = (script(one)?, script(other)?);
        if script != other_script {
            return Some([script, other_script].map(by_default));
        }
        let detector = Detector::new(&languages_in(script));
        let language = |text: &str| {
            let (language, nats) = detector.likeliest(text)?;
            (nats >= Self::SURELY).then(|| detector.language(language).clone())
        };
        Some([language(one)?, language(other)?])
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ')
}

#[cfg(test)]
/// The languages, of the detector's, that lines are in: those of at least [`SHARE`] of the letters.
pub(crate) fn which(detector: &Detector, lines: &[&str]) -> Vec<usize> {
    let mut reader = detector.reader();
    let costs: Vec<(Vec<f32>, f64)> = lines
        .iter()
        .filter_map(|line| Some((reader.costs(line)?, line.chars().count() as f64)))
        .collect();
    let costs: Vec<(&[f32], f64)> = costs
        .iter()
        .map(|(costs, size)| (&costs[..], *size))
        .collect();
    explaining(&costs, detector, SHARE)
}

/// The fewest languages that explain pieces of these costs and sizes, the likeliest of all first; each is
/// clearly the language of so great a share of them.
pub(crate) fn explaining(costs: &[(&[f32], f64)], detector: &Detector, share: f64) -> Vec<usize> {
    let priors: Vec<f64> = (0..detector.count())
        .map(|l| prior(detector.language(l)))
        .collect();
    let total = |l: usize| priors[l] + costs.iter().map(|(c, _)| c[l] as f64).sum::<f64>();
    let totals: Vec<f64> = (0..detector.count()).map(total).collect();
    let cheapest = (0..totals.len()).min_by(|a, b| totals[*a].total_cmp(&totals[*b]));
    let Some(first) = cheapest else {
        return Vec::new();
    };
    let whole: f64 = costs.iter().map(|(_, size)| size).sum();
    let is_enough = |(saved, clear): (f64, f64)| saved > 0.0 && clear >= share;
    let mut found = vec![first];
    while found.len() <= MOST {
        let least =
            |c: &[f32], of: &[usize]| of.iter().map(|l| c[*l]).fold(f32::INFINITY, f32::min);
        // what a language saves, and the share of the letters that are clearly in it
        let worth = |l: usize, others: &[usize]| {
            let near = others
                .iter()
                .map(|o| nearness(detector.language(*o), detector.language(l)));
            let (mut saved, mut clear) = (-FURTHER - priors[l] - near.sum::<f64>(), 0.0);
            for (c, size) in costs {
                let more = least(c, others) - c[l];
                saved += more.max(0.0) as f64;
                clear += if more > CLEAR { *size } else { 0.0 };
            }
            (saved, clear / whole)
        };
        let next = (0..detector.count())
            .filter(|l| !found.contains(l))
            .map(|l| (worth(l, &found), l))
            .filter(|(worth, _)| is_enough(*worth))
            .max_by(|a, b| a.0.0.total_cmp(&b.0.0));
        let Some((_, next)) = next else { break };
        found.push(next);
        // One that stood between two others is needed no more.
        for l in found.clone() {
            let others: Vec<usize> = found.iter().copied().filter(|o| *o != l).collect();
            if !is_enough(worth(l, &others)) {
                found = others;
                break;
            }
        }
        if !found.contains(&next) {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::writing::{languages_in, script_of};
    use super::*;

    fn found(lines: &[&str]) -> Vec<String> {
        let letter = lines
            .iter()
            .flat_map(|line| line.chars())
            .find(|c| c.is_alphabetic());
        let detector = Detector::new(&languages_in(script_of(letter.unwrap_or('a'))));
        which(&detector, lines)
            .iter()
            .map(|l| detector.language(*l).tag().to_string())
            .collect()
    }

    #[test]
    fn two_languages_of_one_script() {
        assert_eq!(
            found(&[
                "A hajó ma este indul a kikötőből.",
                "The ship leaves the harbour this evening.",
                "Senki sem tudja, mikor tér vissza.",
                "Nobody knows when it will return.",
            ]),
            ["en", "hu"]
        );
        assert_eq!(
            found(&[
                "Hola.",
                "Hello.",
                "Un café.",
                "A coffee.",
                "¿Algo más?",
                "Anything else?"
            ]),
            ["en", "es"]
        );
    }

    #[test]
    fn one_language_with_words_of_another() {
        assert_eq!(
            found(&[
                "Ann Reed keeps the lighthouse at Puerto Natales.",
                "She came here thirty years ago with her husband.",
                "“La vida es sueño”, she says, and laughs.",
                "In winter the harbour is empty, and nobody comes.",
                "The lamp is lit at five, and it burns all night long.",
                "There is no road, so everything has to come by boat.",
            ]),
            ["en"]
        );
    }

    /// The same in many languages: the ship leaves the harbour this evening, and nobody knows when
    /// it will come back.
    #[test]
    fn many_languages_are_known() {
        #[rustfmt::skip]
        let known = [
            ("af", "Die skip verlaat vanaand die hawe, en niemand weet wanneer dit sal terugkom nie."),
            ("sq", "Anija niset sonte nga porti dhe askush nuk e di se kur do të kthehet."),
            ("az", "Gəmi bu axşam limandan çıxır və heç kim onun nə vaxt qayıdacağını bilmir."),
            ("eu", "Itsasontzia gaur gauean aterako da portutik, eta inork ez daki noiz itzuliko den."),
            ("be", "Карабель сёння ўвечары пакідае порт, і ніхто не ведае, калі ён вернецца."),
            ("bg", "Корабът тръгва тази вечер от пристанището и никой не знае кога ще се върне."),
            ("ca", "El vaixell surt del port aquest vespre i ningú no sap quan tornarà."),
            ("cs", "Loď dnes večer opouští přístav a nikdo neví, kdy se vrátí."),
            ("cy", "Mae'r llong yn gadael yr harbwr heno, a does neb yn gwybod pryd y bydd yn dod yn ôl."),
            ("da", "Skibet forlader havnen i aften, og ingen ved, hvornår det kommer tilbage."),
            ("de", "Das Schiff verlässt heute Abend den Hafen, und niemand weiß, wann es zurückkommt."),
            ("en", "The ship leaves the harbour this evening, and nobody knows when it will return."),
            ("eo", "La ŝipo forlasas la havenon ĉi-vespere, kaj neniu scias, kiam ĝi revenos."),
            ("es", "El barco sale del puerto esta noche y nadie sabe cuándo volverá."),
            ("et", "Laev lahkub täna õhtul sadamast ja keegi ei tea, millal see tagasi tuleb."),
            ("fa", "کشتی امشب بندر را ترک می‌کند و هیچ‌کس نمی‌داند کی برمی‌گردد."),
            ("fi", "Laiva lähtee satamasta tänä iltana, eikä kukaan tiedä, milloin se palaa."),
            ("fr", "Le bateau quitte le port ce soir, et personne ne sait quand il reviendra."),
            ("ga", "Fágann an long an cuan anocht, agus níl a fhios ag aon duine cathain a thiocfaidh sí ar ais."),
            ("gd", "Tha an long a' fàgail a' chala a-nochd, agus chan eil fhios aig duine sam bith cuin a thilleas i."),
            ("ht", "Bato a kite pò a aswè a, e pèsonn pa konnen kilè l ap tounen."),
            ("hi", "जहाज़ आज शाम बंदरगाह से निकलेगा और कोई नहीं जानता कि वह कब लौटेगा।"),
            ("hu", "A hajó ma este indul a kikötőből, és senki sem tudja, mikor tér vissza."),
            ("id", "Kapal itu akan meninggalkan pelabuhan malam ini dan tidak ada yang tahu kapan akan kembali."),
            ("is", "Skipið fer úr höfninni í kvöld og enginn veit hvenær það kemur aftur."),
            ("it", "La nave lascia il porto stasera e nessuno sa quando tornerà."),
            ("kk", "Кеме бүгін кешке айлақтан шығады, оның қашан оралатынын ешкім білмейді."),
            ("la", "Navis hodie vesperi e portu solvit, et nemo scit quando reditura sit."),
            ("lb", "D'Schëff verléisst haut den Owend den Hafen, an keen weess, wéini et zeréckkënnt."),
            ("lt", "Laivas šįvakar išplaukia iš uosto, ir niekas nežino, kada jis grįš."),
            ("lv", "Kuģis šovakar atstāj ostu, un neviens nezina, kad tas atgriezīsies."),
            ("mk", "Бродот вечерва го напушта пристаништето и никој не знае кога ќе се врати."),
            ("mr", "जहाज आज संध्याकाळी बंदरातून निघते आणि ते कधी परत येईल हे कोणालाच माहीत नाही."),
            ("mt", "Il-vapur jitlaq mill-port illejla, u ħadd ma jaf meta se jerġa' lura."),
            ("nl", "Het schip verlaat vanavond de haven en niemand weet wanneer het terugkomt."),
            ("pl", "Statek dziś wieczorem opuszcza port i nikt nie wie, kiedy wróci."),
            ("pt", "O navio deixa o porto esta noite e ninguém sabe quando vai voltar."),
            ("ro", "Vaporul pleacă din port în seara asta și nimeni nu știe când se va întoarce."),
            ("ru", "Корабль сегодня вечером покидает порт, и никто не знает, когда он вернётся."),
            ("sk", "Loď dnes večer opúšťa prístav a nikto nevie, kedy sa vráti."),
            ("sl", "Ladja nocoj zapusti pristanišče in nihče ne ve, kdaj se bo vrnila."),
            ("so", "Markabku caawa ayuu ka baxayaa dekedda, cidna ma oga goorta uu soo noqon doono."),
            ("sv", "Skeppet lämnar hamnen i kväll, och ingen vet när det kommer tillbaka."),
            ("sw", "Meli itaondoka bandarini jioni hii, na hakuna anayejua itarudi lini."),
            ("tl", "Aalis ang barko sa daungan ngayong gabi, at walang nakakaalam kung kailan ito babalik."),
            ("tr", "Gemi bu akşam limandan ayrılıyor ve ne zaman döneceğini kimse bilmiyor."),
            ("uk", "Корабель сьогодні ввечері залишає порт, і ніхто не знає, коли він повернеться."),
            ("ur", "جہاز آج شام بندرگاہ سے روانہ ہوگا اور کوئی نہیں جانتا کہ وہ کب واپس آئے گا۔"),
            ("vi", "Con tàu rời cảng tối nay và không ai biết khi nào nó sẽ trở lại."),
            ("zu", "Umkhumbi uzosuka ethekwini kusihlwa, futhi akekho owaziyo ukuthi uzobuya nini."),
            ("el", "Το πλοίο φεύγει απόψε από το λιμάνι."), ("he", "הספינה עוזבת הערב את הנמל."),
            ("ka", "გემი დღეს საღამოს ტოვებს ნავსადგურს."), ("hy", "Նավն այս երեկո լքում է նավահանգիստը։"),
            ("ar", "تغادر السفينة الميناء هذا المساء ولا أحد يعرف متى ستعود."), ("th", "เรือจะออกจากท่าเย็นนี้"),
            ("ta", "கப்பல் இன்று மாலை துறைமுகத்தை விட்டுப் புறப்படுகிறது."), ("bn", "জাহাজটি আজ সন্ধ্যায় বন্দর ছেড়ে যাবে।"),
            ("am", "መርከቡ ዛሬ ማታ ወደቡን ይለቃል።"), ("my", "သင်္ဘောသည် ယနေ့ညနေ ဆိပ်ကမ်းမှ ထွက်ခွာမည်။"),
        ];
        assert_eq!(known.len(), 60);
        for (language, sentence) in known {
            assert_eq!(found(&[sentence]), [language], "{sentence}");
        }
    }
}
