//! Figures of peers on a given day, with which accounts are compared.
//!
//! A baseline holds no account: only how often each value occurs among the accounts of a group, and of groups of fewer than
//! [`LEAST_ACCOUNTS`] not even that.

use crate::Distribution;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A group of fewer accounts is withheld: its figures would speak of persons.
pub const LEAST_ACCOUNTS: u64 = 10;

/// Figures of peers, bound to the pack and the values that they were measured with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Of this file: 1.
    pub format: u32,
    /// SHA-256 of the file without this line, 64 hex digits; empty in memory.
    pub sha256: String,
    /// Hash of the pack.
    pub pack_sha256: String,
    /// Hash of the overlay, where there was one.
    pub overlay_sha256: Option<String>,
    /// Base currency of amounts.
    pub base: String,
    /// Last day that was measured.
    pub until: String,
    /// Files that were measured, ordered by hash.
    pub sources: Vec<BaselineSource>,
    /// Customers files that were read beside them, ordered by hash.
    pub context: Vec<BaselineSource>,
    /// Figures by indicator.
    pub indicators: BTreeMap<String, PeerFigures>,
}

/// A file that was measured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineSource {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Name as given.
    pub name: String,
    /// Rows.
    pub rows: u64,
}

/// Figures for one indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerFigures {
    /// The indicator's version.
    pub version: String,
    /// Values of its parameters, as written.
    pub params: BTreeMap<String, String>,
    /// Fields that make a group.
    pub peers: Vec<String>,
    /// Groups in the order of their values.
    pub groups: Vec<PeerGroup>,
    /// Groups, or measures of groups, that had too few accounts.
    pub withheld: u64,
}

/// A group of peers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerGroup {
    /// A value for each field of `peers`.
    pub of: Vec<String>,
    /// Figures by measure.
    pub measures: BTreeMap<String, PeerMeasure>,
}

/// One measure over a group: a value for each account and whole span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Stored", try_from = "Stored")]
pub struct PeerMeasure {
    /// How many accounts.
    pub accounts: u64,
    /// Values.
    pub values: Distribution,
}

/// As it stands in the file: values as decimals.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    accounts: u64,
    places: u32,
    /// For the reader's eye; what counts is in `values`.
    figures: BTreeMap<String, String>,
    values: BTreeMap<String, u64>,
}

impl From<PeerMeasure> for Stored {
    fn from(measure: PeerMeasure) -> Self {
        let values = &measure.values;
        let texts = values.values().iter();
        Self {
            accounts: measure.accounts,
            places: values.parts().ilog10(),
            figures: figures(values),
            values: texts.map(|&(value, count)| (decimal(values, value), count)).collect(),
        }
    }
}

impl TryFrom<Stored> for PeerMeasure {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let parts = 10_i128.checked_pow(stored.places).filter(|_| stored.places <= 18);
        let parts = parts.ok_or_else(|| format!("{} decimal places are too many", stored.places))?;
        let value = |(text, count): (&String, &u64)| {
            let value = in_parts(text, stored.places).ok_or_else(|| format!("`{text}` is no value"))?;
            Ok((value, *count))
        };
        let values: Result<Vec<(i128, u64)>, String> = stored.values.iter().map(value).collect();
        Ok(Self {
            accounts: stored.accounts,
            values: Distribution::of(parts, values?),
        })
    }
}

fn figures(values: &Distribution) -> BTreeMap<String, String> {
    let percentiles = [5, 25, 50, 75, 95].map(|percent| (format!("p{percent:02}"), values.percentile(percent)));
    let others = [
        ("avg", values.avg().ok().flatten()),
        ("max", values.max()),
        ("min", values.min()),
    ];
    let others = others.map(|(name, number)| (name.to_owned(), number));
    let count = ("values".to_owned(), values.count().to_string());
    let known = percentiles.into_iter().chain(others);
    known
        .filter_map(|(name, number)| Some((name, number?.text(6))))
        .chain([count])
        .collect()
}

fn decimal(values: &Distribution, value: i128) -> String {
    values.number(value).map_or_else(String::new, |number| number.text(18))
}

/// A decimal as a whole number of parts.
fn in_parts(text: &str, places: u32) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let missing = usize::try_from(places).ok()?.checked_sub(fraction.len())?;
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let text = format!("{whole}{fraction}{}", "0".repeat(missing));
    text.parse::<i128>().ok()?.checked_mul(sign)
}

/// Why two baselines do not make one, with what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMerged {
    /// Made with different packs or values.
    OtherPack,
    /// In different base currencies.
    OtherBase,
    /// Of different days: accounts of both would count twice.
    OtherDay,
    /// They share a file: its accounts would count twice.
    SameSource,
}

impl fmt::Display for NotMerged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherPack => "they were made with different packs, overlays or indicators\n  hint: make both with the same pack and overlay",
            Self::OtherBase => "they have different base currencies\n  hint: make both with the same --base",
            Self::OtherDay => {
                "they end on different days, so that accounts could count twice\n  hint: make both with the same --until, each from other accounts"
            }
            Self::SameSource => "a file was measured for both, so that its accounts would count twice\n  hint: leave one out",
        })
    }
}

impl std::error::Error for NotMerged {}

impl Baseline {
    /// Both together: baselines of different accounts, made on the same day in the same way.
    ///
    /// # Errors
    /// Where they were not.
    pub fn and(&self, other: &Self) -> Result<Self, NotMerged> {
        if self.plan() != other.plan() || !self.is_made_like(other) {
            return Err(NotMerged::OtherPack);
        }
        if self.base != other.base {
            return Err(NotMerged::OtherBase);
        }
        if self.until != other.until {
            return Err(NotMerged::OtherDay);
        }
        let is_shared = |source: &BaselineSource| other.sources.iter().any(|it| it.sha256 == source.sha256);
        if self.sources.iter().any(is_shared) {
            return Err(NotMerged::SameSource);
        }
        let mut sources: Vec<BaselineSource> = self.sources.iter().chain(&other.sources).cloned().collect();
        sources.sort();
        let mut context: Vec<BaselineSource> = self.context.iter().chain(&other.context).cloned().collect();
        context.sort();
        context.dedup();
        let mut indicators = self.indicators.clone();
        for (id, figures) in &other.indicators {
            if let Some(own) = indicators.get_mut(id) {
                own.add(figures).ok_or(NotMerged::OtherPack)?;
            }
        }
        Ok(Self {
            sha256: String::new(),
            sources,
            context,
            indicators,
            ..self.clone()
        })
    }

    fn plan(&self) -> (&String, &Option<String>) {
        (&self.pack_sha256, &self.overlay_sha256)
    }

    /// True where the same indicators were measured in the same way.
    fn is_made_like(&self, other: &Self) -> bool {
        let same = |((id, own), (other_id, other)): ((&String, &PeerFigures), (&String, &PeerFigures))| {
            id == other_id && own.version == other.version && own.params == other.params && own.peers == other.peers
        };
        self.indicators.len() == other.indicators.len() && self.indicators.iter().zip(&other.indicators).all(same)
    }
}

impl PeerFigures {
    fn add(&mut self, other: &Self) -> Option<()> {
        self.withheld += other.withheld;
        for group in &other.groups {
            match self.groups.binary_search_by(|it| it.of.cmp(&group.of)) {
                Err(at) => self.groups.insert(at, group.clone()),
                Ok(at) => self.groups[at].add(group)?,
            }
        }
        Some(())
    }
}

impl PeerGroup {
    fn add(&mut self, other: &Self) -> Option<()> {
        for (name, measure) in &other.measures {
            match self.measures.get_mut(name) {
                None => {
                    self.measures.insert(name.clone(), measure.clone());
                }
                Some(own) => {
                    own.accounts += measure.accounts;
                    own.values = own.values.and(&measure.values)?;
                }
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(source: &str, group: &str, values: &[(i128, u64)]) -> Baseline {
        let measure = PeerMeasure {
            accounts: 10,
            values: Distribution::of(1_000_000, values.iter().copied()),
        };
        let group = PeerGroup {
            of: vec![group.to_owned()],
            measures: [("measure".to_owned(), measure)].into(),
        };
        let figures = PeerFigures {
            groups: vec![group],
            ..PeerFigures::default()
        };
        Baseline {
            format: 1,
            until: "2025-06-30".to_owned(),
            sources: vec![BaselineSource {
                sha256: source.to_owned(),
                name: source.to_owned(),
                rows: 1,
            }],
            indicators: [("HT-LAB-004".to_owned(), figures)].into(),
            ..Baseline::default()
        }
    }

    #[test]
    fn parts_make_a_whole() {
        let (a, b) = (one("a", "TH", &[(500_000, 2)]), one("b", "TH", &[(500_000, 1), (0, 4)]));
        let both = a.and(&b).unwrap();
        assert_eq!(both, b.and(&a).unwrap());
        let measure = &both.indicators["HT-LAB-004"].groups[0].measures["measure"];
        assert_eq!(measure.accounts, 20);
        assert_eq!(measure.values.values(), [(0, 4), (500_000, 3)]);
        let apart = a.and(&one("b", "PH", &[(1, 1)])).unwrap();
        let groups = apart.indicators["HT-LAB-004"].groups.iter().map(|it| it.of[0].as_str());
        assert_eq!(groups.collect::<Vec<_>>(), ["PH", "TH"]);
    }

    #[test]
    fn what_would_count_twice_is_refused() {
        let a = one("a", "TH", &[(0, 1)]);
        assert_eq!(a.and(&a), Err(NotMerged::SameSource));
        let later = Baseline {
            until: "2025-07-31".to_owned(),
            ..one("b", "TH", &[(0, 1)])
        };
        assert_eq!(a.and(&later), Err(NotMerged::OtherDay));
        let other = Baseline {
            pack_sha256: "x".to_owned(),
            ..one("b", "TH", &[(0, 1)])
        };
        assert_eq!(a.and(&other), Err(NotMerged::OtherPack));
    }

    #[test]
    fn decimals_come_back() {
        for (text, value) in [("0.25", 250_000), ("-3", -3_000_000), ("12.000001", 12_000_001)] {
            assert_eq!(in_parts(text, 6), Some(value));
            assert_eq!(decimal(&Distribution::new(1_000_000), value), text);
        }
        for text in ["", "1.0000001", "x", "--1", "1e3", ".5"] {
            assert_eq!(in_parts(text, 6), None, "{text}");
        }
    }
}
