//! What the columns of a table of no known form hold, by their names and values.

use std::collections::{BTreeMap, HashSet};

use lockstep_base::time::{self, Zone};

use super::Role;
use super::forms::{self, Decided};

/// What the columns are taken for.
#[derive(Debug, Default)]
pub(super) struct Guess {
    pub columns: BTreeMap<Role, String>,
    /// Roles that are needed and that several columns may carry.
    pub doubtful: Vec<(Role, Vec<String>)>,
    /// Columns whose names say such a role, and whose values do not: the column, and
    /// why.
    pub unfit: Vec<(Role, String, String)>,
}

/// Names by role, best first: those of one row are as good as one another.
///
/// They are compared in lower case and without blanks and marks, so that `screen_name`
/// is `screenName`. Collected from headers of public exports and from what programs
/// write; names that often mean something else (`id`, `name`, `source`) are missing.
const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Account,
        &[
            "authorid",
            "userid",
            "accountid",
            "fromuserid",
            "useridstr",
            "authorchannelid",
            "userdid",
            "authordid",
            "idusuario",
            "用户id",
            "iddousuário",
            "authorfullname",
        ],
    ),
    (
        Role::Account,
        &["did", "senderid", "uid", "fromid", "ownerid", "pageid", "idutilisateur", "idpengguna", "facebookid"],
    ),
    (
        Role::Account,
        &[
            "screenname",
            "username",
            "userscreenname",
            "userusername",
            "handle",
            "acct",
            "fromuser",
            "fromusername",
            "authorusername",
            "accounthandle",
            "accountname",
            "nombredeusuario",
            "nombreusuario",
            "nomedeusuário",
            "nomdutilisateur",
            "benutzername",
            "nutzername",
            "kullanıcıadı",
            "nazwaużytkownika",
            "имяпользователя",
            "اسمالمستخدم",
            "ユーザー名",
            "用户名",
        ],
    ),
    (
        Role::Account,
        &[
            "author",
            "user",
            "account",
            "poster",
            "usuario",
            "usuário",
            "utilisateur",
            "auteur",
            "autor",
            "autore",
            "utente",
            "nutzer",
            "benutzer",
            "verfasser",
            "pengguna",
            "akun",
            "kullanıcı",
            "użytkownik",
            "пользователь",
            "автор",
            "用户",
            "用户名称",
            "用户昵称",
            "作者",
            "アカウント",
            "投稿者",
            "المستخدم",
            "الكاتب",
            "sender",
            "commentauthor",
            "channelusername",
        ],
    ),
    (
        Role::Time,
        &[
            "createdat",
            "createdutc",
            "createdtime",
            "publishedat",
            "postedat",
            "tweetcreatedat",
            "timestamputc",
            "creadoen",
            "unixtimestamp",
            "dateunixtime",
            "postcreated",
            "publishdate",
            "发布时间",
            "投稿日時",
            "датапубликации",
        ],
    ),
    (Role::Time, &["datetime", "timestamp", "posttime", "postdate", "tweettime", "publishedtime", "完整日期"]),
    (
        Role::Time,
        &[
            "date",
            "time",
            "created",
            "published",
            "fecha",
            "fechahora",
            "datepublication",
            "datum",
            "zeitpunkt",
            "zeitstempel",
            "erstelltam",
            "data",
            "datahora",
            "datadepublicação",
            "datapubblicazione",
            "waktu",
            "tanggal",
            "tarih",
            "zaman",
            "datapublikacji",
            "дата",
            "время",
            "时间",
            "日期",
            "评论时间",
            "日時",
            "作成日時",
            "التاريخ",
            "تاريخالنشر",
            "horadoscomentários",
        ],
    ),
    (
        Role::Text,
        &[
            "fulltext",
            "tweettext",
            "posttext",
            "messagetext",
            "text",
            "tweet",
            "body",
            "message",
            "content",
            "textoriginal",
            "rawcontent",
            "selftext",
            "caption",
            "微博正文",
            "正文",
            "本文",
            "ツイート本文",
            "konten",
            "texto",
            "texte",
            "testo",
            "inhalt",
            "текст",
            "النص",
            "التغريدة",
            "tekst",
            "metin",
        ],
    ),
    (
        Role::Text,
        &[
            "comment",
            "commenttext",
            "comentario",
            "comentário",
            "commentaire",
            "kommentar",
            "commento",
            "komentarz",
            "komentar",
            "yorum",
            "комментарий",
            "コメント",
            "评论",
            "用户评论",
            "التعليق",
            "beitrag",
            "mensaje",
            "mensagem",
            "nachricht",
            "publicacion",
            "publicación",
            "wpis",
            "gönderi",
            "сообщение",
            "пост",
            "内容",
            "投稿内容",
        ],
    ),
    (
        Role::Url,
        &["urls", "expandedurls", "expandedurl", "outlinks", "entitiesurls", "finallink", "liens", "enlaces", "ссылки"],
    ),
    (
        Role::Url,
        &[
            "links",
            "link",
            "url",
            "enlace",
            "lien",
            "ссылка",
            "链接",
            "リンク",
            "الرابط",
            "tautan",
            "bağlantı",
            "odnośnik",
        ],
    ),
    (Role::Hashtags, &["hashtags", "hashtag", "tweethashtags", "etiquetas", "话题", "ハッシュタグ", "хэштеги"]),
    (
        Role::Mentions,
        &[
            "mentions",
            "usermentions",
            "mentionedusers",
            "mentionednames",
            "menciones",
            "mentionsusernames",
            "@用户",
            "艾特用户",
        ],
    ),
    (
        Role::Content,
        &["tweetid", "statusid", "postid", "messageid", "commentid", "idstr", "videoid", "微博id", "idtweet"],
    ),
    (Role::Content, &["id", "uri"]),
    (
        Role::ReplyTo,
        &[
            "inreplytostatusid",
            "inreplytoid",
            "replytomessageid",
            "replytomsgid",
            "inreplytotweetid",
            "replytoid",
            "totweetid",
            "parentid",
        ],
    ),
    (Role::ReplyToAccount, &["inreplytouserid", "inreplytoscreenname", "replieduser"]),
    (
        Role::RepostOf,
        &[
            "retweetedstatusid",
            "retweetid",
            "retweetedid",
            "retweetstatusid",
            "rtid",
            "originweiboid",
            "源微博id",
            "idretweet",
            "reblogid",
            "crosspostparent",
            "sharedpostid",
        ],
    ),
    (Role::IsRepost, &["isretweet", "isreblog", "isrepost"]),
    (Role::Platform, &["platform"]),
    (Role::Handle, &["screenname", "username", "userscreenname", "userusername", "handle", "acct", "authorusername"]),
    (Role::DisplayName, &["displayname", "authorname", "userdisplayname", "fullname", "nickname", "昵称"]),
    (Role::Followers, &["followerscount", "userfollowerscount", "followercount", "followers", "userfollowers"]),
    (Role::Following, &["friendscount", "userfriendscount", "followingcount", "following"]),
    (Role::AccountCreated, &["usercreatedat", "accountcreatedat", "authorcreatedat"]),
    (Role::Language, &["lang", "language", "tweetlanguage"]),
];

/// Hosts whose addresses in a column named `url` are mostly the posts' own.
const PLATFORMS: [&str; 16] = [
    "twitter.com",
    "x.com",
    "facebook.com",
    "instagram.com",
    "tiktok.com",
    "reddit.com",
    "t.me",
    "telegram.me",
    "vk.com",
    "youtube.com",
    "bsky.app",
    "weibo.com",
    "weibo.cn",
    "threads.net",
    "threads.com",
    "linkedin.com",
];

/// Takes columns for what their names say and their values bear out. Each comes
/// with its first values; what the user named is not guessed.
pub(super) fn guess(columns: &[(String, Vec<String>)], named: &BTreeMap<Role, String>) -> Guess {
    let mut guess = Guess::default();
    // The names of the roles themselves.
    for role in Role::ALL.into_iter().filter(|role| !named.contains_key(role)) {
        let own = columns.iter().find(|(name, values)| name == role.name() && bears_out(role, name, values));
        if let Some((name, _)) = own {
            guess.columns.insert(role, name.clone());
        }
    }
    for &(role, names) in NAMES {
        let is_settled = named.contains_key(&role)
            || guess.columns.contains_key(&role)
            || guess.doubtful.iter().any(|(doubtful, _)| *doubtful == role);
        if is_settled {
            continue;
        }
        let is_taken = |name: &String| {
            let others = guess.columns.iter().chain(named);
            others.into_iter().any(|(other, taken)| taken == name && !may_share(*other, role))
        };
        let candidates = || columns.iter().filter(|(name, _)| !is_taken(name));
        // Columns by the name that fits best.
        let fitting: Vec<&String> = names
            .iter()
            .flat_map(|known| candidates().filter(move |(name, _)| plain(name) == *known))
            .filter(|(name, values)| bears_out(role, &plain(name), values))
            .map(|(name, _)| name)
            .collect();
        match fitting[..] {
            [] if matches!(role, Role::Account | Role::Time) => {
                let named = names.iter().find_map(|known| candidates().find(|(name, _)| plain(name) == *known));
                guess.unfit.extend(named.map(|(name, values)| (role, name.clone(), why_unfit(role, values))));
            }
            [] => {}
            [name] => _ = guess.columns.insert(role, name.clone()),
            // What others need not be certain of is the best one.
            [name, ..] if !matches!(role, Role::Account | Role::Time) => _ = guess.columns.insert(role, name.clone()),
            _ => guess.doubtful.push((role, fitting.into_iter().cloned().collect())),
        }
    }
    guess
}

/// Why the values of a column cannot be what its name says.
fn why_unfit(role: Role, values: &[String]) -> String {
    let present = || values.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    if role == Role::Time {
        let owned: Vec<String> = present().map(str::to_owned).collect();
        if let Decided::Refused { problem, .. } = forms::decide(&owned) {
            return problem;
        }
        let unread = present().find_map(|text| Some((text, time::read(text, time::Form::Common, &Zone::UTC).err()?)));
        if let Some((text, why)) = unread {
            return format!("`{text}`: {why}");
        }
    }
    present().next().map_or_else(|| "it is empty".to_owned(), |text| format!("values such as `{text}` do not look so"))
}

/// A name without case, blanks and marks.
fn plain(name: &str) -> String {
    let name = name.trim_start_matches('\u{feff}');
    name.chars().filter(|c| c.is_alphanumeric() || *c == '@').flat_map(char::to_lowercase).collect()
}

/// An account that is told by its handle has the handle in the same column.
fn may_share(one: Role, other: Role) -> bool {
    matches!((one, other), (Role::Account, Role::Handle) | (Role::Handle, Role::Account))
}

/// Whether the values of a column can be what its name says.
fn bears_out(role: Role, name: &str, values: &[String]) -> bool {
    let present: Vec<&str> = values.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    let most = |test: &dyn Fn(&str) -> bool| 10 * present.iter().filter(|text| test(text)).count() >= 9 * present.len();
    if present.is_empty() {
        return false;
    }
    match role {
        // Where `did` is no id of Bluesky's accounts it is one of posts.
        Role::Account if name == "did" => most(&|text| text.starts_with("did:")),
        // Ids of accounts may look like Unix times.
        Role::Account if name.ends_with("id") || name == "uid" => most(&|text| text.chars().count() <= 100),
        Role::Account => most(&|text| text.chars().count() <= 100 && !text.contains("://")) && !are_moments(&present),
        Role::Time => are_moments(&present),
        Role::Text => !most(&|text| text.parse::<f64>().is_ok()),
        Role::Url => are_shared(&present),
        // Ids of posts differ, and do not count the rows.
        Role::Content if matches!(name, "id" | "uri") => {
            let distinct: HashSet<&&str> = present.iter().collect();
            let counts = |pair: &[&str]| pair[1].parse::<i64>().ok() == pair[0].parse::<i64>().ok().map(|id| id + 1);
            10 * distinct.len() >= 9 * present.len() && !(present.len() > 1 && present.windows(2).all(counts))
        }
        Role::Content | Role::ReplyTo | Role::RepostOf => most(&|text| !text.contains(char::is_whitespace)),
        Role::Followers | Role::Following => most(&|text| text.starts_with(|c: char| c.is_ascii_digit())),
        _ => true,
    }
}

fn are_moments(values: &[&str]) -> bool {
    let owned: Vec<String> = values.iter().map(|text| (*text).to_owned()).collect();
    let form = match forms::decide(&owned) {
        Decided::Form(form, _) => form,
        // These are times, of which more must be said.
        Decided::NeedsMore { .. } => return true,
        Decided::Refused { .. } => return false,
    };
    const PLAUSIBLE: std::ops::Range<i64> = 946_684_800_000_000..2_240_524_800_000_000;
    let is_moment =
        |text: &&&str| time::read(text, form, &Zone::UTC).is_ok_and(|moment| PLAUSIBLE.contains(&moment.micros));
    10 * values.iter().filter(is_moment).count() >= 9 * values.len()
}

/// Whether these are addresses that posts share, and not the posts' own.
fn are_shared(values: &[&str]) -> bool {
    let host = |text: &str| {
        let behind = text.split_once("://")?.1;
        let host = behind.split(['/', '?', '#', '\'', '"']).next()?.to_lowercase();
        Some(host.trim_start_matches("www.").trim_start_matches("m.").trim_start_matches("mobile.").to_owned())
    };
    let hosts: Vec<String> = values.iter().filter_map(|text| host(text)).collect();
    if hosts.is_empty() {
        return values.iter().any(|text| text.contains('.'));
    }
    let of_platforms = hosts.iter().filter(|host| PLATFORMS.contains(&host.as_str())).count();
    let distinct: HashSet<&&str> = values.iter().collect();
    // Every post has an address of its own.
    !(2 * of_platforms > hosts.len() && 10 * distinct.len() >= 9 * values.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(table: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        table.iter().map(|(name, values)| ((*name).to_owned(), owned(values))).collect()
    }

    fn guessed(table: &[(&str, &[&str])]) -> Vec<(&'static str, String)> {
        let guess = guess(&columns(table), &BTreeMap::new());
        guess.columns.into_iter().map(|(role, name)| (role.name(), name)).collect()
    }

    #[test]
    fn columns_are_what_their_names_say_and_their_values_bear_out() {
        let table: &[(&str, &[&str])] = &[
            ("", &["0", "1"]),
            ("Datetime", &["2024-01-05 14:07:32+00:00", "2024-01-05 14:08:32+00:00"]),
            ("Tweet Id", &["11", "12"]),
            ("Text", &["good morning", "see https://a.example/1"]),
            ("Username", &["anna", "bert"]),
            ("url", &["https://twitter.com/anna/status/11", "https://twitter.com/bert/status/12"]),
            ("replies", &["3", "4"]),
        ];
        let has = |role: &str, name: &str| {
            (Role::ALL.into_iter().find(|r| r.name() == role).unwrap().name(), name.to_owned())
        };
        let found = guessed(table);
        for expected in [
            has("account", "Username"),
            has("time", "Datetime"),
            has("content", "Tweet Id"),
            has("text", "Text"),
            has("handle", "Username"),
        ] {
            assert!(found.contains(&expected), "{expected:?} in {found:?}");
        }
        assert!(!found.iter().any(|(role, _)| *role == "url"), "{found:?}");
        let spanish: &[(&str, &[&str])] = &[
            ("usuario", &["anna", "bert"]),
            ("fecha", &["05.01.2024 14:07", "06.01.2024 14:07"]),
            ("texto", &["hola", "adios"]),
            ("enlace", &["https://a.example/1", "https://a.example/1"]),
        ];
        let found = guessed(spanish);
        assert_eq!(found.len(), 4, "{found:?}");
    }

    #[test]
    fn several_columns_are_a_question_and_wrong_values_no_answer() {
        let doubtful = guess(
            &columns(&[
                ("author", &["anna"]),
                ("user", &["bert"]),
                ("created_at", &["2024-01-05 14:07:32"]),
                ("timestamp", &["1704463652"]),
            ]),
            &BTreeMap::new(),
        );
        assert_eq!(doubtful.doubtful, [(Role::Account, vec!["author".to_owned(), "user".to_owned()])]);
        assert_eq!(doubtful.columns.get(&Role::Time).map(String::as_str), Some("created_at"));
        assert!(guessed(&[("date", &["yesterday"]), ("author", &["https://a.example/anna"])]).is_empty());
        assert!(!guessed(&[("comment", &["3", "17"])]).iter().any(|(role, _)| *role == "text"));
    }

    #[test]
    fn what_the_user_named_is_not_guessed() {
        let table = columns(&[("author", &["anna"]), ("user", &["bert"]), ("date", &["2024-01-05 14:07:32"])]);
        let named = BTreeMap::from([(Role::Account, "user".to_owned())]);
        let guess = guess(&table, &named);
        assert!(guess.doubtful.is_empty() && guess.columns.keys().eq([&Role::Time]), "{guess:?}");
    }
}
