//! From files to a plan.

use super::files;
use super::{Folder, Pack};
use crate::data::Data;
use crate::data_read::read_pack;
use crate::error::{Code, PackError, PackErrors};
use crate::guards;
use crate::hash::{sha256, sha256_parts};
use crate::indicator::{self, Draft, Shared};
use crate::layers;
use crate::plan::{Guard, Indicator, Limits, Plan};
use crate::predicate::Lexicons;
use crate::source::{Faults, Source};
use crate::suggest;
use crate::toml_walk::{Doc, Table, Text, parse};
use redflag_model::Setting;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeTable;

/// Most lexicons of a plan: each is a bit of a 64-bit word.
const MOST_LEXICONS: usize = 64;

pub(super) fn compile(pack: &Pack) -> Result<Plan, PackErrors> {
    let faults = Faults::default();
    let (data, mut departures) = data(pack, &faults);
    let lexicons = RefCell::default();
    let indicators = indicators(pack, &data, &lexicons, &faults);
    let lexicons = lexicons.into_inner().order;
    check_lexicons(&lexicons, &faults);
    let (Some(mut indicators), 0) = (indicators, faults.count()) else {
        return Err(PackErrors::sorted(faults.into_vec()));
    };
    let mut limits = Limits::default();
    for overlay in &pack.overlays {
        overlay.apply(&mut indicators, &mut limits, &mut departures, &faults);
    }
    if let Some(ids) = &pack.only {
        keep_only(ids, &mut indicators, &mut departures, &faults);
    }
    if faults.count() > 0 {
        return Err(PackErrors::sorted(faults.into_vec()));
    }
    Ok(Plan {
        indicators,
        lexicons,
        pack_sha256: digest(pack, &data),
        data: Arc::new(data),
        limits,
        departures,
        overlay_sha256: overlay_digest(pack),
    })
}

/// Built-in data first, then each part's, then the overlays'; what replaces built-in data is a departure.
fn data(pack: &Pack, faults: &Faults) -> (Data, Vec<Setting>) {
    let mut data = Data::default();
    let carried = files::builtin();
    read_pack(&carried.data, &mut data, &Faults::default());
    let before = provenances(&data);
    for part in &pack.parts {
        read_pack(&part.data, &mut data, faults);
    }
    for overlay in &pack.overlays {
        overlay.lay_over(&mut data, faults);
    }
    let after = provenances(&data);
    let departures = after
        .iter()
        .filter_map(|(name, (hash, now))| {
            let (old_hash, old) = before.get(name)?;
            (old_hash != hash).then(|| Setting {
                indicator: "data".to_owned(),
                name: name.clone(),
                default: old.clone(),
                value: now.clone(),
            })
        })
        .collect();
    (data, departures)
}

/// Digest and a short description of every data file in use, by kind and name.
fn provenances(data: &Data) -> BTreeMap<String, (String, String)> {
    let lists = data.lists.values().map(|it| ("list", &it.from));
    let lexicons = data.lexicons.values().map(|it| ("lexicon", &it.from));
    let groups = data.groups.values().map(|it| ("group", &it.from));
    let tables = data.tables.values().map(|it| ("table", &it.from));
    let hours = data.hours.values().map(|it| ("hours", &it.from));
    let places = data.places.values().map(|it| ("places", &it.from));
    let rates = [("rates", &data.rates_from)];
    lists
        .chain(lexicons)
        .chain(groups)
        .chain(tables)
        .chain(hours)
        .chain(places)
        .chain(rates)
        .map(|(kind, from)| {
            let digest: String = from.sha256.chars().take(12).collect();
            let text = format!("{} {digest}", from.as_of);
            (format!("{kind} {}", from.name), (from.sha256.clone(), text))
        })
        .collect()
}

/// A folder whose file is TOML and has a legal id.
struct Named<'a> {
    id: Text,
    folder: &'a Folder,
    root: &'a Spanned<DeTable<'a>>,
}

fn indicators(pack: &Pack, data: &Data, lexicons: &RefCell<Lexicons>, faults: &Faults) -> Option<Vec<Indicator>> {
    let folders: Vec<&Folder> = pack.parts.iter().flat_map(|part| &part.folders).collect();
    let roots: Vec<_> = folders.iter().map(|folder| parse(&folder.toml, faults)).collect();
    let mut named: Vec<Named<'_>> = Vec::new();
    for (folder, root) in folders.iter().zip(&roots) {
        if let Some(root) = root
            && let Some(id) = indicator::id(&table(folder, root, faults))
        {
            named.push(Named { id, folder, root });
        }
    }
    named.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    report_doubles(&named, faults);
    named.dedup_by(|later, first| later.id.value == first.id.value);
    let ids: Vec<String> = named.iter().map(|it| it.id.value.clone()).collect();
    let shared = Shared {
        ids: &ids,
        data,
        lexicons,
        faults,
    };
    let drafts: Vec<Option<Draft>> = named
        .iter()
        .map(|it| indicator::read(&table(it.folder, it.root, faults), &it.id.value, it.folder, &shared))
        .collect();
    let mut drafts: Vec<Draft> = drafts.into_iter().collect::<Option<_>>()?;
    let sources: Vec<&Source> = named.iter().map(|it| &it.folder.toml).collect();
    guards::settle(&mut drafts, &sources, faults);
    layers::ordered(drafts, &sources, faults)
}

fn table<'a>(folder: &'a Folder, root: &'a Spanned<DeTable<'a>>, faults: &'a Faults) -> Table<'a> {
    let source = &folder.toml;
    Table::root(Doc { source, faults }, root)
}

fn report_doubles(named: &[Named<'_>], faults: &Faults) {
    for pair in named.windows(2) {
        let [first, second] = pair else { continue };
        if first.id.value == second.id.value {
            let message = format!("`{}` stands in {} too", second.id.value, first.folder.toml.name);
            faults.add(
                second
                    .folder
                    .toml
                    .fault(Code::DuplicateId, &second.id.at, message)
                    .hint("an id is given once and never reused: choose the next free number"),
            );
        }
    }
}

fn check_lexicons(lexicons: &[Arc<crate::data::Lexicon>], faults: &Faults) {
    if let Some(extra) = lexicons.get(MOST_LEXICONS) {
        let message = format!("{} lexicons are read; {MOST_LEXICONS} are the most", lexicons.len());
        faults.add(
            PackError::of_file(Code::TooManyLexicons, &extra.from.file, message)
                .hint("merge lexicons, or run two packs"),
        );
    }
}

/// Switches everything off but the named indicators and, silently, those that they read and the guards that protect whom they find.
fn keep_only(ids: &[String], indicators: &mut [Indicator], departures: &mut Vec<Setting>, faults: &Faults) {
    let mut kept = vec![false; indicators.len()];
    for id in ids {
        if let Some(at) = indicators.iter().position(|indicator| indicator.id == *id) {
            kept[at] = true;
            continue;
        }
        let known = indicators.iter().map(|indicator| indicator.id.as_str());
        let hint = suggest::did_you_mean(id, known)
            .unwrap_or_else(|| "`redflag rules list` shows the indicators of the pack".to_owned());
        let message = format!("the pack has no indicator `{id}`");
        faults.add(PackError::of_file(Code::UnknownIndicator, "the choice of indicators", message).hint(hint));
    }
    for (indicator, named) in indicators.iter_mut().zip(&kept) {
        indicator.enabled |= named;
    }
    keep_what_they_need(indicators, &mut kept);
    for (indicator, kept) in indicators.iter_mut().zip(kept) {
        indicator.enabled &= kept;
    }
    let mut names: Vec<String> = ids.to_vec();
    names.sort();
    names.dedup();
    departures.push(Setting {
        indicator: "run".to_owned(),
        name: "only".to_owned(),
        default: "all".to_owned(),
        value: names.join(" "),
    });
}

/// A guard may itself read indicators, which have guards again.
fn keep_what_they_need(indicators: &[Indicator], kept: &mut [bool]) {
    let mut before = 0;
    while before != kept.iter().filter(|kept| **kept).count() {
        before = kept.iter().filter(|kept| **kept).count();
        // Readers stand after what they read, so one pass from the end reaches every layer.
        for at in (0..indicators.len()).rev() {
            if kept[at] {
                indicators[at].reads.iter().for_each(|read| kept[read.0] = true);
            }
        }
        for (at, indicator) in indicators.iter().enumerate() {
            kept[at] |= match &indicator.guard {
                Some(Guard::Rule(rule)) => rule.applies.iter().any(|target| kept[target.0]),
                Some(Guard::BuiltIn(_)) => true,
                None => false,
            };
        }
    }
}

/// Over the names and bytes of every file in use; where the pack lies on a disk does not count.
fn digest(pack: &Pack, data: &Data) -> String {
    let mut parts: Vec<(String, &[u8])> = Vec::new();
    for part in &pack.parts {
        for folder in &part.folders {
            let files = [
                Some(&folder.toml),
                folder.en.as_ref(),
                folder.fr.as_ref(),
                folder.cases.as_ref(),
                folder.peers.as_ref(),
            ];
            parts.extend(
                files
                    .into_iter()
                    .flatten()
                    .map(|source| (source.local.clone(), source.text.as_bytes())),
            );
        }
        parts.extend(
            part.data
                .iter()
                .map(|source| (source.local.clone(), source.text.as_bytes())),
        );
    }
    let in_use = provenances(data);
    parts.extend(in_use.iter().map(|(name, (hash, _))| (name.clone(), hash.as_bytes())));
    parts.sort();
    sha256_parts(parts.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes]))
}

fn overlay_digest(pack: &Pack) -> Option<String> {
    match pack.overlays.as_slice() {
        [] => None,
        [overlay] => Some(sha256(overlay.source.text.as_bytes())),
        several => Some(sha256_parts(
            several.iter().map(|overlay| overlay.source.text.as_bytes()),
        )),
    }
}
