//! The parser that pest makes of `grammar/interdict.pest`.

// The derive emits public items that cannot carry documentation.
#![expect(missing_docs, reason = "generated from the grammar, where each token is explained")]

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/interdict.pest"]
pub(super) struct Grammar;
