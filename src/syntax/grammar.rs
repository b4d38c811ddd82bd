//! The parser that pest makes of `grammar/interdict.pest`.

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/interdict.pest"]
pub(super) struct Grammar;
