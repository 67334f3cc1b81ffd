//! Accounts that came back: of networks disrupted before, each named once.

use lockstep_base::calendar::Month;
use lockstep_base::nearest::{did_you_mean, nearest};
use toml::Spanned;

use super::checker::{Checker, Named};
use super::entry::{Reader, is_on};
use super::field::Field;
use super::file::{Comeback, Entry};
use super::model::Reestablished;
use super::parts::complain_of_missing;

impl Checker<'_> {
    /// Reads one `[[reestablished]]`.
    pub(super) fn reestablished(&mut self, comeback: &Spanned<Comeback>) {
        let (span, comeback) = (comeback.span(), comeback.get_ref());
        let mut reader = Reader::new(self.file, self.lines, "re-established accounts".to_owned(), span);
        let reader = &mut reader;
        let month = reader.month(&comeback.month);
        let (accounts, list) = self.accounts(reader, (&comeback.accounts, &comeback.accounts_file), &[]);
        let of = self.of(reader, comeback, month);
        let sources = reader.texts("sources", &comeback.sources);
        if let Some(draft) = comeback.draft.as_ref().filter(|_| is_on(&comeback.draft)) {
            let (line, remedy) = (reader.line_of(draft), "confirm them and remove `draft`");
            reader.error(line, "draft", "these accounts are proposed, not confirmed", remedy);
        }
        self.entries += 1;
        let is_set = |field| match field {
            Field::Of => comeback.of.is_some(),
            Field::AccountsFile => comeback.accounts_file.is_some(),
            Field::Accounts => comeback.accounts.is_some() || comeback.accounts_file.is_some(),
            _ => true,
        };
        let invented = reader.invented(&comeback.invented, Field::OF_COMEBACKS, is_set);
        complain_of_missing(reader, &Entry::default(), false);
        if let Some((month, accounts)) = month.zip(accounts) {
            self.removed_once(reader, list.as_ref());
            self.sum(reader, &comeback.accounts, accounts, 0);
            self.found.reestablished.push(Reestablished { month, accounts, of, sources, invented });
        }
        self.problems.append(&mut reader.problems);
    }

    /// The operations whose accounts came back.
    fn of(&self, reader: &mut Reader<'_>, comeback: &Comeback, month: Option<Month>) -> Vec<String> {
        let mut of: Vec<String> = Vec::new();
        for id in reader.entries("of", &comeback.of) {
            self.disrupted_before(reader, id, month);
            let (line, name) = (reader.line_of(id), id.get_ref().trim());
            if of.iter().any(|other| other == name) {
                reader.error(line, "of", format!("`{name}` is named twice"), "name it once");
            } else {
                of.push(name.to_owned());
            }
        }
        of
    }

    /// What came back was disrupted before.
    fn disrupted_before(&self, reader: &mut Reader<'_>, id: &Spanned<String>, month: Option<Month>) {
        let (line, name) = (reader.line_of(id), id.get_ref().trim());
        match (self.ids.get(name), month) {
            (None, _) => {
                let remedy =
                    did_you_mean(&nearest(name, self.ids.keys().map(String::as_str)), "correct it, or leave it out");
                reader.error(line, "of", format!("no operation has the id `{name}`"), remedy);
            }
            (Some(Named { is_removed: false, .. }), _) => {
                let problem = format!("`{name}` is a draft, or its last decision is not to remove");
                reader.error(line, "of", problem, "name a network that was removed, or leave it out");
            }
            (Some(Named { months: Some(months), .. }), Some(month)) if months.first() > month.last_day() => {
                let problem = format!("`{name}` was removed later, in {months}");
                reader.error(line, "of", problem, "correct one of the months, or leave it out");
            }
            _ => {}
        }
    }
}
