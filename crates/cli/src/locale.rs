//! The language of the reader.

use redflag::report::Lang;

/// What `--lang` says, else `REDFLAG_LANG`, else the system's locale, else English.
pub(crate) fn lang(asked: Option<Lang>) -> Lang {
    asked.unwrap_or_else(|| from_environment(|name| std::env::var(name).ok()))
}

/// The first variable that is set decides, as everywhere on Unix; a locale in a third language means English.
fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Lang {
    ["REDFLAG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| variable(name))
        .find(|value| !value.is_empty())
        .and_then(|value| Lang::from_locale(&value))
        .unwrap_or_default()
}

/// Reads `--lang`.
pub(crate) fn parse(text: &str) -> Result<Lang, String> {
    Lang::from_locale(text).ok_or_else(|| "the languages are en and fr".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_set_decides() {
        let of = |pairs: &[(&str, &str)]| {
            from_environment(|name| {
                pairs
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[("REDFLAG_LANG", "fr"), ("LANG", "en_US.UTF-8")]), Lang::Fr);
        assert_eq!(of(&[("REDFLAG_LANG", ""), ("LANG", "fr_FR.UTF-8")]), Lang::Fr);
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "fr_FR.UTF-8")]), Lang::En);
        assert_eq!(of(&[]), Lang::En);
    }
}
