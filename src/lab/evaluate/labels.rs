//! What is known about accounts, from a file of the user's.
//!
//! A CSV file (or one with tabs or semicolons, plain or packed) with a header,
//! one row an account:
//!
//! - `account_id`, exactly as in the data (with a platform, `platform:id`);
//! - `label`, such as 1 or 0, true or false, yes or no, coordinated or
//!   organic; or instead `role`, of which `campaign` is coordinated and every
//!   other role innocent, as in the `truth.csv` of `lockstep simulate`;
//! - where known, `campaign`, `style` and `role`, for the tables by them.
//!
//! A row with an empty label is an account of which nothing is known.

use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_data::events::{At, Dictionary, Row, Table};

/// What is known about one account; texts are empty where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Whether it is part of a campaign.
    pub coordinated: bool,
    /// The campaign, by any name.
    pub campaign: String,
    /// How the campaign works, by any name.
    pub style: String,
    /// What kind of account it is, by any name.
    pub role: String,
}

/// The labels of a file.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// The accounts of which something is known.
    pub accounts: Dictionary,
    /// Their labels.
    pub labels: Vec<Label>,
    /// Rows whose label is empty.
    pub empty: usize,
}

/// The role that is coordinated where the file has no column `label`.
const COORDINATED_ROLE: &str = "campaign";

const COORDINATED: [&str; 10] =
    ["1", "true", "yes", "y", "t", "coordinated", "positive", "inauthentic", "campaign", "io"];
const INNOCENT: [&str; 10] = ["0", "false", "no", "n", "f", "organic", "negative", "authentic", "innocent", "control"];

impl Labels {
    /// Reads a file of labels.
    ///
    /// # Errors
    /// When the file cannot be read or is no separated text, lacks a column,
    /// or holds a row that cannot be used; the message names file, line,
    /// column and remedy.
    pub fn read(path: &Path) -> Result<Self> {
        let table = Table::read(path)?;
        let columns = Columns::new(&table)?;
        let mut labels = Self::default();
        table.rows().try_for_each(|row| labels.add(&columns, &row))?;
        if labels.labels.is_empty() {
            return Err(Error::input(&table.file, "no account has a label", "fill the column of labels"));
        }
        Ok(labels)
    }

    /// What is known about an account.
    pub fn of(&self, account: &str) -> Option<&Label> {
        self.accounts.find(account).map(|number| &self.labels[number as usize])
    }

    /// Every account of which something is known.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Label)> {
        self.accounts.iter().zip(&self.labels)
    }

    fn add(&mut self, columns: &Columns, row: &Row) -> Result<()> {
        let account = row.exact(columns.account);
        if account.is_empty() {
            return Err(row.error(columns.account, "the id is missing", "fill it in, or leave the row out"));
        }
        let Some(coordinated) = columns.coordinated(row)? else {
            self.empty += 1;
            return Ok(());
        };
        let text = |column: Option<At>| row.text(column).to_owned();
        let label = Label {
            coordinated,
            campaign: text(columns.campaign),
            style: text(columns.style),
            role: text(columns.role),
        };
        let number = self.accounts.intern(account) as usize;
        match self.labels.get(number) {
            None => self.labels.push(label),
            Some(known) if *known == label => {}
            Some(_) => {
                let problem = format!("the account {account} is labelled differently in an earlier row");
                return Err(row.error(columns.account, problem, "keep one row an account"));
            }
        }
        Ok(())
    }
}

/// Where the columns are.
struct Columns {
    account: At,
    label: Option<At>,
    role: Option<At>,
    campaign: Option<At>,
    style: Option<At>,
}

impl Columns {
    fn new(table: &Table) -> Result<Self> {
        let account = table.column("account_id", "name the column of ids account_id")?;
        let (label, role) = (table.find("label"), table.find("role"));
        if label.is_none() && role.is_none() {
            let found: Vec<&str> = table.header().collect();
            let problem = format!("line 1: no column `label` or `role` among {}", found.join(", "));
            return Err(Error::input(&table.file, problem, "add a column label that holds 1 or 0"));
        }
        Ok(Self { account, label, role, campaign: table.find("campaign"), style: table.find("style") })
    }

    /// Whether the row says coordinated or innocent, `None` where it says
    /// nothing.
    fn coordinated(&self, row: &Row) -> Result<Option<bool>> {
        let Some(label) = self.label else {
            let role = row.text(self.role);
            return Ok((!role.is_empty()).then(|| role.eq_ignore_ascii_case(COORDINATED_ROLE)));
        };
        let text = row.text(label).to_lowercase();
        if text.is_empty() {
            Ok(None)
        } else if COORDINATED.contains(&text.as_str()) {
            Ok(Some(true))
        } else if INNOCENT.contains(&text.as_str()) {
            Ok(Some(false))
        } else {
            let problem = format!("unknown label `{}`", row.exact(label));
            let remedy = "write 1 or coordinated, 0 or organic, or nothing where it is not known";
            Err(row.error(label, problem, remedy))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(text: &str) -> Result<Labels> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        Labels::read(file.path())
    }

    #[test]
    fn every_way_of_saying_it_is_understood() {
        let labels =
            read("Label;ACCOUNT_ID\n1;a\nTrue;b\nyes;c\nCoordinated;d\n0;e\nfalse;f\n NO ;g\norganic;h\n;i\n").unwrap();
        let coordinated: Vec<&str> = labels.iter().filter(|(_, l)| l.coordinated).map(|(account, _)| account).collect();
        assert_eq!(coordinated, ["a", "b", "c", "d"]);
        assert_eq!((labels.labels.len(), labels.empty), (8, 1));
        assert_eq!(labels.of("i"), None);
    }

    #[test]
    fn the_truth_of_a_simulated_world_is_understood() {
        let truth = "account_id,role,campaign,style\n1,organic,,\n2,campaign,c-1,link_burst\n3,fan,,\n";
        let labels = read(truth).unwrap();
        let known =
            Label { coordinated: true, campaign: "c-1".into(), style: "link_burst".into(), role: "campaign".into() };
        assert_eq!(labels.of("2"), Some(&known));
        assert_eq!(labels.labels.iter().filter(|label| label.coordinated).count(), 1);
    }

    #[test]
    fn ids_stay_as_they_are() {
        let labels = read("account_id,label\n\"=1+1\",1\n\" a \",0\n0012,0\n\"x\u{202e}\",1\n").unwrap();
        assert!(labels.of("=1+1").is_some() && labels.of(" a ").is_some() && labels.of("0012").is_some());
        assert!(labels.of("x\u{202e}").is_some() && labels.of("a").is_none());
    }

    #[test]
    fn messages_name_line_column_and_remedy() {
        let says = |text: &str, parts: &[&str]| {
            let message = read(text).unwrap_err().to_string();
            assert!(parts.iter().all(|part| message.contains(part)) && !message.contains('\n'), "{message}");
        };
        says(
            "account_id,label\na,1\na,0\n",
            &["line 3", "`account_id`", "account a is labelled differently", "one row"],
        );
        says("account_id,label\na,1\nb,perhaps\n", &["line 3", "`label`", "`perhaps`", "write 1"]);
        says("account_id,label\n,1\n", &["line 2", "id is missing"]);
        says("account,label\na,1\n", &["line 1", "`account_id`", "account, label"]);
        says("account_id,verdict\na,1\n", &["line 1", "`label` or `role`"]);
        says("account_id,label\na\n", &["line", "correct the row"]);
        says("account_id,label\na,\n", &["no account has a label"]);
        says("[{\"account_id\": 1}]", &["read from CSV"]);
    }

    #[test]
    fn the_same_row_twice_counts_once() {
        let labels = read("account_id,label\na,1\na,1\nb,0\n").unwrap();
        assert_eq!(labels.labels.len(), 2);
    }
}
