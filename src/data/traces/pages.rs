//! What each trace catches, what else can explain it, and where it comes from.

use super::TraceKind;

/// A trace, for a person who must decide whether to trust it.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// One line: what counts as the same act.
    pub meaning: &'static str,
    /// Which operations it catches.
    pub catches: &'static str,
    /// Why innocent accounts do the same.
    pub innocent: &'static str,
    /// Who described it.
    pub source: &'static str,
}

const PACHECO: &str = "Pacheco et al. 2021, Uncovering Coordinated Networks on Social Media (ICWSM 15, doi \
                       10.1609/icwsm.v15i1.18075)";

impl TraceKind {
    /// One line for `lockstep presets`.
    pub fn meaning(self) -> &'static str {
        self.page().meaning
    }

    /// What the trace catches, what else can explain it, and its source.
    pub fn page(self) -> Page {
        match self {
            Self::Share => Page {
                meaning: "shares the same object, as the data name it",
                catches: "any repeated act, where the export has one column for what was shared",
                innocent: "depends on what the objects are: see the trace of that name",
                source: "the input of CooRTweet (Righetti & Balluff, R package)",
            },
            Self::Url => Page {
                meaning: "posts the same address (scheme, www., m., tracking parameters, redirectors, AMP, a platform's other \
                          addresses and fragments aside: same.url)",
                catches: "networks of pages that push the same articles at once, link farms, cross-platform seeding",
                innocent: "breaking news, sister newspapers, one owner's pages, automatic feeds, share buttons",
                source: "coordinated link sharing behavior: Giglietto et al. 2020 (doi 10.1080/1369118X.2020.1739732)",
            },
            Self::Domain => Page {
                meaning: "links to the same site (the registrable domain; redirectors and a platform's other hosts aside: \
                          same.url)",
                catches: "promotion of one outlet through ever new articles",
                innocent: "readers of the same newspaper; weak unless the site is rare",
                source: "as url, on sites instead of pages",
            },
            Self::Hashtag => Page {
                meaning: "uses the same hashtag (case and Unicode form aside)",
                catches: "hashtag flooding, trending by many small accounts",
                innocent: "events, television, campaigns that call for a hashtag at an hour; popular ones say nothing",
                source: "Weber & Neumann 2021 (doi 10.1007/s13278-021-00815-2)",
            },
            Self::HashtagSequence => Page {
                meaning: "uses the same hashtags in the same order, in a post or over a day \
                          (same.hashtag_sequence: of, min_hashtags)",
                catches: "posts from a template, whose text is varied and whose row of hashtags is not",
                innocent: "a row that an organiser asks to copy, a shop's standard row, scheduled posts of one owner",
                source: PACHECO,
            },
            Self::Text => Page {
                meaning: "posts nearly the same text (links, mentions, case, punctuation, invisible characters and \
                          look-alike letters aside; reposts and comments do not count)",
                catches: "copypasta, templates with changed links or an added word; not translated or reworded text",
                innocent: "share buttons and petitions with a given text, quotations, prayers, greetings, song texts; \
                           short texts that many post are left out (same.common_text)",
                source: "co-tweet: Keller et al. 2020 (doi 10.1080/10584609.2019.1661888); near-duplicates by MinHash: \
                         Broder 1997 (doi 10.1109/SEQUEN.1997.666900)",
            },
            Self::Comment => Page {
                meaning: "answers different posts with nearly the same text",
                catches: "comment brigades that paste one message under many posts",
                innocent: "thanks, congratulations, jokes that make the round, customer service with a standard answer; \
                           texts under one single post are left out",
                source: "as text, on answers",
            },
            Self::Media => Page {
                meaning: "posts the same image or video, by its hash (64-bit perceptual hashes within a distance: \
                          same.media.radius)",
                catches: "memes and clips that are handed out and posted at once, recompressed or resized",
                innocent: "viral images, press photos, a film's poster; screenshots of the same page look alike",
                source: PACHECO,
            },
            Self::Sound => Page {
                meaning: "uses the same sound",
                catches: "videos made from one voice-over or song, for example a campaign's",
                innocent: "trending sounds: nearly everybody's reason to use one; popular ones are left out. Ids of two \
                           platforms are compared as they are",
                source: "Wohlert et al. 2025 on TikTok (arXiv 2506.05868)",
            },
            Self::Effect => Page {
                meaning: "uses the same effect",
                catches: "videos that are made from one template",
                innocent: "trending effects; weak unless the effect is rare",
                source: "Wohlert et al. 2025 on TikTok (arXiv 2506.05868)",
            },
            Self::Reply => Page {
                meaning: "answers the same post (co-reply)",
                catches: "brigades that are sent under a post",
                innocent: "everybody answers a celebrity's post in its first minutes; that crowd is modelled",
                source: "co-reply: Coordination Network Toolkit (Graham et al., QUT Digital Observatory)",
            },
            Self::ReplyTarget => Page {
                meaning: "answers the same account",
                catches: "harassment of one person through ever new posts",
                innocent: "fans and regular readers of an account; weak unless the target is rarely answered",
                source: "as reply, on the account that is answered",
            },
            Self::Mention => Page {
                meaning: "names the same account",
                catches: "attacks on, and promotion of, an account",
                innocent: "fans, debates, everybody who answers a thread in which it is named",
                source: "Weber & Neumann 2021 (doi 10.1007/s13278-021-00815-2)",
            },
            Self::Repost => Page {
                meaning: "passes on the same post",
                catches: "amplification: rings that pass on the same accounts' posts within seconds",
                innocent: "fans with notifications on, automatic reposts by a declared bot, breaking news",
                source: "co-retweet: Keller et al. 2020 (doi 10.1080/10584609.2019.1661888)",
            },
            Self::FastReaction => Page {
                meaning: "passes on the same post within 10 s of its publication, judged by how fast everybody reacts; \
                          only where it is named",
                catches: "automatic amplifiers of a source, day and night",
                innocent: "declared bots and integrations; it finds automata, whether they belong together or not",
                source: "fast reposts: Luceri et al. 2024, Unmasking the Web of Deceit (doi \
                         10.1145/3589334.3645529)",
            },
            Self::Rhythm => Page {
                meaning: "posts at the same moments of the hour, hour after hour, beyond its own timetable (reposts and \
                          answers do not count); only where it is named",
                catches: "accounts that one program or one shift drives, whatever they post; given that both are active \
                          in an hour, are they so at the same moment, more often than their own minutes of other hours \
                          explain?",
                innocent: "sister pages and fans, who post one source's news at once (in simulated worlds without any \
                           campaign it lists 48 of 3,300 accounts, all of them sister pages), reactions to one event, \
                           people who talk with each other; so the crowd is never ruled out by it, and what \
                           is done together in another trace makes rhythm no second witness",
                source: "Pacheco et al. 2021 (case study 5) and DeBot (Chavoshi et al. 2016, doi 10.1109/ICDM.2016.0096); \
                         the null within each hour follows the jitter method (Amarasingham et al. 2012, J Neurophysiol \
                         107:517)",
            },
            Self::Handle => Page {
                meaning: "bears the same name (a handle that passes from one account to another), or names that differ \
                          in digits only; beside networks, lists nobody",
                catches: "handles that are passed on, batches of accounts such as anna_1983421, anna_7714032",
                innocent: "names that a platform suggests (first name and digits), fan clubs; a free handle can be \
                           taken by anybody",
                source: PACHECO,
            },
            Self::Profile => Page {
                meaning: "describes itself in nearly the same words, gives the same link, or was created on the same \
                          day; beside networks, lists nobody",
                catches: "profiles filled from one template, accounts that were made in one go",
                innocent: "mottos, flags, employers' and parties' link pages; many people join a platform on the day of \
                           an event",
                source: "bursts of creation: Bellutta & Carley 2023 (doi 10.1186/s40537-023-00695-7)",
            },
        }
    }
}
