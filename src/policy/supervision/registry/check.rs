//! What is wrong, missing or overdue in a registry.

use lockstep_base::calendar::Day;

use super::finding::{Finding, Kind};
use super::history::{ALWAYS, Label};
use super::model::{Appeal, Assessed, Assessment, Criterion, Decision, Entity, Outcome, Status};

/// What is wrong, missing or overdue with an entity whose fields could be read.
pub(super) fn check(entity: &Entity, today: Day) -> Vec<Finding> {
    let mut checker = Checker { entity, today, found: Vec::new() };
    let is_ever_labelled = entity.history.iter().any(|decision| decision.status.is_labelled());
    if is_ever_labelled {
        checker.label_is_complete();
    }
    checker.history();
    checker.days();
    checker.evidence();
    if entity.status(today) == Some(Status::Independent) && entity.criteria.values().any(speaks) {
        let message = format!("{} is independent, but a criterion is not: look again", entity.id);
        checker.find(Kind::Contradiction, message);
    }
    for appeal in &entity.appeals {
        checker.appeal(appeal);
    }
    checker.measures();
    checker.found
}

/// Whether an assessment speaks for a label.
fn speaks(assessed: &Assessed) -> bool {
    matches!(assessed.assessment, Assessment::Controlled | Assessment::Influenced)
}

struct Checker<'a> {
    entity: &'a Entity,
    today: Day,
    found: Vec<Finding>,
}

impl Checker<'_> {
    fn find(&mut self, kind: Kind, message: String) {
        self.find_at(kind, self.entity.line, message);
    }

    fn find_at(&mut self, kind: Kind, line: u64, message: String) {
        self.found.push(Finding::new(kind, line, &self.entity.id, message));
    }

    /// What a label must have to be defended.
    fn label_is_complete(&mut self) {
        let (entity, name) = (self.entity, &self.entity.id);
        if entity.accounts.is_empty() {
            self.find(Kind::NoAccounts, format!("{name} is labelled, but has no account: add those that it holds"));
        }
        if entity.review_due.is_none() {
            self.find(Kind::NoReview, format!("{name} has no `review_due`: give the day of the next review"));
        }
        if !entity.criteria.is_empty() && !entity.criteria.values().any(speaks) {
            let message = format!("{name} is labelled, but no criterion is controlled or influenced");
            self.find(Kind::NoBasis, message);
        }
        for criterion in Criterion::ALL.iter().filter(|criterion| !entity.criteria.contains_key(criterion)) {
            let message = format!("{name} was not assessed by `{}`: assess it", criterion.name());
            self.find(Kind::MissingCriterion, message);
        }
    }

    /// Decisions to come, days that none covers, and who decided.
    fn history(&mut self) {
        let (entity, name) = (self.entity, &self.entity.id);
        for decision in &entity.history {
            self.decision(decision);
        }
        for pair in entity.history.windows(2) {
            let gap = pair[0].until.filter(|&until| until.tomorrow().is_some_and(|next| next < pair[1].from));
            if let Some(until) = gap {
                let message = format!(
                    "nothing is decided about {name} after {until} until {}: add a decision, or correct the days",
                    pair[1].from
                );
                self.find_at(Kind::Gap, pair[1].line, message);
            }
        }
        if let Some((last, until)) = entity.history.last().and_then(|last| Some((last, last.until?))) {
            let message = format!("nothing is decided about {name} after {until}: add the decision that follows");
            self.find_at(Kind::Gap, last.line, message);
        }
    }

    fn decision(&mut self, decision: &Decision) {
        let (name, today) = (&self.entity.id, self.today);
        if decision.from > today {
            let message = match decision.status {
                status if status.is_labelled() => format!("{name} is labelled from {} on", decision.from),
                Status::UnderReview => format!("{name} goes under review on {}", decision.from),
                status => format!("{name} becomes {} on {}", status.name(), decision.from),
            };
            self.find_at(Kind::FutureDecision, decision.line, format!("{message}, which is yet to come"));
        } else if let Some(day) = decision.decided.filter(|&day| day > today) {
            let message = format!("{name} is decided again on {day}, which is yet to come");
            self.find_at(Kind::FutureDecision, decision.line, message);
        }
        if decision.by.is_empty() && decision.status != Status::UnderReview && decision.from != ALWAYS {
            let message = format!(
                "nobody is named who decided that {name} is {} from {}: name a person or a role",
                decision.status.name(),
                decision.from
            );
            self.find_at(Kind::NoDecider, decision.line, message);
        }
    }

    fn days(&mut self) {
        let (name, today) = (&self.entity.id, self.today);
        if let Some(day) = self.entity.review_due.filter(|&day| day < today) {
            let message = format!("the review of {name} was due on {day}: review it, set the next day");
            self.find(Kind::OverdueReview, message);
        }
        let label = self.entity.standing(today).label();
        if let Some(Label { since, .. }) = label.filter(|label| label.is_under_review) {
            let message =
                format!("{name} is under review: it keeps its label of {since} and every measure until it is decided");
            self.find(Kind::LabelUnderReview, message);
        }
    }

    fn evidence(&mut self) {
        let name = &self.entity.id;
        for (criterion, assessed) in &self.entity.criteria {
            for piece in &assessed.evidence {
                if let Some(date) = piece.date.filter(|&date| date > self.today) {
                    let message = format!("{name} has evidence of {date}, after {}: correct the day", self.today);
                    self.find(Kind::Contradiction, message);
                }
                if let Some(verdict) = piece.verdict.filter(|&verdict| verdict != assessed.assessment) {
                    let message = format!(
                        "by `{}`, {name} is {}, but {} concludes {}: say why, or assess it again",
                        criterion.name(),
                        assessed.assessment.name(),
                        if piece.expert.is_empty() { "an expert" } else { &piece.expert },
                        verdict.name()
                    );
                    self.find(Kind::ExpertDisagrees, message);
                }
            }
        }
    }

    fn measures(&mut self) {
        let name = &self.entity.id;
        for measure in &self.entity.measures {
            if measure.by.is_empty() {
                let message = format!(
                    "nobody is named who decided the measure `{}` on {name} from {}: name a person or a role",
                    measure.measure.name(),
                    measure.from
                );
                self.find_at(Kind::NoDecider, measure.line, message);
            }
        }
    }

    fn appeal(&mut self, appeal: &Appeal) {
        let (name, date) = (&self.entity.id, appeal.date);
        if appeal.outcome == Outcome::Open && appeal.decided.is_some() {
            let message = format!("the appeal of {name} of {date} is open, but has `decided`: give its outcome");
            self.find_at(Kind::Contradiction, appeal.line, message);
        }
        if let (Some(from), Some(until)) = (appeal.suspended_from, appeal.suspended_until)
            && until < from
        {
            let message = format!("the appeal of {name} of {date} suspends from {from} to {until}: correct the days");
            self.find_at(Kind::Contradiction, appeal.line, message);
        }
        if let (Some(until), Some(decided)) = (appeal.suspended_until, appeal.decided)
            && matches!(appeal.outcome, Outcome::Rejected | Outcome::Withdrawn)
            && until >= decided
        {
            let message = format!(
                "the appeal of {name} of {date} suspends until {until}, but was {} on {decided}: nothing is suspended from \
                 that day on; correct the days",
                appeal.outcome.name()
            );
            self.find_at(Kind::Contradiction, appeal.line, message);
        }
        let days = [
            ("decided", appeal.decided),
            ("suspended_from", appeal.suspended_from),
            ("suspended_until", appeal.suspended_until),
        ];
        for (field, day) in days {
            if let Some(day) = day.filter(|&day| day < date) {
                let message =
                    format!("the appeal of {name} of {date} has `{field}` {day}, before it: correct the days");
                self.find_at(Kind::Contradiction, appeal.line, message);
                return;
            }
        }
        if appeal.outcome != Outcome::Open && appeal.outcome != Outcome::Withdrawn && appeal.by.is_empty() {
            let message =
                format!("nobody is named who decided the appeal of {name} of {date}: name a person or a role");
            self.find_at(Kind::NoDecider, appeal.line, message);
        }
        if let Some((kind, message)) = self.outcome(appeal) {
            self.find_at(kind, appeal.line, message);
        }
    }

    /// What is to be done about an appeal that was made by today.
    fn outcome(&self, appeal: &Appeal) -> Option<(Kind, String)> {
        let (name, date) = (&self.entity.id, appeal.date);
        if appeal.is_open(self.today) {
            let measures: Vec<&str> = appeal.suspends.iter().map(|measure| measure.name()).collect();
            let effect = if measures.is_empty() { "nothing".to_owned() } else { measures.join(", ") };
            let message = match appeal.decided.filter(|_| appeal.outcome != Outcome::Open) {
                Some(day) => format!(
                    "the appeal of {name} of {date} is {} on {day}, which is yet to come, and suspends {effect} until then: is \
                     the day right?",
                    appeal.outcome.name()
                ),
                None => format!("the appeal of {name} of {date} is open and suspends {effect}: decide it"),
            };
            return Some((Kind::OpenAppeal, message));
        }
        if date > self.today || matches!(appeal.outcome, Outcome::Open | Outcome::Withdrawn) {
            return None;
        }
        let ends = |decision: &Decision| decision.from > self.today && decision.status == Status::Independent;
        let label = self.entity.standing(self.today).label().filter(|_| !self.entity.history.iter().any(ends));
        if let Some(label) = label.filter(|_| appeal.outcome == Outcome::Granted) {
            let message = format!(
                "the appeal of {name} of {date} was granted, but its label ({}) goes on: add the decision that ends it",
                label.status.name()
            );
            return Some((Kind::GrantedAppeal, message));
        }
        appeal.decided.is_none().then(|| {
            let message = format!("the appeal of {name} of {date} has an outcome, but no `decided`: give the day");
            (Kind::UndatedAppeal, message)
        })
    }
}
