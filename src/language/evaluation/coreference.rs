//! The CoNLL 2012 shared task's measures of coreference: the mean of the F1 of MUC (Vilain and others 1995), B³
//! (Bagga and Baldwin 1998) and entity-based CEAF (φ4; Luo 2005), by the definitions of the reference scorer
//! (Pradhan and others 2014). As in that task, an entity is mentioned at least twice: entities mentioned once are no
//! part of key or response.

use super::assignment;
use std::collections::HashMap;
use std::ops::Range;

/// A fraction on the side of the response (precision) and of the key (recall).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fractions {
    /// Numerator and denominator of precision.
    pub precision: (f64, f64),
    /// Numerator and denominator of recall.
    pub recall: (f64, f64),
}

impl Fractions {
    /// The harmonic mean of precision and recall, in percent.
    pub fn f1(&self) -> f64 {
        let ratio = |(n, d): (f64, f64)| if d > 0.0 { n / d } else { 0.0 };
        let (p, r) = (ratio(self.precision), ratio(self.recall));
        if p + r > 0.0 { 200.0 * p * r / (p + r) } else { 0.0 }
    }
    fn add(&mut self, other: &Self) {
        self.precision.0 += other.precision.0;
        self.precision.1 += other.precision.1;
        self.recall.0 += other.recall.0;
        self.recall.1 += other.recall.1;
    }
}

/// The fractions of the three measures; they add up over documents.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CoreferenceCounts {
    /// Links.
    pub muc: Fractions,
    /// Mentions.
    pub b_cubed: Fractions,
    /// Entities.
    pub ceaf: Fractions,
}

type Cluster = Vec<Range<usize>>;

impl CoreferenceCounts {
    /// Compares the clusters of a document.
    pub fn of(key: &[Cluster], response: &[Cluster]) -> Self {
        let (key_of, response_of) = (by_mention(key), by_mention(response));
        let overlap = overlaps(key, response, &response_of);
        let ceaf = {
            let phi: Vec<Vec<f64>> = key
                .iter()
                .zip(&overlap)
                .map(|(k, row)| {
                    let sizes = response.iter().map(|r| (k.len() + r.len()) as f64);
                    row.iter().zip(sizes).map(|(both, sum)| 2.0 * f64::from(*both) / sum).collect()
                })
                .collect();
            let best = assignment::greatest(&phi);
            Fractions { precision: (best, response.len() as f64), recall: (best, key.len() as f64) }
        };
        Self {
            muc: Fractions { precision: muc(response, &key_of), recall: muc(key, &response_of) },
            b_cubed: Fractions {
                precision: b_cubed(response, key, &key_of),
                recall: b_cubed(key, response, &response_of),
            },
            ceaf,
        }
    }

    /// The mean of the three F1, in percent.
    pub fn conll(&self) -> f64 {
        (self.muc.f1() + self.b_cubed.f1() + self.ceaf.f1()) / 3.0
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.muc.add(&other.muc);
        self.b_cubed.add(&other.b_cubed);
        self.ceaf.add(&other.ceaf);
    }
}

fn by_mention(clusters: &[Cluster]) -> HashMap<&Range<usize>, usize> {
    clusters.iter().enumerate().flat_map(|(i, c)| c.iter().map(move |m| (m, i))).collect()
}

fn overlaps(
    key: &[Cluster],
    response: &[Cluster],
    response_of: &HashMap<&Range<usize>, usize>,
) -> Vec<Vec<u32>> {
    key.iter()
        .map(|cluster| {
            let mut row = vec![0; response.len()];
            cluster.iter().filter_map(|m| response_of.get(m)).for_each(|r| row[*r] += 1);
            row
        })
        .collect()
}

/// Links of `clusters` that the other side has, of all: a cluster of n in p parts has n - p of n - 1.
fn muc(clusters: &[Cluster], other_of: &HashMap<&Range<usize>, usize>) -> (f64, f64) {
    let (mut right, mut all) = (0, 0);
    for cluster in clusters {
        let mut parts: Vec<usize> = cluster.iter().filter_map(|m| other_of.get(m).copied()).collect();
        let alone = cluster.len() - parts.len();
        parts.sort_unstable();
        parts.dedup();
        right += cluster.len() - parts.len() - alone;
        all += cluster.len() - 1;
    }
    (right as f64, all as f64)
}

/// For every mention, how much of its cluster its other cluster has.
fn b_cubed(clusters: &[Cluster], others: &[Cluster], other_of: &HashMap<&Range<usize>, usize>) -> (f64, f64) {
    let (mut right, mut all) = (0.0, 0);
    for cluster in clusters {
        all += cluster.len();
        for mention in cluster {
            if let Some(other) = other_of.get(mention) {
                let both = cluster.iter().filter(|m| others[*other].contains(m)).count();
                right += both as f64 / cluster.len() as f64;
            }
        }
    }
    (right, all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(spec: &[&[usize]]) -> Vec<Cluster> {
        spec.iter().map(|c| c.iter().map(|m| *m..*m + 1).collect()).collect()
    }

    #[test]
    fn the_example_of_the_reference_scorers_authors() {
        // Pradhan and others 2014, figure 1 and its worked example: key {a,b,c} {d,e,f,g}, response {a,b} {c,d} {f,g,h,i}.
        let key = clusters(&[&[1, 2, 3], &[4, 5, 6, 7]]);
        let response = clusters(&[&[1, 2], &[3, 4], &[6, 7, 8, 9]]);
        let counts = CoreferenceCounts::of(&key, &response);
        assert_eq!(counts.muc.recall, (2.0, 5.0));
        assert_eq!(counts.muc.precision, (2.0, 5.0));
        assert!((counts.muc.f1() - 40.0).abs() < 1e-9);
        // Recall: 1/7 (2²/3 + 1/3 + 1/4 + 2²/4) = 0.42; precision: 1/8 (2²/2 + 1/2 + 1/2 + 2²/4) = 0.50.
        assert!((counts.b_cubed.recall.0 / counts.b_cubed.recall.1 - 35.0 / 84.0).abs() < 1e-9);
        assert!((counts.b_cubed.precision.0 / counts.b_cubed.precision.1 - 0.5).abs() < 1e-9);
        // φ4({a,b,c},{a,b}) = 0.8, φ4({d,e,f,g},{f,g,h,i}) = 0.5: precision 1.3/3, recall 1.3/2.
        assert!((counts.ceaf.precision.0 - 1.3).abs() < 1e-9);
        assert!((counts.ceaf.f1() - 52.0).abs() < 1e-9);
        assert!((counts.conll() - (40.0 + counts.b_cubed.f1() + 52.0) / 3.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_against_nothing_is_nothing() {
        assert_eq!(CoreferenceCounts::of(&[], &[]).conll(), 0.0);
        let key = clusters(&[&[1, 2]]);
        assert!((CoreferenceCounts::of(&key, &key).conll() - 100.0).abs() < 1e-9);
        assert_eq!(CoreferenceCounts::of(&key, &[]).conll(), 0.0);
    }
}
