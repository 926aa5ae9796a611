//! A finding in one paragraph of each language: facts first, then what they may and may not mean.

use crate::lang::both;
use crate::words::{self, dates, numbers};
use crate::{Lang, guarded};
use redflag_model::{Currency, Finding, Guarded, Measure, TextPair, money};
use redflag_rules::Plan;
use redflag_rules::plan::{Indicator, Param, ParamValue};

/// Puts findings of a plan into words.
#[derive(Clone, Copy, Debug)]
pub struct Explainer<'a> {
    plan: &'a Plan,
    base: Currency,
    reference_day: Option<i64>,
}

impl<'a> Explainer<'a> {
    /// Words for findings of `plan`, with money in `base` beside the currency of its source.
    #[must_use]
    pub fn new(plan: &'a Plan, base: Currency) -> Self {
        Self {
            plan,
            base,
            reference_day: None,
        }
    }

    /// Money of parameters at the rates of the day at which a run converted it, in place of the latest.
    #[must_use]
    pub fn on(mut self, reference_day: Option<i64>) -> Self {
        self.reference_day = reference_day;
        self
    }

    /// The indicator behind a finding; `None` where the plan has none of that id.
    #[must_use]
    pub fn indicator(&self, finding: &Finding) -> Option<&'a Indicator> {
        self.plan.indicator(&finding.indicator).map(|(_, indicator)| indicator)
    }

    /// The whole paragraph, in both languages: the sentence, remarks, a caution about roles, lawful readings.
    #[must_use]
    pub fn explanation(&self, finding: &Finding) -> TextPair {
        both(|lang| self.paragraph(finding, lang))
    }

    fn paragraph(&self, finding: &Finding, lang: Lang) -> String {
        let mut parts = vec![self.sentence(finding, lang)];
        parts.extend(finding.notes.iter().map(|note| words::note(note, lang)));
        parts.extend(cautions(finding, lang));
        parts.extend(guarded::told(self, finding, lang));
        if let Some(indicator) = self.indicator(finding) {
            parts.push(format!("{} {}", lawful_lead(lang), lang.of(&indicator.innocent)));
        }
        parts.join(" ")
    }

    /// The facts in one sentence, from the indicator's own template.
    #[must_use]
    pub fn sentence(&self, finding: &Finding, lang: Lang) -> String {
        let Some(indicator) = self.indicator(finding) else {
            return format!("{}: {}", finding.indicator, finding.subject);
        };
        let (start, end) = dates::span(finding.start, finding.end, lang);
        let template = lang.of(&indicator.sentence);
        let of_one_day = (start == end).then(|| on_one_day(template, lang));
        filled(of_one_day.as_deref().unwrap_or(template), &mut |placeholder| {
            self.value(indicator, finding, placeholder, lang)
        })
    }

    /// Why a guard acted on a finding, in the guard's own words; none where the plan has no guard of that id.
    pub(crate) fn guard_sentence(&self, guard: &Guarded, finding: &Finding, lang: Lang) -> Option<String> {
        let (_, indicator) = self.plan.indicator(&guard.id)?;
        let template = lang.of(&indicator.sentence);
        Some(filled(template, &mut |placeholder| {
            self.value(indicator, finding, placeholder, lang)
        }))
    }

    fn value(&self, indicator: &Indicator, finding: &Finding, placeholder: &str, lang: Lang) -> Option<String> {
        let (start, end) = dates::span(finding.start, finding.end, lang);
        Some(match placeholder.split_once(':') {
            Some(("observed", name)) => observed(indicator, finding, name, lang)?,
            Some(("limit", name)) => self.limit(indicator, finding, name, lang)?,
            Some(("param", name)) => self.param(indicator.params.iter().find(|param| param.name == name)?, lang),
            Some(_) => return None,
            None => match placeholder {
                "subject" => finding.subject.clone(),
                "start" => start,
                "end" => end,
                "legs" => numbers::count(finding.evidence_count, lang),
                "total" => totals(finding, lang),
                "parties" => numbers::count(finding.parties_count, lang),
                _ => return None,
            },
        })
    }

    fn limit(&self, indicator: &Indicator, finding: &Finding, name: &str, lang: Lang) -> Option<String> {
        let param = indicator.params.iter().find(|param| param.name == name);
        match (param, measure_of(finding, name)) {
            (Some(param), _) => Some(self.param(param, lang)),
            (None, Some(measure)) => Some(figure(&measure.limit, &measure.unit, lang)),
            (None, None) => None,
        }
    }

    /// The indicator's page with its parameters filled in.
    pub(crate) fn page(&self, indicator: &Indicator, lang: Lang) -> String {
        filled(lang.of(&indicator.page), &mut |placeholder| {
            let name = placeholder.strip_prefix("param:")?;
            Some(self.param(indicator.params.iter().find(|param| param.name == name)?, lang))
        })
    }

    /// The value of a parameter with its unit; money in the currency of its source and, where that differs, in the base currency.
    #[must_use]
    pub fn param(&self, param: &Param, lang: Lang) -> String {
        match param.value {
            ParamValue::Number(number) => figure(&number.to_string(), &param.unit, lang),
            ParamValue::Duration(micros) => numbers::duration(micros, lang),
            ParamValue::Money(minor, currency) => self.money(minor, currency, lang),
        }
    }

    fn money(&self, minor: i64, currency: Currency, lang: Lang) -> String {
        let shown = numbers::amount(i128::from(minor), currency, lang);
        let rates = &self.plan.data.rates;
        let day = self.reference_day.or(rates.reference_day()).unwrap_or_default();
        match rates.convert(minor, currency, self.base, day) {
            Some(base) if currency != self.base => {
                format!("{shown} ({})", numbers::amount(i128::from(base), self.base, lang))
            }
            _ => shown,
        }
    }

    /// What a measure against a line of a table is called.
    fn line_label(&self, name: &str, lang: Lang) -> String {
        let table = name
            .strip_prefix("line:")
            .and_then(|table| self.plan.data.tables.get(table));
        table.map_or_else(|| name.to_owned(), |table| lang.of(&table.from.title).to_owned())
    }

    /// A measure beside its limit: label, observed, peak where it differs, limit.
    #[must_use]
    pub fn measure(&self, indicator: Option<&Indicator>, measure: &Measure, lang: Lang) -> MeasureText {
        let param = indicator.and_then(|it| it.params.iter().find(|param| param.name == measure.param));
        MeasureText {
            label: param.map_or_else(
                || self.line_label(&measure.param, lang),
                |param| lang.of(&param.label).to_owned(),
            ),
            observed: spelled(&measure.observed, &measure.unit, lang),
            peak: (measure.peak != measure.observed).then(|| spelled(&measure.peak, &measure.unit, lang)),
            limit: match param {
                Some(param) if matches!(param.value, ParamValue::Money(..) | ParamValue::Duration(_)) => {
                    self.param(param, lang)
                }
                _ => spelled(&measure.limit, &measure.unit, lang),
            },
            why: param.map(|param| lang.of(&param.why).to_owned()),
        }
    }
}

/// A measure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureText {
    /// What was measured.
    pub label: String,
    /// The value at the first leg at which the rule held.
    pub observed: String,
    /// The most extreme value, where it is another.
    pub peak: Option<String>,
    /// The limit.
    pub limit: String,
    /// Why this limit; `None` for a line of a table.
    pub why: Option<String>,
}

fn measure_of<'f>(finding: &'f Finding, name: &str) -> Option<&'f Measure> {
    finding.measures.iter().find(|measure| measure.param == name)
}

fn observed(indicator: &Indicator, finding: &Finding, name: &str, lang: Lang) -> Option<String> {
    let Some(measure) = measure_of(finding, name) else {
        indicator.params.iter().find(|param| param.name == name)?;
        return Some(unmeasured(lang).to_owned());
    };
    Some(figure(&measure.observed, &measure.unit, lang))
}

fn unmeasured(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "(not measured)",
        Lang::Fr => "(non mesuré)",
    }
}

/// A figure as a sentence needs it: counts bare, everything else with its unit.
fn figure(text: &str, unit: &str, lang: Lang) -> String {
    match unit {
        "share" => numbers::percent(text, lang),
        "hour" => numbers::hour(text, lang),
        "weekday" => numbers::weekday(text, lang),
        code if Currency::from_code(code).is_some() => numbers::amount_text(text, code, lang),
        other => numbers::measured_duration(text, other, lang).unwrap_or_else(|| numbers::decimal(text, lang)),
    }
}

/// A figure as a table needs it: counts with their noun.
fn spelled(text: &str, unit: &str, lang: Lang) -> String {
    let shown = figure(text, unit, lang);
    let plural = text.parse().map_or(true, |number| numbers::is_plural(number, lang));
    words::unit(unit, plural, lang).map_or(shown.clone(), |noun| format!("{shown}\u{a0}{noun}"))
}

/// Totals by currency: `27,400.00 EUR and 100.00 USD`.
pub(crate) fn totals(finding: &Finding, lang: Lang) -> String {
    let shown = finding
        .amounts
        .iter()
        .map(|sum| numbers::amount_text(&sum.total, sum.currency.code(), lang))
        .collect::<Vec<_>>();
    shown.join(" + ")
}

/// What comes before the lawful readings at the end of an explanation.
pub(crate) fn lawful_lead(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Lawful readings:",
        Lang::Fr => "Lectures licites\u{a0}:",
    }
}

fn cautions(finding: &Finding, lang: Lang) -> Vec<String> {
    let subject = words::role_caution(finding.role, lang).map(str::to_owned);
    let protected = finding.parties.iter().any(|party| party.role.is_victim_side());
    let others = protected.then(|| {
        match lang {
            Lang::En => "Among the other parties are likely victims or people who pay under coercion: they are not suspects.",
            Lang::Fr => "Parmi les autres parties figurent des victimes probables ou des personnes qui paient sous la contrainte\u{a0}: elles ne sont pas suspectes.",
        }
        .to_owned()
    });
    subject.into_iter().chain(others).collect()
}

/// The template where start and end read alike: a day, not a span.
fn on_one_day(template: &str, lang: Lang) -> String {
    let (span, day) = match lang {
        Lang::En => ("from {start} to {end}", "on {start}"),
        Lang::Fr => ("du {start} au {end}", "le {start}"),
    };
    template.replace(span, day)
}

/// Fills `{placeholders}`; one that is not known stays as written, so that nothing is silently lost.
fn filled(template: &str, value: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len() + 40);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let Some(close) = after.find('}') else {
            text.push_str(&rest[open..]);
            return text;
        };
        match value(&after[..close]) {
            Some(shown) => text.push_str(&shown),
            None => text.push_str(&rest[open..=open + 1 + close]),
        }
        rest = &after[close + 1..];
    }
    text.push_str(rest);
    text
}

/// Money of a case or report that is no measure.
pub(crate) fn minor_text(minor: i128, currency: Currency) -> String {
    money::format_wide(minor, currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_is_no_span() {
        let day = |template: &str, lang| on_one_day(template, lang);
        assert_eq!(
            day("{total} in all from {start} to {end}.", Lang::En),
            "{total} in all on {start}."
        );
        assert_eq!(
            day("{total} au total du {start} au {end}.", Lang::Fr),
            "{total} au total le {start}."
        );
        assert_eq!(day("from {start} on", Lang::En), "from {start} on");
    }
}
