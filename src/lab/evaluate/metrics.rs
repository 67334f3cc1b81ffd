//! How well a ranking and a list agree with labels.

use serde::Serialize;

/// A ranking with its ties: accounts of equal score are one step of it, as
/// nothing says which of them comes first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// From the highest score down.
    steps: Vec<Step>,
    positives: usize,
    negatives: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    positives: usize,
    negatives: usize,
}

impl Step {
    fn size(self) -> usize {
        self.positives + self.negatives
    }
}

/// A point of the precision-recall curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The share of the positives ranked this high or higher.
    pub recall: f64,
    /// The share of positives among all ranked this high or higher.
    pub precision: f64,
}

impl Ranking {
    /// Ranks `(score, positive)`, the highest score first.
    pub fn new(scores: impl IntoIterator<Item = (f64, bool)>) -> Self {
        let mut scores: Vec<(f64, bool)> = scores.into_iter().collect();
        scores.sort_unstable_by(|x, y| y.0.total_cmp(&x.0));
        let steps: Vec<Step> = scores
            .chunk_by(|x, y| x.0 == y.0)
            .map(|tied| {
                let positives = tied.iter().filter(|(_, positive)| *positive).count();
                Step { positives, negatives: tied.len() - positives }
            })
            .collect();
        let sum = |of: fn(&Step) -> usize| steps.iter().map(of).sum();
        Self { positives: sum(|step| step.positives), negatives: sum(|step| step.negatives), steps }
    }

    /// Average precision: the sum over the steps of the precision there times
    /// the gain in recall (the convention of scikit-learn, without
    /// interpolation). `None` without a positive.
    pub fn average_precision(&self) -> Option<f64> {
        let mut last = 0.0;
        let mut sum = 0.0;
        for point in self.curve() {
            sum += (point.recall - last) * point.precision;
            last = point.recall;
        }
        (self.positives > 0).then_some(sum)
    }

    /// The area under the ROC curve: the probability that a positive is ranked
    /// above a negative, a tie counting half. `None` without one of both.
    pub fn roc_auc(&self) -> Option<f64> {
        let mut below = self.negatives as f64;
        let mut above = 0.0;
        for step in &self.steps {
            below -= step.negatives as f64;
            above += step.positives as f64 * (below + step.negatives as f64 / 2.0);
        }
        let pairs = self.positives as f64 * self.negatives as f64;
        (pairs > 0.0).then(|| above / pairs)
    }

    /// The expected share of positives among the first `k`, ties in random
    /// order; `None` where fewer are ranked, or for none.
    pub fn precision_at(&self, k: usize) -> Option<f64> {
        let mut left = k;
        let mut found = 0.0;
        for step in &self.steps {
            let taken = step.size().min(left);
            found += step.positives as f64 * taken as f64 / step.size() as f64;
            left -= taken;
        }
        (left == 0 && k > 0).then(|| found / k as f64)
    }

    /// The precision-recall curve, from the highest score down; empty without
    /// a positive.
    pub fn curve(&self) -> Vec<Point> {
        let (mut positives, mut ranked) = (0, 0);
        let steps = self.steps.iter().filter(|_| self.positives > 0);
        steps
            .map(|step| {
                positives += step.positives;
                ranked += step.size();
                Point { recall: positives as f64 / self.positives as f64, precision: positives as f64 / ranked as f64 }
            })
            .collect()
    }

    /// Ranked positives.
    pub fn positives(&self) -> usize {
        self.positives
    }

    /// The share of positives: the average precision of a ranking that knows
    /// nothing. 0 of nothing.
    pub fn base_rate(&self) -> f64 {
        share(self.positives, self.positives + self.negatives).unwrap_or(0.0)
    }
}

/// A list against labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Positives on the list.
    pub true_positives: usize,
    /// Negatives on the list.
    pub false_positives: usize,
    /// Positives that are not on the list.
    pub false_negatives: usize,
    /// Negatives that are not on the list.
    pub true_negatives: usize,
}

impl Counts {
    /// Counts `(listed, positive)`.
    pub fn new(accounts: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let mut counts = Self::default();
        for (listed, positive) in accounts {
            *match (listed, positive) {
                (true, true) => &mut counts.true_positives,
                (true, false) => &mut counts.false_positives,
                (false, true) => &mut counts.false_negatives,
                (false, false) => &mut counts.true_negatives,
            } += 1;
        }
        counts
    }

    /// The share of positives on the list; `None` for an empty list.
    pub fn precision(self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_positives)
    }

    /// The share of the positives that is listed; `None` without a positive.
    pub fn recall(self) -> Option<f64> {
        share(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// The harmonic mean of precision and recall, `2·TP / (2·TP + FP + FN)`;
    /// `None` where neither a list nor a positive is there.
    pub fn f1(self) -> Option<f64> {
        share(2 * self.true_positives, 2 * self.true_positives + self.false_positives + self.false_negatives)
    }
}

/// A share of a whole; `None` of nothing.
pub fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The 95 % confidence interval of a share, by E. B. Wilson, "Probable
/// inference, the law of succession, and statistical inference", JASA 22
/// (1927); all that is possible for a share of nothing.
pub fn wilson_interval(part: usize, whole: usize) -> [f64; 2] {
    const Z: f64 = 1.959_963_984_540_054;
    if whole == 0 {
        return [0.0, 1.0];
    }
    let n = whole as f64;
    let p = part as f64 / n;
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    // Rounding must not take the ends of the range with it.
    let low = if part == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if part == whole { 1.0 } else { (middle + half).min(1.0) };
    [low, high]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(one: Option<f64>, other: f64) {
        let one = one.expect("a value");
        assert!((one - other).abs() < 1e-12, "{one} is not {other}");
    }

    fn ranking(scores: &[f64], positive: &[u8]) -> Ranking {
        Ranking::new(scores.iter().copied().zip(positive.iter().map(|&p| p == 1)))
    }

    /// Scores with ties, and labels.
    const SCORES: [f64; 12] = [9.0, 7.5, 7.5, 7.5, 4.0, 4.0, 3.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    const LABELS: [u8; 12] = [1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0];

    #[test]
    fn average_precision_and_auc_are_those_of_scikit_learn() {
        // average_precision_score and roc_auc_score of scikit-learn 1.9.1.
        let ranking = ranking(&SCORES, &LABELS);
        close(ranking.average_precision(), 0.7166666666666666);
        close(ranking.roc_auc(), 0.7714285714285714);
    }

    #[test]
    fn a_ranking_of_four_is_worked_out_by_hand() {
        // + - + -: precision 1 at recall 1/2, 2/3 at recall 1.
        let plain = ranking(&[4.0, 3.0, 2.0, 1.0], &[1, 0, 1, 0]);
        close(plain.average_precision(), 0.5 + 0.5 * 2.0 / 3.0);
        // Of the four pairs of a positive and a negative, three are in order.
        close(plain.roc_auc(), 0.75);
        // One step for the tie of the second and third.
        let tied = ranking(&[4.0, 3.0, 3.0, 1.0], &[1, 0, 1, 0]);
        close(tied.average_precision(), 0.5 + 0.5 * 2.0 / 3.0);
        close(tied.roc_auc(), 0.875);
        close(tied.precision_at(2), 0.75);
        assert_eq!(tied.precision_at(5), None);
        assert_eq!(tied.precision_at(0), None);
        // Nothing told apart: the share of positives, and a coin.
        let blind = ranking(&[0.0, -0.0, 0.0, 0.0], &[1, 0, 0, 0]);
        close(blind.average_precision(), 0.25);
        close(blind.roc_auc(), 0.5);
        close(blind.precision_at(1), 0.25);
    }

    #[test]
    fn what_cannot_be_said_is_not_said() {
        assert_eq!(ranking(&[], &[]).average_precision(), None);
        assert_eq!(ranking(&[1.0], &[0]).average_precision(), None);
        assert_eq!(ranking(&[1.0], &[1]).roc_auc(), None);
        assert_eq!(ranking(&[1.0], &[0]).curve(), []);
        assert_eq!(Counts::default().precision(), None);
        assert_eq!(Counts::default().f1(), None);
    }

    #[test]
    fn a_list_is_counted_by_hand() {
        // precision_score 0.6, recall_score 0.75, f1_score 2/3 of scikit-learn.
        let listed = [true, true, true, true, true, false, false, false];
        let positive = [true, true, true, false, false, true, false, false];
        let counts = Counts::new(listed.into_iter().zip(positive));
        assert_eq!(counts, Counts { true_positives: 3, false_positives: 2, false_negatives: 1, true_negatives: 2 });
        close(counts.precision(), 0.6);
        close(counts.recall(), 0.75);
        close(counts.f1(), 2.0 / 3.0);
    }

    #[test]
    fn a_share_of_few_is_known_badly() {
        // scipy.stats.binomtest(3, 10).proportion_ci(method="wilson").
        let [low, high] = wilson_interval(3, 10);
        assert!((low - 0.10779126740630102).abs() < 1e-9 && (high - 0.6032218525388546).abs() < 1e-9, "{low} {high}");
        assert_eq!(wilson_interval(0, 0), [0.0, 1.0]);
        assert_eq!(wilson_interval(0, 5)[0], 0.0);
        assert_eq!(wilson_interval(5, 5)[1], 1.0);
    }

    /// Few scores, so that many tie.
    fn rankings() -> impl Strategy<Value = Vec<(i8, bool)>> {
        prop::collection::vec((-3i8..4, any::<bool>()), 1..40)
    }

    fn scored(ranks: &[(i8, bool)], score: impl Fn(f64) -> f64) -> Ranking {
        Ranking::new(ranks.iter().map(|&(rank, positive)| (score(f64::from(rank)), positive)))
    }

    proptest! {
        #[test]
        fn only_the_order_of_scores_counts(mut ranks in rankings()) {
            let plain = scored(&ranks, |rank| rank);
            prop_assert_eq!(&plain, &scored(&ranks, |rank| (rank / 2.0).exp() - 7.0));
            ranks.reverse();
            prop_assert_eq!(&plain, &scored(&ranks, |rank| rank));
        }

        #[test]
        fn auc_is_the_share_of_ordered_pairs(ranks in rankings()) {
            let of = |wanted: bool| ranks.iter().filter(move |(_, positive)| *positive == wanted).map(|(rank, _)| *rank);
            let (mut sum, mut pairs) = (0.0, 0.0);
            for positive in of(true) {
                for negative in of(false) {
                    pairs += 1.0;
                    sum += if positive > negative { 1.0 } else if positive == negative { 0.5 } else { 0.0 };
                }
            }
            let auc = scored(&ranks, |rank| rank).roc_auc();
            match auc {
                Some(auc) => prop_assert!((auc - sum / pairs).abs() < 1e-12),
                None => prop_assert!(pairs == 0.0),
            }
        }

        #[test]
        fn average_precision_is_its_definition(ranks in rankings()) {
            let positives = ranks.iter().filter(|(_, positive)| *positive).count();
            // The mean over the positives of the precision at their score.
            let precision = |least: i8| {
                let above = ranks.iter().filter(|(rank, _)| *rank >= least);
                above.clone().filter(|(_, positive)| *positive).count() as f64 / above.count() as f64
            };
            let sum: f64 = ranks.iter().filter(|(_, positive)| *positive).map(|(rank, _)| precision(*rank)).sum();
            let ranking = scored(&ranks, |rank| rank);
            match ranking.average_precision() {
                Some(ap) => {
                    prop_assert!((ap - sum / positives as f64).abs() < 1e-12);
                    let all = ranking.precision_at(ranks.len()).expect("all are ranked");
                    prop_assert!((all - ranking.base_rate()).abs() < 1e-12);
                }
                None => prop_assert_eq!(positives, 0),
            }
        }
    }
}
