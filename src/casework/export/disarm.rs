//! Techniques of the DISARM framework that the traces of a network speak for.
//!
//! DISARM (Disinformation Analysis and Risk Management, DISARM Foundation) names
//! what operations do; ids and names are those of its Red framework as the MISP
//! galaxy `disarm-techniques` and the foundation's `DISARMframeworks` pages have
//! them. Only techniques that are a behaviour are named here: lockstep sees who
//! acts together, not who lies, who is a bot, or what for. So there is no
//! technique about narratives, fake personas or harassment, and of the flooding
//! techniques the ones that a trace shows:
//!
//! | trace | technique | why |
//! |---|---|---|
//! | any | T0049 Flood Information Space | several accounts raise the volume of the same content |
//! | `hashtag`, `hashtag_sequence` | T0049.002 Flood Existing Hashtag | they put their posts under the same hashtags |
//! | `fast_reaction` | T0049.003 Bots Amplify via Automated Forwarding and Reposting | the trace is reposting faster than people read |
//! | `text` | T0084.001 Use Copypasta | they post nearly the same text |
//! | `comment`, `reply`, `reply_target` | T0116 Comment or Reply on Content | they deliver it in answers |
//!
//! T0049 is the framework's own default where the purpose of a flood is not
//! known (see its T0049.008). A person must confirm each of them.

use lockstep_data::traces::TraceKind;

/// A technique of the Red framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Technique {
    /// `T` and four digits, for a part of a technique three more.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What of the data speaks for it.
    pub because: &'static str,
}

const FLOOD: Technique = Technique {
    id: "T0049",
    name: "Flood Information Space",
    because: "several accounts raised the volume of the same content together",
};
const HASHTAG: Technique = Technique {
    id: "T0049.002",
    name: "Flood Existing Hashtag",
    because: "several accounts put posts under the same hashtags together",
};
const FORWARDING: Technique = Technique {
    id: "T0049.003",
    name: "Bots Amplify via Automated Forwarding and Reposting",
    because: "several accounts passed on the same posts within seconds of their publication",
};
const COPYPASTA: Technique = Technique {
    id: "T0084.001",
    name: "Use Copypasta",
    because: "several accounts posted nearly the same texts together",
};
const ANSWERS: Technique = Technique {
    id: "T0116",
    name: "Comment or Reply on Content",
    because: "several accounts answered the same posts or accounts, or with the same texts, together",
};

impl Technique {
    /// The techniques that these traces speak for, in the order of ids.
    pub(super) fn of(traces: &[TraceKind]) -> Vec<Self> {
        let mut all: Vec<Self> = traces.iter().filter_map(|&trace| Self::of_trace(trace)).collect();
        all.push(FLOOD);
        all.sort_unstable();
        all.dedup();
        all
    }

    fn of_trace(trace: TraceKind) -> Option<Self> {
        match trace {
            TraceKind::Hashtag | TraceKind::HashtagSequence => Some(HASHTAG),
            TraceKind::FastReaction => Some(FORWARDING),
            TraceKind::Text => Some(COPYPASTA),
            TraceKind::Comment | TraceKind::Reply | TraceKind::ReplyTarget => Some(ANSWERS),
            _ => None,
        }
    }

    /// The framework's page about it.
    pub(super) fn page(self) -> String {
        format!(
            "https://github.com/DISARMFoundation/DISARMframeworks/blob/main/generated_pages/techniques/{}.md",
            self.id
        )
    }
}

/// The framework's techniques, one on each line: id, tab, name.
const LIST: &str = include_str!("disarm.tsv");

/// Every technique of the framework with its name, in the order of ids.
pub fn techniques() -> impl Iterator<Item = (&'static str, &'static str)> {
    LIST.lines().filter_map(|line| line.split_once('\t'))
}

/// The name of the technique that has this id.
pub fn technique_name(id: &str) -> Option<&'static str> {
    techniques().find_map(|(known, name)| (known == id).then_some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_technique_is_one_of_the_framework() {
        let all = Technique::of(&TraceKind::ALL);
        assert_eq!(
            all.iter().map(|technique| technique.id).collect::<Vec<_>>(),
            ["T0049", "T0049.002", "T0049.003", "T0084.001", "T0116"]
        );
        for technique in all {
            assert_eq!(technique_name(technique.id), Some(technique.name));
        }
    }

    #[test]
    fn the_list_is_in_order_and_whole() {
        let ids: Vec<&str> = techniques().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), LIST.lines().count());
        assert!(ids.is_sorted_by(|one, other| one < other));
        assert_eq!(technique_name("T9999"), None);
    }

    #[test]
    fn a_trace_that_shows_no_technique_of_its_own_is_a_flood() {
        assert_eq!(Technique::of(&[TraceKind::Url, TraceKind::Media]), [FLOOD]);
        assert_eq!(Technique::of(&[TraceKind::Text]), [FLOOD, COPYPASTA]);
    }
}
