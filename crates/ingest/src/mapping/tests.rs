use super::*;

fn fault(text: &str) -> ReadError {
    Mapping::parse("bank.toml", text).unwrap_err()
}

#[test]
fn every_builtin_reads_and_the_canonical_one_is_plain() {
    for name in Mapping::builtins() {
        assert_eq!(Mapping::builtin(name).unwrap().name(), name);
    }
    let (plain, read) = (Mapping::canonical(), Mapping::builtin("canonical").unwrap());
    assert_eq!(format!("{plain:?}"), format!("{read:?}"));
    assert_eq!(
        Mapping::builtin("amlsmi").unwrap_err().hint.as_deref(),
        Some("did you mean `amlsim`?")
    );
}

#[test]
fn mistakes_are_shown_where_they_are() {
    let error = fault("format = 1\nname = \"x\"\n\n[columns]\namuont = \"Betrag\"\n");
    assert_eq!((error.line, error.column), (Some(5), Some(1)));
    assert_eq!(error.hint.as_deref(), Some("did you mean `amount`?"));
    assert!(
        error.message.ends_with("\n  5 | amuont = \"Betrag\"\n    | ^^^^^^"),
        "{}",
        error.message
    );

    let error = fault("format = 1\nname = \"é\" # é\nbase = \"EURO\"\n");
    assert_eq!((error.line, error.column), (Some(3), Some(8)));
    assert_eq!(error.hint.as_deref(), Some("did you mean `EUR`?"));
}

#[test]
fn what_a_mapping_may_not_say() {
    let cases = [
        ("name = \"x\"", "format"),
        ("format = 2\nname = \"x\"", "format 2"),
        ("format = 1", "name"),
        ("format = 1\nname = 3", "text"),
        ("format = 1\nname = \"x\"\nheader = 1", "true or false"),
        ("format = 1\nname = \"x\"\ndelimiter = \";;\"", "one character"),
        ("format = 1\nname = \"x\"\ndelimiter = \"€\"", "ASCII"),
        ("format = 1\nname = \"x\"\ndelimiter = \";\"\nquote = \";\"", "same"),
        ("format = 1\nname = \"x\"\nthousands = \".\"", "same"),
        ("format = 1\nname = \"x\"\nencoding = \"utf8\"", "encoding"),
        ("format = 1\nname = \"x\"\ntimezone = \"Europe/Pariss\"", "time zone"),
        ("format = 1\nname = \"x\"\n[columns]\nmemo = { columns = [] }", "empty"),
        (
            "format = 1\nname = \"x\"\n[columns]\nmemo = { column = \"a\", value = \"b\" }",
            "exclude",
        ),
        ("format = 1\nname = \"x\"\n[columns]\nmemo = {}", "source"),
        (
            "format = 1\nname = \"x\"\n[columns]\nmemo = { column = \"a\", scale = 2 }",
            "key",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\ntimestamp = { column = \"a\", formats = [\"%d/%m\"] }",
            "year",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\ntimestamp = { column = \"a\", precision = \"hour\" }",
            "precision",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\namount = { column = \"a\", sign = \"minus\" }",
            "sign",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\namount = { debit = \"a\" }",
            "credit",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\namount = { column = \"a\", scale = 99 }",
            "scale",
        ),
        (
            "format = 1\nname = \"x\"\n[values.channel]\nVIR = \"virement\"",
            "channel",
        ),
        (
            "format = 1\nname = \"x\"\n[values.chanel]\nVIR = \"transfer\"",
            "table of values",
        ),
        ("format = 1\nname = \"x\"\n[values.country]\nFrance = \"ZZ\"", "country"),
        ("format = 1\nname = \"x\"\n[columns", "columns"),
        ("format = 1\nname = \"x\"\nswap = { column = \"a\" }", "values"),
        (
            "format = 1\nname = \"x\"\nswap = { column = \"a\", value = [\"b\"] }",
            "key `value`",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\nmemo = { column = \"a\", optional = 1 }",
            "true or false",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\ntimestamp = { column = \"a\", unit = \"hour\" }",
            "belong together",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\ntimestamp = { column = \"a\", unit = \"week\", start = \"2025-01-01\" }",
            "unit `week`",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\ntimestamp = { column = \"a\", unit = \"day\", start = \"1 May\" }",
            "no time",
        ),
        (
            "format = 1\nname = \"x\"\n[columns]\ntimestamp = { column = \"a\", unit = \"day\", start = \"2025-01-01\", formats = [\"iso\"] }",
            "exclude",
        ),
    ];
    for (text, word) in cases {
        let error = fault(text);
        assert_eq!(error.kind, ReadErrorKind::Mapping, "{text}");
        assert!(error.line.is_some() && error.message.contains(word), "{text}: {error}");
    }
}

#[test]
fn a_full_mapping_is_understood() {
    let text = r#"
format = 1
name = "bank"
base = "chf"
delimiter = "\t"
quote = ""
encoding = "latin-1"
decimal = ","
thousands = "'"
timezone = "Europe/Zurich"
null = ["-", "NULL"]
iban = true
home_banks = ["BANKCHZZ"]
header = false
[columns]
timestamp = { columns = ["1", "2"], formats = ["%d.%m.%Y %H:%M"] }
amount = { debit = "3", credit = "4", scale = 4 }
currency = { value = "CHF" }
account = "5"
[values.status]
STORNO = "reversed"
[values.country]
Suisse = "CHE"
"#;
    let mapping = Mapping::parse("bank.toml", text).unwrap();
    assert_eq!(mapping.base().map(Currency::code), Some("CHF"));
    assert_eq!((mapping.delimiter, mapping.quote), (Some(b'\t'), None));
    assert_eq!(mapping.values.status("STORNO"), Some("reversed"));
    assert_eq!(mapping.values.country("Suisse"), Some("CH"));
    assert_eq!(mapping.amounts.scale, Some(4));
    let columns = mapping.columns.unwrap();
    assert_eq!(
        columns[1].from,
        From::Split {
            debit: "3".into(),
            credit: "4".into()
        }
    );
    assert!(!mapping.header && mapping.iban);
}
