//! `ads.csv`: advertisements as they were asked for.

use lockstep_base::calendar::Day;
use lockstep_base::error::Result;
use lockstep_data::events::{At, Row, Table};

use super::money::Amount;
use super::target::Target;

/// Every column that the table may have.
const COLUMNS: [&str; 10] = [
    "ad_id",
    "account_id",
    "platform",
    "start",
    "end",
    "countries",
    "excluded_countries",
    "regions",
    "spend",
    "currency",
];

/// An advertisement as it was asked for.
pub(super) struct Ad {
    pub id: String,
    pub start: Day,
    pub end: Option<Day>,
    pub target: Target,
    pub spend: String,
    pub amount: Option<Amount>,
}

/// Where the columns of the table are.
pub(super) struct Columns {
    pub id: At,
    start: At,
    end: Option<At>,
    countries: At,
    excluded: Option<At>,
    regions: Option<At>,
    spend: Option<At>,
    currency: Option<At>,
}

impl Columns {
    pub(super) fn new(table: &Table) -> Result<Self> {
        table.refuse_unknown(&COLUMNS)?;
        let countries = table.find("countries").or(table.find("regions"));
        Ok(Self {
            id: table.column("ad_id", "name the column of advertisements ad_id")?,
            start: table.column("start", "add the first day of each advertisement")?,
            end: table.find("end"),
            countries: match countries {
                Some(column) => column,
                None => table.column("countries", "add the countries that each advertisement is for")?,
            },
            excluded: table.find("excluded_countries"),
            regions: table.find("regions"),
            spend: table.find("spend"),
            currency: table.find("currency"),
        })
    }

    /// The advertisement of a row.
    pub(super) fn ad(&self, table: &Table, row: &Row) -> Result<Ad> {
        let form = "a day such as 2024-05-31";
        let start: Day = row.needed_value(self.start, form)?;
        let end = row.value::<Day>(self.end, form)?;
        if let (Some(column), Some(end)) = (self.end, end.filter(|&end| end < start)) {
            return Err(row.error(
                column,
                format!("it ends on {end}, before it starts on {start}"),
                "correct the days",
            ));
        }
        Ok(Ad {
            id: row.needed(self.id)?.to_owned(),
            start,
            end,
            target: self.target(table, row)?,
            spend: row.text(self.spend).to_owned(),
            amount: Amount::of_row(row, self.spend, self.currency)?,
        })
    }

    fn target(&self, table: &Table, row: &Row) -> Result<Target> {
        let named = row.text(table.find("countries"));
        let regions = row.text(self.regions);
        if named.is_empty() && regions.is_empty() {
            row.needed(self.countries)?;
        }
        Target::read(named, row.text(self.excluded), regions).map_err(|(column, why)| {
            let remedy = "write ISO 3166-1 codes separated by ;, EU, EEA or world, and regions by ISO 3166-2";
            row.error(table.find(column).unwrap_or(self.countries), why, remedy)
        })
    }
}
