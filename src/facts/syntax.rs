//! What is wrong with text that is not JSON, in words.

use crate::problem::Code;
use jiter::{JiterError, JiterErrorType, JsonErrorType};

/// What JSON would have there, in words.
pub(super) fn expected_syntax(error: &JiterError) -> (Code, &'static str) {
    use JsonErrorType as Kind;
    let JiterErrorType::JsonError(kind) = &error.error_type else {
        return (Code::NotJson, "a JSON value");
    };
    let expected = match kind {
        Kind::EofWhileParsingList
        | Kind::EofWhileParsingObject
        | Kind::EofWhileParsingString
        | Kind::EofWhileParsingValue => "more: the order ends too early",
        Kind::ExpectedColon => "a colon after the field's name",
        Kind::ExpectedListCommaOrEnd => "a comma or the end of the list",
        Kind::ExpectedObjectCommaOrEnd => "a comma or the end of the object",
        Kind::InvalidEscape | Kind::UnexpectedEndOfHexEscape => "an escape that JSON has",
        Kind::InvalidUnicodeCodePoint | Kind::LoneLeadingSurrogateInHexEscape => "an escape of a whole character",
        Kind::InvalidNumber | Kind::NumberOutOfRange => "a number as JSON writes it",
        Kind::ControlCharacterWhileParsingString => "a closing quote, or the control character escaped",
        Kind::KeyMustBeAString => "a field's name in quotes",
        Kind::TrailingComma => "another element after the comma",
        Kind::TrailingCharacters => "nothing after the order",
        Kind::RecursionLimitExceeded => return (Code::OrderTooLarge, "less nesting"),
        _ => "a JSON value",
    };
    (Code::NotJson, expected)
}
