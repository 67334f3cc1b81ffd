//! Every advertisement of the table that runs in the period.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::error::Result;

use super::delivery::{AdKey, Delivered, Delivery, DeliveryLine, Stranger, lines};
use super::judge::{Flight, Rule, judge, open_appeals};
use super::lost::Planned;
use super::model::{AdDecision, Decision};
use super::read::{Ad, Columns};
use crate::supervision::home::HomeConfig;
use crate::supervision::input::Input;
use crate::supervision::label::{Carried, Labels};
use crate::supervision::lists::MeasureLine;
use crate::supervision::registry::{Imposed, Spelling};
use crate::supervision::rows::AccountTable;
use crate::supervision::whose::{AccountKey, Whose};

/// What is decided about all advertisements.
#[derive(Debug, Default)]
pub struct Ads {
    /// A line an advertisement.
    pub decisions: Vec<AdDecision>,
    /// What they delivered, by country; empty without a table of it.
    pub delivery: Vec<DeliveryLine>,
    /// Advertisements of the table of delivery that the other one does not have.
    pub strangers: Vec<Stranger>,
    /// Every advertisement of the table.
    pub planned: BTreeMap<AdKey, Planned>,
    /// The tables.
    pub inputs: Vec<Input>,
}

/// Decides on every advertisement that runs in the period; `delivery` is the table
/// of what really ran, where there is one.
///
/// # Errors
/// When a row cannot be used, or a column is not known; the message names file,
/// line and column.
pub fn decide(path: &Path, delivery: Option<&Path>, labels: &Labels, home: &HomeConfig, period: Period) -> Result<Ads> {
    let accounts = AccountTable::read(path, labels.registry())?;
    let columns = Columns::new(&accounts.table)?;
    let delivered = delivery.map(|path| Delivery::read(path, period)).transpose()?;
    let inputs = [Some(Input::of("ads", &accounts.table)), delivered.as_ref().map(|table| table.input.clone())];
    let delivered = delivered.unwrap_or_default();
    let mut ads = Ads { inputs: inputs.into_iter().flatten().collect(), ..Ads::default() };
    let named = named(&accounts, period)?;
    let spelling = labels.registry().spelling(|key| named.contains(key));
    for row in accounts.table.rows() {
        let account = accounts.account(&row)?;
        let ad = columns.ad(&accounts.table, &row)?;
        let key = (accounts.platform(&row).to_lowercase(), ad.id.trim().to_owned());
        let account_id = accounts.unregistered(&row).account_id;
        let planned = Planned { account_id, start: ad.start, end: ad.end };
        if ads.planned.insert(key.clone(), planned).is_some() {
            let problem = format!("the advertisement {} stands here twice", ad.id);
            return Err(row.error(columns.id, problem, "keep one row each"));
        }
        let rows = delivered.of(&key);
        // What was delivered is looked at, planned or not.
        if rows.is_empty() && (ad.start.0 > period.last() || ad.end.is_some_and(|end| end.0 < period.first())) {
            continue;
        }
        let judged = Judged { labels, home, period, rows, spelling: &spelling };
        let (decision, lines) = match account {
            Some(account) => judged.registered(account, ad),
            None => judged.unregistered(accounts.unregistered(&row), ad),
        };
        ads.decisions.push(decision);
        ads.delivery.extend(lines);
    }
    let known: BTreeSet<AdKey> = ads.planned.keys().cloned().collect();
    delivered.must_be_of_one(&known)?;
    ads.strangers = delivered.strangers(&known);
    ads.decisions.sort_by(|x, y| (&x.ad_id, &x.whose.platform).cmp(&(&y.ad_id, &y.whose.platform)));
    ads.delivery
        .sort_by(|x, y| (&x.ad_id, &x.whose.platform, x.country).cmp(&(&y.ad_id, &y.whose.platform, y.country)));
    Ok(ads)
}

/// The accounts of the registry that have rows in the table.
fn named(accounts: &AccountTable, period: Period) -> Result<BTreeSet<AccountKey>> {
    let mut named = BTreeSet::new();
    for row in accounts.table.rows() {
        if let Some(account) = accounts.account(&row)? {
            named.insert(Whose::of(accounts.registry(), account, Day(period.last())).key());
        }
    }
    Ok(named)
}

/// What an advertisement is judged by.
struct Judged<'a> {
    labels: &'a Labels<'a>,
    home: &'a HomeConfig,
    period: Period,
    rows: &'a [Delivered],
    /// The accounts of the registry that a misspelled one may be: those that do not
    /// advertise.
    spelling: &'a Spelling<'a>,
}

impl Judged<'_> {
    /// Of an account of the registry.
    fn registered(&self, account: usize, ad: Ad) -> (AdDecision, Vec<DeliveryLine>) {
        let registry = self.labels.registry();
        let whose = Whose::of(registry, account, Day(self.period.last()));
        let flight = Flight::of(self.labels, account, &ad, self.period);
        let (decision, lines) = self.flown(ad, whose, &flight);
        let appeal = if decision.is_limited() {
            open_appeals(self.labels, account, decision.end, self.period)
        } else {
            String::new()
        };
        (AdDecision { appeal, ..decision }, lines)
    }

    /// Of an account that the registry does not have: one that carried a label in
    /// the period before keeps it.
    fn unregistered(&self, whose: Whose, ad: Ad) -> (AdDecision, Vec<DeliveryLine>) {
        if let Some((whose, rule)) = self.kept(&whose) {
            let flight = Flight::under(rule, &ad, self.period);
            return self.flown(ad, whose, &flight);
        }
        let near = self.spelling.nearest(&whose.platform, &whose.account_id);
        let may = near.as_ref().map_or_else(String::new, |near| format!("; it may be {near}"));
        let reason = format!("the account is not in the registry: nothing is decided{may}");
        let decision = AdDecision::new(ad, whose, Decision::NotRegistered, reason);
        (AdDecision { may_be: near, ..decision }, Vec::new())
    }

    /// What an account may do that the registry does not have any more, by the lists
    /// of the period before; none where it was on none.
    fn kept(&self, whose: &Whose) -> Option<(Whose, Rule)> {
        let is_it = |line: &&MeasureLine| {
            let platform = &line.whose.platform;
            let same = whose.platform.is_empty() || whose.platform.eq_ignore_ascii_case(platform);
            line.whose.account_id == whose.account_id && same
        };
        let banned = self.labels.kept_measures().filter(is_it).find_map(|line| {
            let kind = line.kind_imposed().filter(|kind| *kind != Imposed::Restricted)?;
            Some((line.whose.clone(), Rule::Nowhere(kind)))
        });
        banned.or_else(|| {
            let line = self.labels.line_before(&whose.platform, &whose.account_id)?;
            Some((line.whose.clone(), Rule::HomeOnly { label: Carried::kept(line)?, is_suspended: false }))
        })
    }

    fn flown(&self, ad: Ad, whose: Whose, flight: &Flight) -> (AdDecision, Vec<DeliveryLine>) {
        let home = whose.country.map(|country| self.home.of(country)).unwrap_or_default();
        let delivered = lines(&ad.id, &whose, self.rows, &home, |row| flight.refuses(row, &home));
        (judge(ad, (whose, &home), flight, self.rows, self.period), delivered)
    }
}
