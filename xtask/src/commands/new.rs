//! `cargo xtask new ID slug`: the folder of a new indicator, every text still to be written.

use std::fs;
use std::path::PathBuf;

use crate::pack;
use crate::repo::{self, Outcome};

/// Writes the skeleton. Its texts are empty and its values missing on purpose:
/// `redflag rules check` refuses them until someone has filled them in.
pub(crate) fn run(id: &str, slug: &str) -> Outcome {
    let family = family(id)?;
    check_slug(slug)?;
    refuse_taken(id)?;
    let folder = pack::root().join(family).join(slug);
    if folder.exists() {
        return Err(format!("{} exists already; choose another slug", repo::shown(&folder)));
    }
    repo::attempt("create", &folder, fs::create_dir_all(&folder))?;
    for (name, text) in skeleton(id) {
        let path: PathBuf = folder.join(name);
        repo::attempt("write", &path, fs::write(&path, text))?;
    }
    println!("{} is ready to be filled in", repo::shown(&folder));
    println!("then: redflag rules check, cargo xtask docs");
    Ok(())
}

/// `HT-FLOW-002` belongs to the folder `ht-flow`.
fn family(id: &str) -> Result<String, String> {
    let wrong = || format!("`{id}` is no indicator id; write it like HT-FLOW-015 or TF-023");
    let (family, number) = id.rsplit_once('-').ok_or_else(wrong)?;
    let letters = family
        .split('-')
        .all(|part| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_uppercase()));
    let digits = number.len() == 3 && number.chars().all(|digit| digit.is_ascii_digit());
    if letters && digits {
        return Ok(family.to_ascii_lowercase());
    }
    Err(wrong())
}

fn check_slug(slug: &str) -> Outcome {
    let plain = slug
        .split('-')
        .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    if plain {
        return Ok(());
    }
    Err(format!(
        "`{slug}` is no slug; write short lower-case words joined by hyphens"
    ))
}

fn refuse_taken(id: &str) -> Outcome {
    for folder in pack::folders()? {
        let indicator = pack::Indicator::open(&folder)?;
        if indicator.id == id {
            return Err(format!(
                "{id} is taken by {}; ids are never reused",
                repo::shown(&folder)
            ));
        }
    }
    Ok(())
}

fn skeleton(id: &str) -> [(&'static str, String); 4] {
    let page = |headings: [&str; 7]| format!("# {id} \n\n## {}\n", headings.join("\n\n## "));
    [
        ("indicator.toml", TOML.replace("{id}", id)),
        ("en.md", page(EN)),
        ("fr.md", page(FR)),
        ("cases.csv", CASES.to_owned()),
    ]
}

const EN: [&str; 7] = [
    "What it looks for",
    "Why it matters",
    "How it is computed",
    "What it cannot show",
    "Lawful readings",
    "How to tune it",
    "Sources and their strength",
];
const FR: [&str; 7] = [
    "Ce qu’il recherche",
    "Pourquoi c’est important",
    "Mode de calcul",
    "Ce qu’il ne peut pas montrer",
    "Lectures licites",
    "Comment le régler",
    "Sources et leur solidité",
];
const CASES: &str = "case,expect,tx_id,timestamp,amount,currency,channel,originator_account,originator_name,originator_country,beneficiary_account,beneficiary_name,beneficiary_country,mcc,merchant,memo\n";
const TOML: &str = r#"# Every empty text must be filled in; the kinds of [detect.…] are in docs/pack-format.md.
format      = 1
id          = "{id}"
version     = "1.0.0"
title       = { en = "", fr = "" }
status      = "experimental"
since       = ""
supports    = ""
paragraphs  = []
points      = { value = 0, basis = "judgement", why = { en = "", fr = "" } }
overlaps    = []
scope       = "any"
subjects    = "any"
roles       = { subject = "unclear" }
sources     = []
cannot_show = { en = "", fr = "" }
innocent    = { en = "", fr = "" }
sentence    = { en = "", fr = "" }

[params.at_least]
value = 3
unit  = "transactions"
min   = 1
basis = "judgement"
label = { en = "", fr = "" }
why   = { en = "", fr = "" }

[params.span]
value = "30d"
unit  = "duration"
min   = "1d"
basis = "judgement"
label = { en = "", fr = "" }
why   = { en = "", fr = "" }

[detect.window]
by     = ["account"]
span   = ":span"
where  = ""
having = "count(*) >= :at_least"
"#;

#[cfg(test)]
mod tests {
    use super::{check_slug, family, skeleton};

    #[test]
    fn the_family_is_the_id_without_its_number() {
        assert_eq!(family("HT-FLOW-002").as_deref(), Ok("ht-flow"));
        assert_eq!(family("TF-023").as_deref(), Ok("tf"));
        for wrong in ["", "HT", "ht-flow-002", "HT-FLOW-2", "HT--002", "-002", "HT-FLOW-0A2"] {
            assert!(family(wrong).is_err(), "{wrong} passed");
        }
    }

    #[test]
    fn slugs_stay_inside_their_folder() {
        assert_eq!(check_slug("structuring-under-line"), Ok(()));
        for wrong in ["", "../up", "Two Words", "a--b", "a/b"] {
            assert!(check_slug(wrong).is_err(), "{wrong} passed");
        }
    }

    #[test]
    fn the_skeleton_is_toml_with_texts_to_fill() {
        let [(_, toml), ..] = skeleton("TF-099");
        let table: Result<toml::Table, _> = toml.parse();
        assert_eq!(
            table
                .ok()
                .and_then(|table| table["title"]["en"].as_str().map(str::to_owned)),
            Some(String::new())
        );
    }
}
