//! Names in messages.

pub(crate) use redflag_model::nearest;

/// A list for a message, cut where it is long.
pub(crate) fn listing<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 40;
    let names: Vec<&str> = names.into_iter().collect();
    let text = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN {
        return format!("{text} and {} more", names.len() - SHOWN);
    }
    text
}
