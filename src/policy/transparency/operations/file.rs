//! The operations file as it is written: every value knows where it stands,
//! and nothing is judged yet.

use serde::Deserialize;
use toml::Spanned;

pub(super) type Text = Option<Spanned<String>>;
pub(super) type Texts = Option<Spanned<Vec<Spanned<String>>>>;
pub(super) type Number = Option<Spanned<i64>>;
pub(super) type Flag = Option<Spanned<bool>>;
pub(super) type List<T> = Option<Spanned<Vec<Spanned<T>>>>;
/// A day with or without quotes.
pub(super) type Written = Option<Spanned<toml::Value>>;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub operation: Vec<Spanned<Entry>>,
    pub reestablished: Vec<Spanned<Comeback>>,
    pub month: Vec<Spanned<Statement>>,
}

/// One `[[operation]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Entry {
    pub id: Text,
    pub name: Text,
    pub month: Text,
    pub removed: Written,
    pub detected: Written,
    pub source: Text,
    pub lead: Text,
    pub accounts: Number,
    pub accounts_file: Text,
    pub followers: Number,
    pub followers_file: Text,
    pub operated_by: Text,
    pub origin: Text,
    pub operated_from: Texts,
    pub target_audience: Texts,
    pub audience: Text,
    pub methods: Texts,
    pub aims: Texts,
    pub further: Texts,
    pub political: Flag,
    pub elections: List<ElectionEntry>,
    pub platforms: Texts,
    pub also_on: Texts,
    pub websites: Texts,
    pub assets: List<AssetEntry>,
    pub ad_spend: List<SpendEntry>,
    pub languages: Texts,
    pub supportive_of: Texts,
    pub critical_of: Texts,
    pub active: Text,
    pub views: Number,
    pub content_removed: Number,
    pub known_as: List<NameEntry>,
    pub indicators: Texts,
    pub linked_outlets: List<LinkEntry>,
    pub techniques: Texts,
    pub confidence: Text,
    pub run: Text,
    pub sources: Texts,
    pub not_public: Texts,
    pub invented: Texts,
    pub draft: Flag,
    pub decisions: Vec<Spanned<DecisionEntry>>,
}

/// What a network has of one kind.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AssetEntry {
    pub kind: Text,
    pub platform: Text,
    pub count: Number,
}

/// What was spent on advertisements in one currency.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SpendEntry {
    pub amount: Number,
    pub currency: Text,
}

/// What someone calls the network.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NameEntry {
    pub name: Text,
    pub by: Text,
}

/// An entity of the registry that the network is linked to.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LinkEntry {
    pub entity: Text,
    pub evidence: Texts,
}

/// One election of an operation.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ElectionEntry {
    pub name: Text,
    pub country: Text,
    pub date: Written,
}

/// One `[[operation.decisions]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DecisionEntry {
    pub reviewer: Text,
    pub date: Written,
    pub decision: Text,
    pub note: Text,
}

/// One `[[reestablished]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Comeback {
    pub draft: Flag,
    pub month: Text,
    pub accounts: Number,
    pub accounts_file: Text,
    pub of: Texts,
    pub sources: Texts,
    pub invented: Texts,
}

/// One `[[month]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Statement {
    pub month: Text,
    pub none: Flag,
    pub in_part: Flag,
    pub networks: Number,
    pub accounts: Number,
    pub reestablished_none: Flag,
    pub reestablished_in_part: Flag,
    pub by: Text,
    pub date: Written,
    pub sources: Texts,
}

#[cfg(test)]
mod tests {
    use super::*;
    use lockstep_base::toml::Lines;

    #[test]
    fn every_value_knows_its_line() {
        let text = "\n[[operation]]\nid = 'a'\naims = [\n  'x',\n  'y',\n]\n\n[[operation]]\nid = 'b'\n\
                    [[operation.decisions]]\ndate = 2024-05-01\n";
        let (file, lines): (File, Lines) = (toml::from_str(text).unwrap(), Lines::new(text));
        let line = |span: std::ops::Range<usize>| lines.of(span.start);
        let [first, second] = &file.operation[..] else { panic!("two entries") };
        assert_eq!((line(first.span()), line(second.span())), (2, 9));
        let aims = first.get_ref().aims.as_ref().unwrap();
        assert_eq!(aims.get_ref().iter().map(|aim| line(aim.span())).collect::<Vec<_>>(), [5, 6]);
        let decision = &second.get_ref().decisions[0];
        assert_eq!((line(decision.span()), line(decision.get_ref().date.as_ref().unwrap().span())), (11, 12));
    }
}
