//! Generated documentation: pages of indicators, their list, the status in the catalogue.

mod cases;
mod catalogue;
mod index;
mod page;
mod value;
mod words;

use crate::outputs::Outputs;
use crate::pack::{self, Language};
use crate::repo;

const CATALOGUE: &str = "docs/catalogue.md";

/// Every generated page.
pub(crate) fn outputs() -> Result<Outputs, String> {
    let indicators = pack::indicators()?;
    let sources = pack::table(&repo::root().join("crates/rules/data/sources.toml"))?;
    let mut outputs = Outputs::default();
    outputs.own("docs/indicators");
    for indicator in &indicators {
        for language in Language::BOTH {
            let path = format!("docs/indicators/{}/{}.md", language.code(), indicator.id);
            let page = page::page(indicator, &sources, language)?;
            outputs.put(&path, page.into_bytes());
        }
    }
    outputs.put("docs/indicators/README.md", index::index(&indicators).into_bytes());
    let kept = repo::read(&repo::root().join(CATALOGUE))?;
    outputs.put(CATALOGUE, catalogue::settled(&kept, &indicators)?.into_bytes());
    Ok(outputs)
}
