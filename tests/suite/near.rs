//! Near-identical texts and images: small changes do not part copies, and what
//! is found is what comparing everything with everything finds.

use std::collections::{HashMap, HashSet};

use lockstep::data::events::NONE;
use lockstep::data::traces::near::media::{RADIUS, hamming_groups, pairs_within, parse_hash};
use lockstep::data::traces::near::text::{TextConfig, groups, normal_form, similar_pairs};
use lockstep::table::{Column, ParquetFile};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use crate::support::{arg, fail, file, folder, real, succeed, table};

/// Posts in languages that the real data hold few of. A bar marks where words
/// part in scripts that do not.
const POSTS: [&str; 42] = [
    // Chinese
    "政府|今天|宣布|新的|经济|政策，将|帮助|数百万|家庭|度过|难关",
    "请|大家|明天|一起|去|投票，我们|的|未来|在|自己|手中！",
    "警方|表示，昨晚|的|事故|造成|三人|受伤，调查|仍在|进行|中",
    "专家|警告|说，今年|冬天|的|天然气|价格|可能|会|再次|上涨",
    "这个|消息|是|假的，请|不要|转发|给|你的|朋友|和|家人",
    "我们|支持|和平，反对|任何|形式|的|暴力|和|战争",
    // Thai
    "รัฐบาล|ประกาศ|นโยบาย|เศรษฐกิจ|ใหม่|เพื่อ|ช่วยเหลือ|ประชาชน|ทั่วประเทศ",
    "ขอเชิญ|ทุกคน|ไป|เลือกตั้ง|วันอาทิตย์|นี้|เพราะ|อนาคต|อยู่|ใน|มือ|เรา",
    "ตำรวจ|กล่าว|ว่า|อุบัติเหตุ|เมื่อคืน|มี|ผู้|บาดเจ็บ|สาม|คน",
    "ผู้เชี่ยวชาญ|เตือน|ว่า|ราคา|น้ำมัน|อาจ|จะ|สูง|ขึ้น|อีก|ใน|ปีหน้า",
    "ข่าว|นี้|ไม่|จริง|กรุณา|อย่า|ส่ง|ต่อ|ให้|เพื่อน|และ|ครอบครัว",
    "เรา|ต้องการ|สันติภาพ|และ|ไม่|ยอมรับ|ความรุนแรง|ทุก|รูปแบบ",
    // Arabic
    "أعلنت الحكومة اليوم عن خطة جديدة لدعم الأسر المحتاجة في جميع أنحاء البلاد",
    "ندعو الجميع إلى المشاركة في الانتخابات يوم الأحد لأن المستقبل بين أيدينا",
    "قالت الشرطة إن الحادث الذي وقع الليلة الماضية أدى إلى إصابة ثلاثة أشخاص",
    "حذر الخبراء من أن أسعار الغاز قد ترتفع مرة أخرى هذا الشتاء",
    "هذا الخبر كاذب، الرجاء عدم إرساله إلى الأصدقاء والعائلة",
    "نحن مع السلام وضد كل أشكال العنف والحرب",
    // Russian
    "Правительство объявило о новых мерах поддержки семей с детьми по всей стране",
    "Приглашаем всех на выборы в воскресенье, ведь будущее в наших руках!",
    "Полиция сообщила, что в результате вчерашней аварии пострадали три человека",
    "Эксперты предупреждают: цены на газ этой зимой могут снова вырасти",
    "Эта новость ложная, не пересылайте её своим друзьям и родным",
    "Мы за мир и против любых форм насилия и войны",
    // German
    "Die Regierung hat heute neue Maßnahmen für Familien im ganzen Land angekündigt",
    "Geht am Sonntag alle wählen, denn die Zukunft liegt in unseren Händen!",
    "Laut Polizei wurden bei dem Unfall gestern Abend drei Menschen verletzt",
    "Fachleute warnen: Die Gaspreise könnten in diesem Winter wieder steigen",
    "Diese Meldung ist falsch, bitte schickt sie nicht an Freunde und Verwandte",
    "Wir sind für den Frieden und gegen jede Form von Gewalt und Krieg",
    // Hindi
    "सरकार ने आज पूरे देश में परिवारों की मदद के लिए नई योजना की घोषणा की",
    "रविवार को सभी लोग मतदान करने जाएँ क्योंकि भविष्य हमारे हाथ में है",
    "पुलिस ने कहा कि कल रात की दुर्घटना में तीन लोग घायल हुए",
    "विशेषज्ञों ने चेतावनी दी कि इस सर्दी में गैस के दाम फिर बढ़ सकते हैं",
    "यह खबर झूठी है, कृपया इसे अपने दोस्तों और परिवार को न भेजें",
    "हम शांति चाहते हैं और हर तरह की हिंसा के खिलाफ हैं",
    // Korean
    "정부는 오늘 전국의 가정을 돕기 위한 새로운 경제 정책을 발표했다",
    "일요일에 모두 투표하러 갑시다, 미래는 우리 손에 있습니다!",
    "경찰은 어젯밤 사고로 세 명이 다쳤다고 밝혔다",
    "전문가들은 올겨울 가스 가격이 다시 오를 수 있다고 경고했다",
    "이 소식은 거짓이니 친구와 가족에게 보내지 마세요",
    "우리는 평화를 원하고 모든 폭력과 전쟁에 반대한다",
];

/// Letters with others that look the same.
const LOOK_ALIKES: [(char, char); 24] = [
    ('a', 'а'),
    ('e', 'е'),
    ('o', 'ο'),
    ('p', 'р'),
    ('c', 'с'),
    ('x', 'х'),
    ('y', 'у'),
    ('i', 'і'),
    ('A', 'Α'),
    ('B', 'В'),
    ('E', 'Ε'),
    ('H', 'Н'),
    ('M', 'М'),
    ('T', 'Т'),
    ('S', 'Ѕ'),
    ('d', 'ԁ'),
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('х', 'x'),
    ('у', 'y'),
    ('К', 'K'),
];

type Change = fn(&str, &mut Pcg64Mcg) -> String;

const CHANGES: [(&str, Change); 7] = [
    ("another link", |text, rng| format!("{} https://t.co/{:x}", without_links(text), rng.random::<u64>())),
    ("a mention", |text, rng| format!("@user_{} {text}", rng.random_range(0..1_000))),
    ("other case", |text, _| text.split_inclusive(' ').enumerate().map(|(at, word)| recase(at, word)).collect()),
    ("other punctuation", |text, rng| repunctuate(text, rng)),
    ("zero-width characters", |text, rng| between_letters(text, &['\u{200b}', '\u{2060}', '\u{ad}', '\u{200d}'], rng)),
    ("look-alike letters", |text, _| text.chars().map(look_alike).collect()),
    ("a word more", one_word_more),
];

fn without_links(text: &str) -> String {
    text.split(' ').filter(|word| !word.starts_with("http")).collect::<Vec<_>>().join(" ")
}

fn is_link(word: &str) -> bool {
    word.contains("://")
}

fn recase(at: usize, word: &str) -> String {
    if is_link(word) || at % 3 == 2 { word.to_owned() } else { word.to_uppercase() }
}

fn repunctuate(text: &str, rng: &mut Pcg64Mcg) -> String {
    let mark = |c: char, rng: &mut Pcg64Mcg| match c {
        '!' | '?' | ',' | '，' | '！' | '"' => [" ", " - ", "!!!", "…"][rng.random_range(0..4)].to_owned(),
        ' ' if rng.random_range(0..4) == 0 => [" * ", ", ", "  ", " 🔥 "][rng.random_range(0..4)].to_owned(),
        c => c.to_string(),
    };
    let words = text.split_inclusive(' ');
    let changed =
        words.map(|word| if is_link(word) { word.to_owned() } else { word.chars().map(|c| mark(c, rng)).collect() });
    format!("«{}»", changed.collect::<String>())
}

fn between_letters(text: &str, what: &[char], rng: &mut Pcg64Mcg) -> String {
    text.chars()
        .flat_map(|c| [Some(c), (rng.random_range(0..3) == 0).then(|| what[rng.random_range(0..what.len())])])
        .flatten()
        .collect()
}

fn look_alike(c: char) -> char {
    LOOK_ALIKES.iter().find(|(one, _)| *one == c).map_or(c, |(_, other)| *other)
}

/// A word of the text's own script, put between two words.
fn one_word_more(text: &str, rng: &mut Pcg64Mcg) -> String {
    let (parted, word) = match text.chars().find(|c| c.is_alphabetic() && !c.is_ascii()).unwrap_or('a') {
        '\u{e00}'..='\u{e7f}' => ('|', "จริงๆ"),
        '\u{4e00}'..='\u{9fff}' => ('|', "真的"),
        '\u{600}'..='\u{6ff}' => (' ', "فعلا"),
        '\u{400}'..='\u{4ff}' => (' ', "действительно"),
        '\u{900}'..='\u{97f}' => (' ', "वास्तव"),
        '\u{ac00}'..='\u{d7a3}' => (' ', "정말로"),
        _ => (' ', "really"),
    };
    let mut words: Vec<&str> = text.split(parted).collect();
    words.insert(rng.random_range(0..=words.len()), word);
    words.join(&parted.to_string())
}

/// The distinct texts that the accounts of the real data wrote themselves.
fn own_tweets() -> Option<Vec<String>> {
    let bytes = std::fs::read(real("data/ira_2016_autumn.parquet")?).expect("the file opens");
    let file = ParquetFile::new(&bytes).expect("valid Parquet");
    let table = file.read_columns(&["content", "post_type"], 0..file.num_rows()).expect("valid Parquet");
    let texts = |name: &str| table.column(name).and_then(Column::texts).expect("texts");
    let (texts, kinds) = (texts("content"), texts("post_type"));
    let mut seen = HashSet::new();
    let own = texts.iter().zip(kinds.iter()).filter(|(_, kind)| kind.is_none()).filter_map(|(text, _)| text);
    Some(own.filter(|text| seen.insert(*text)).map(str::to_owned).collect())
}

/// The share of `sources` that are in one group with their copies, and what
/// was parted.
fn kept(sources: &[String], change: Change) -> (f64, Vec<String>) {
    let mut rng = Pcg64Mcg::seed_from_u64(7);
    let copies: Vec<String> = sources.iter().map(|text| change(text, &mut rng).replace('|', "")).collect();
    let sources: Vec<String> = sources.iter().map(|text| text.replace('|', "")).collect();
    let texts: Vec<&str> = sources.iter().chain(&copies).map(String::as_str).collect();
    let found = groups(&texts, &TextConfig::default()).of_thing;
    let parted = (0..sources.len()).filter(|&at| found[at] != found[sources.len() + at] || found[at] == NONE);
    let parted: Vec<String> = parted.map(|at| format!("{:?} | {:?}", sources[at], copies[at])).collect();
    (1.0 - parted.len() as f64 / sources.len() as f64, parted)
}

/// Texts of fewer than four words fall apart with a word more or less, and
/// "thanks" is no copy of "many thanks": they are left out of that change only.
fn long_enough(text: &str, change: &str) -> bool {
    let words = normal_form(text).split(' ').filter(|word| !word.is_empty()).count();
    words >= if change == "a word more" && !text.contains('|') { 4 } else { 1 }
}

#[test]
fn small_changes_do_not_part_posts_in_seven_languages() {
    for (name, change) in CHANGES {
        let sources = POSTS.map(str::to_owned);
        let (_, parted) = kept(&sources, change);
        assert!(parted.is_empty(), "{name}: {parted:#?}");
    }
}

#[test]
fn small_changes_do_not_part_real_tweets() {
    let Some(tweets) = own_tweets() else { return };
    for (name, change) in CHANGES {
        let sources: Vec<String> = tweets.iter().step_by(8).filter(|text| long_enough(text, name)).cloned().collect();
        assert!(sources.len() > 9_000, "{name}: {} tweets are long enough", sources.len());
        let (share, parted) = kept(&sources, change);
        assert!(share >= 0.99, "{name}: {share}; {:#?}", &parted[..10]);
        println!("{name}: {:.3} % of {}", 100.0 * share, sources.len());
    }
}

/// Four letters or two ideographs, every run of them; written down again here.
fn plain_shingles(form: &str) -> HashSet<String> {
    let letters: Vec<char> = form.chars().filter(|c| *c != ' ').collect();
    let weight = |c: char| if matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}') { 2 } else { 1 };
    let mut shingles = HashSet::new();
    for start in 0..letters.len() {
        let mut end = start;
        while end < letters.len() && letters[start..end].iter().map(|&c| weight(c)).sum::<usize>() < 4 {
            end += 1;
        }
        if start == 0 || letters[start..end].iter().map(|&c| weight(c)).sum::<usize>() >= 4 {
            shingles.insert(letters[start..end].iter().collect());
        }
    }
    shingles
}

/// The first text of each normal form, with the form.
fn distinct_forms(texts: &[&str]) -> Vec<(u32, Box<str>)> {
    let mut seen = HashSet::new();
    let forms = texts.iter().enumerate().map(|(at, text)| (at as u32, normal_form(text)));
    forms.filter(|(_, form)| !form.is_empty() && seen.insert(form.replace(' ', ""))).collect()
}

/// The similarity of every two forms that share a shingle.
fn similarities(forms: &[(u32, Box<str>)], mut see: impl FnMut(usize, usize, f64)) {
    let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
    let mut sizes = Vec::new();
    for (at, (_, form)) in forms.iter().enumerate() {
        let shingles = plain_shingles(form);
        sizes.push(shingles.len());
        let mut common = vec![0; at];
        for shingle in shingles {
            let holders = holders.entry(shingle).or_default();
            holders.iter().for_each(|&other| common[other] += 1);
            holders.push(at);
        }
        for (other, common) in common.into_iter().enumerate().filter(|(_, common)| *common > 0) {
            see(other, at, common as f64 / (sizes[at] + sizes[other] - common) as f64);
        }
    }
}

/// Whether leaving one word out of the longer text gives the shorter one of at
/// least four words, spaces aside.
fn is_one_word_more(longer: &str, shorter: &str) -> bool {
    let words: Vec<&str> = longer.split(' ').collect();
    let letters = |text: &str| text.replace(' ', "");
    words.len() > 4
        && (0..words.len()).any(|out| {
            let rest: String = words.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, word)| *word).collect();
            rest == letters(shorter)
        })
}

#[test]
fn pairs_are_those_of_comparing_every_two_posts() {
    let Some(tweets) = own_tweets() else { return };
    // What is left out word by word is another matter in scripts without spaces.
    let spaced =
        |text: &&String| !normal_form(text).chars().any(|c| c >= '\u{e00}' && !('\u{1100}'..='\u{11ff}').contains(&c));
    let texts: Vec<&str> = tweets.iter().filter(spaced).take(20_000).map(String::as_str).collect();
    assert_eq!(texts.len(), 20_000);
    let forms = distinct_forms(&texts);
    let (mut similar, mut one_word) = (HashSet::new(), HashSet::new());
    similarities(&forms, |one, other, similarity| {
        let pair = (forms[one].0, forms[other].0);
        if similarity >= 0.8 {
            similar.insert(pair);
        }
        let (a, b) = (&*forms[one].1, &*forms[other].1);
        let (longer, shorter) = if a.len() > b.len() { (a, b) } else { (b, a) };
        if similarity > 0.1 && is_one_word_more(longer, shorter) {
            one_word.insert(pair);
        }
    });
    let found: HashSet<(u32, u32)> = similar_pairs(&texts, &TextConfig::default()).into_iter().collect();
    let wrong: Vec<_> = found.iter().filter(|pair| !similar.contains(*pair) && !one_word.contains(*pair)).collect();
    assert!(wrong.is_empty(), "{} are no pairs, such as {:?}", wrong.len(), texts[wrong[0].0 as usize]);
    let missed = similar.union(&one_word).filter(|pair| !found.contains(*pair)).count();
    let all = similar.union(&one_word).count();
    println!(
        "{} forms, {all} pairs ({} by one word only), {missed} missed",
        forms.len(),
        one_word.difference(&similar).count()
    );
    assert!(all > 500, "{all} pairs are enough to judge by");
    assert!(missed * 100 <= all, "{missed} of {all} pairs are missed");
    assert!(one_word.is_subset(&found), "no pair by one word is missed");
}

#[test]
fn unrelated_posts_do_not_share_a_group() {
    let Some(tweets) = own_tweets() else { return };
    let texts: Vec<&str> = tweets.iter().take(20_000).map(String::as_str).collect();
    let found = groups(&texts, &TextConfig::default()).of_thing;
    let forms = distinct_forms(&texts);
    let shingles: Vec<HashSet<String>> = forms.iter().map(|(_, form)| plain_shingles(form)).collect();
    let mut rng = Pcg64Mcg::seed_from_u64(3);
    let (mut unrelated, mut together) = (0, 0);
    for _ in 0..200_000 {
        let (one, other) = (rng.random_range(0..forms.len()), rng.random_range(0..forms.len()));
        let common = shingles[one].intersection(&shingles[other]).count() as f64;
        if common / ((shingles[one].len() + shingles[other].len()) as f64 - common) < 0.3 {
            unrelated += 1;
            together += u32::from(found[forms[one].0 as usize] == found[forms[other].0 as usize]);
        }
    }
    println!("{together} of {unrelated} unrelated pairs share a group");
    assert!(unrelated > 190_000 && together * 1_000 <= unrelated, "{together} of {unrelated}");
}

/// Texts of which each is like the next and the last has nothing of the first.
fn chain() -> Vec<String> {
    let mut rng = Pcg64Mcg::seed_from_u64(1);
    let mut word = || (0..6).map(|_| char::from(b'a' + rng.random_range(0..26))).collect::<String>();
    let words: Vec<String> = (0..120).map(|_| word()).collect();
    words.windows(20).map(|words| words.join(" ")).collect()
}

#[test]
fn a_chain_of_texts_does_not_join_those_that_share_nothing() {
    let chain = chain();
    let texts: Vec<&str> = chain.iter().map(String::as_str).collect();
    let pairs: HashSet<(u32, u32)> = similar_pairs(&texts, &TextConfig::default()).into_iter().collect();
    assert!((1..texts.len() as u32).all(|at| pairs.contains(&(at - 1, at))), "each is like the next");
    let found = groups(&texts, &TextConfig::default());
    assert!(found.first.len() > 10, "{} groups", found.first.len());
    let mut members: HashMap<u32, Vec<usize>> = HashMap::new();
    found.of_thing.iter().enumerate().for_each(|(at, &group)| members.entry(group).or_default().push(at));
    let shingles: Vec<HashSet<String>> = texts.iter().map(|text| plain_shingles(&normal_form(text))).collect();
    for members in members.values() {
        let (first, last) = (members[0], members[members.len() - 1]);
        let common = shingles[first].intersection(&shingles[last]).count() as f64;
        let distance = 1.0 - common / ((shingles[first].len() + shingles[last].len()) as f64 - common);
        assert!(distance <= 2.0 * (1.0 - TextConfig::default().in_group), "{members:?}: {distance}");
    }
}

#[test]
fn groups_are_the_same_for_any_number_of_threads() {
    let mut texts = chain();
    texts.extend(own_tweets().into_iter().flatten().take(10_000));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| (groups(&texts, &TextConfig::default()), similar_pairs(&texts, &TextConfig::default())))
    };
    let one = with(1);
    assert!(one.0.first.len() < texts.len() && !one.1.is_empty());
    assert!(one == with(2) && one == with(5));
}

/// Hashes without relation, and families in which few bits differ.
fn media_hashes(count: usize) -> Vec<u64> {
    let mut rng = Pcg64Mcg::seed_from_u64(5);
    let mut hashes: Vec<u64> = (0..count / 2).map(|_| rng.random()).collect();
    while hashes.len() < count {
        let centre = hashes[rng.random_range(0..500)];
        let flips = rng.random_range(0..6);
        hashes.push((0..flips).fold(centre, |hash, _| hash ^ 1 << rng.random_range(0..64)));
    }
    hashes
}

#[test]
fn image_pairs_are_those_of_comparing_every_two_hashes() {
    let hashes = media_hashes(100_000);
    let mut seen = HashSet::new();
    let distinct: Vec<(u32, u64)> = (0..).zip(hashes.iter().copied()).filter(|(_, hash)| seen.insert(*hash)).collect();
    let pairs_of = |at: usize| {
        let (place, hash) = distinct[at];
        let near = distinct[at + 1..].iter().filter(move |(_, other)| (hash ^ other).count_ones() <= RADIUS);
        near.map(move |&(other, _)| (place, other))
    };
    let all: Vec<(u32, u32)> = (0..distinct.len()).into_par_iter().flat_map_iter(pairs_of).collect();
    assert!(all.len() > 100_000);
    assert!(pairs_within(&hashes, RADIUS) == all);
}

#[test]
fn image_groups_are_stars_of_their_leaders() {
    let hashes = media_hashes(20_000);
    let found = hamming_groups(&hashes, RADIUS);
    let mut members: HashMap<u32, Vec<u64>> = HashMap::new();
    found.of_hash.iter().zip(&hashes).for_each(|(&group, &hash)| members.entry(group).or_default().push(hash));
    for members in members.values() {
        let leads = |leader: &u64| members.iter().all(|member| (leader ^ member).count_ones() <= RADIUS);
        assert!(members.iter().any(leads), "{members:x?}");
    }
    assert!(found.first.len() < 11_000, "families are found: {} groups", found.first.len());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(5).build().expect("threads");
    assert_eq!(pool.install(|| hamming_groups(&hashes, RADIUS)), found);
}

#[test]
fn a_hundred_thousand_hashes_that_are_all_alike_are_one_group() {
    let mut rng = Pcg64Mcg::seed_from_u64(9);
    let centre = 0x0f0f_3c3c_5a5a_9696_u64;
    let mut near = || centre ^ 1 << rng.random_range(0..64) ^ 1 << rng.random_range(0..64);
    let hashes: Vec<u64> = std::iter::once(centre).chain((1..100_000).map(|_| near())).collect();
    assert_eq!(hamming_groups(&hashes, RADIUS).first, [0]);
}

/// A bitmap of 24 bits in which this says how bright a place is.
fn bitmap(size: usize, bright: impl Fn(usize, usize) -> usize) -> Vec<u8> {
    let row = (3 * size).next_multiple_of(4);
    let mut file = b"BM".to_vec();
    for word in [54 + row * size, 0, 54, 40, size, size, 1 | 24 << 16, 0, row * size, 0, 0, 0, 0] {
        file.extend((word as u32).to_le_bytes());
    }
    for y in (0..size).rev() {
        let pixels: Vec<u8> = (0..size).flat_map(|x| [bright(x * 96 / size, y * 96 / size) as u8; 3]).collect();
        file.extend(pixels.iter().copied().chain(std::iter::repeat_n(0, row - 3 * size)));
    }
    file
}

#[test]
fn hash_media_tells_of_every_file() {
    let place = folder();
    let wave = |x: usize, y: usize| x * x / 60 + 90 - y * (96 - x) / 110;
    std::fs::create_dir(place.path().join("more")).expect("a folder");
    file(&place, "b.jpg", bitmap(96, wave));
    file(&place, "more/=c.bmp", bitmap(192, wave));
    file(&place, "a.txt", "no image");
    file(&place, "d.bmp", &bitmap(96, wave)[..2_000]);
    let csv = succeed(&["hash-media", arg(place.path())]);
    let rows = table(&csv);
    let files: Vec<&str> = rows.iter().map(|row| row["file"].as_str()).collect();
    assert_eq!(files, ["a.txt", "b.jpg", "d.bmp", "more/=c.bmp"]);
    let hash = |at: usize| parse_hash(&rows[at]["phash"]);
    assert!(hash(0).is_none() && rows[0]["error"].contains("no JPEG"), "{csv}");
    assert!(hash(2).is_none() && !rows[2]["error"].is_empty() && rows[2]["sha256"].len() == 64, "{csv}");
    let (small, large) = (hash(1).expect("a hash"), hash(3).expect("a hash"));
    assert!((small ^ large).count_ones() <= RADIUS, "{csv}");
    assert_eq!((rows[3]["width"].as_str(), rows[3]["height"].as_str()), ("192", "192"));
    for threads in ["1", "3"] {
        assert_eq!(succeed(&["hash-media", arg(place.path()), "--threads", threads]), csv);
    }
    let out = place.path().join("hashes.csv");
    succeed(&["hash-media", arg(&place.path().join("more")), "--out", arg(&out)]);
    assert!(std::fs::read_to_string(&out).expect("the table").contains("\n./=c.bmp,"), "no formula, and the same file");
    assert!(fail(&["hash-media", arg(place.path()), "--out", arg(&out)]).contains("--overwrite"));
    assert!(fail(&["hash-media", arg(&place.path().join("nowhere"))]).contains("no folder"));
}

#[cfg(unix)]
#[test]
fn hash_media_follows_no_links() {
    let place = folder();
    std::os::unix::fs::symlink(place.path(), place.path().join("circle")).expect("a link");
    let rows = table(&succeed(&["hash-media", arg(place.path())]));
    assert_eq!((rows.len(), rows[0]["error"].as_str()), (1, "a link, not followed"));
}
