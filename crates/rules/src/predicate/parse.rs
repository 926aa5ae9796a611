//! Text to SQL expression. What parses and what is meant are decided apart.

use super::locate::Located;
use crate::error::Code;
use sqlparser::ast::Expr;
use sqlparser::dialect::DuckDbDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Whitespace};

/// Longer predicates are refused before they are parsed: a chain of thousands of operators would overflow the stack when it is dropped.
const LONGEST: usize = 4096;

/// How deep the parser may go. Its frames are large: the default of 50 overflows the 2 MiB of a worker thread.
const DEEPEST: usize = 16;

/// The expression, with nothing after it.
pub(crate) fn parse(text: &Located<'_>) -> Option<Expr> {
    if text.text.len() > LONGEST {
        text.doc.hinted(
            Code::PredicateTooLong,
            &text.at,
            format!("a predicate of {} bytes; {LONGEST} are the most", text.text.len()),
            "put codes into a list, a group or a lexicon",
        );
        return None;
    }
    let tokens = tokens(text)?;
    let mut parser = Parser::new(&DuckDbDialect)
        .with_recursion_limit(DEEPEST)
        .with_tokens_with_locations(tokens);
    match parser.parse_expr() {
        Ok(expr) => at_end(text, &parser.peek_token()).then_some(expr),
        Err(error) => {
            report(text, &error);
            None
        }
    }
}

fn tokens(text: &Located<'_>) -> Option<Vec<TokenWithSpan>> {
    let tokens = match Tokenizer::new(&DuckDbDialect, &text.text).tokenize_with_location() {
        Ok(tokens) => tokens,
        Err(error) => {
            let fault = text.at_location(Code::SqlSyntax, error.location, error.message);
            text.doc.faults.add(fault.hint("quotes and comments must be closed"));
            return None;
        }
    };
    let refused = tokens
        .iter()
        .find_map(|token| refusal(&token.token).map(|hint| (token, hint)));
    if let Some((token, hint)) = refused {
        let what = token.token.to_string();
        text.doc.hinted(
            Code::UnsupportedSql,
            &text.span(token.span),
            format!("`{}` is not used in indicators", what.trim()),
            hint,
        );
        return None;
    }
    Some(tokens)
}

fn refusal(token: &Token) -> Option<&'static str> {
    match token {
        Token::DoubleEq => Some("write `=`"),
        Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_)) => {
            Some("write the remark as a TOML comment above the predicate")
        }
        Token::DoubleColon => Some("fields have their types; no cast is needed"),
        Token::SemiColon => Some("a predicate is one expression"),
        _ => None,
    }
}

fn at_end(text: &Located<'_>, next: &TokenWithSpan) -> bool {
    if next.token == Token::EOF {
        return true;
    }
    text.doc.hinted(
        Code::SqlSyntax,
        &text.span(next.span),
        format!("the expression ends before `{}`", next.token),
        "join conditions with AND or OR",
    );
    false
}

fn report(text: &Located<'_>, error: &ParserError) {
    let (code, message) = match error {
        ParserError::RecursionLimitExceeded => (Code::PredicateTooDeep, "nested too deeply".to_owned()),
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => (Code::SqlSyntax, message.clone()),
    };
    let (message, location) = split_location(&message);
    let fault = match location {
        Some(location) => text.at_location(code, location, message),
        None => text.doc.source.fault(code, &text.at, message),
    };
    let hint = match code {
        Code::PredicateTooDeep => "write it with fewer brackets",
        _ => "a predicate is one SQL condition, such as direction = 'in' AND amount >= :least",
    };
    text.doc.faults.add(fault.hint(hint));
}

/// The parser writes ` at Line: 1, Column: 7` at the end of its messages.
fn split_location(message: &str) -> (&str, Option<Location>) {
    let Some((before, place)) = message.rsplit_once(" at Line: ") else {
        return (message, None);
    };
    let location = place.split_once(", Column: ").and_then(|(line, column)| {
        Some(Location {
            line: line.parse().ok()?,
            column: column.trim().parse().ok()?,
        })
    });
    (before, location)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Faults, Source};
    use crate::toml_walk::{Doc, Text};
    use proptest::prelude::*;

    fn errors_of(predicate: &str) -> usize {
        let quoted = format!("'{predicate}'");
        let (source, faults) = (Source::new("x", quoted.as_str()), Faults::default());
        let doc = Doc {
            source: &source,
            faults: &faults,
        };
        let text = Text {
            value: predicate.to_owned(),
            at: 0..quoted.len(),
        };
        let parsed = parse(&Located::new(doc, &text));
        assert_eq!(parsed.is_some(), faults.count() == 0);
        faults.count()
    }

    /// Tests run in threads of 2 MiB, so an overflow shows here.
    #[test]
    fn no_input_overflows_the_stack() {
        for part in [
            "(",
            "NOT ",
            "- ",
            "CASE WHEN ",
            "f(",
            "[",
            "{'a': ",
            "CAST(",
            "a -> ",
            "(SELECT ",
            "EXISTS (SELECT ",
            "a[",
            "a.",
            "a = ",
            "x BETWEEN ",
        ] {
            for times in [10, 17, 40, 400] {
                let deep = part.repeat(times.min(LONGEST / part.len()));
                assert!(errors_of(&deep) <= 1, "{part}");
            }
        }
        let chain = format!("a{}", " or a".repeat((LONGEST - 1) / 5));
        assert_eq!(errors_of(&chain), 0);
        let sum = format!("a{}", "+a".repeat((LONGEST - 1) / 2));
        assert_eq!(errors_of(&sum), 0);
        assert_eq!(errors_of("((((a = 1))))"), 0);
        assert_eq!(errors_of(&format!("{}a{}", "(".repeat(400), ")".repeat(400))), 1);
    }

    proptest! {
        #[test]
        fn any_text_parses_or_is_reported(text in "\\PC{0,60}") {
            errors_of(&text);
        }

        #[test]
        fn any_tokens_parse_or_are_reported(words in proptest::collection::vec(proptest::sample::select(vec![
            "a", "(", ")", "AND", "OR", "NOT", "'x'", ":p", "1", "count", "*", ",", "IN", "BETWEEN", "IS", "NULL", "=", "<", ".", "[", "]", "FILTER", "WHERE", "é", "CASE",
        ]), 0..30)) {
            errors_of(&words.join(" "));
        }
    }
}
