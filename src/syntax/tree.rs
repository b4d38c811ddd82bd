//! The tree of one item, as it is written. Spans are relative to the item's first byte; literals are still text.

use super::expression::{Expr, Literal};
use super::table::Table;
use super::test_item::Test;
use crate::problem::Span;
use crate::program::Verified;
use std::sync::Arc;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub span: Span,
}

/// A word that names something.
pub type Ident = Spanned<Arc<str>>;

/// The tree of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// `policy`
    Policy(Policy),
    /// `authority`
    Authority(Authority),
    /// `outcomes`
    Outcomes(Outcomes),
    /// `record`
    Record(Record),
    /// `set`
    Set(Set),
    /// `define`
    Define(Define),
    /// `rule`, `flag`, `exception` or `untranslatable`
    Rule(Box<Rule>),
    /// `table`
    Table(Box<Table>),
    /// `test`
    Test(Test),
}

impl Tree {
    /// The paths of the reference tables that it names.
    #[must_use]
    pub fn sources(&self) -> Vec<&Ident> {
        match self {
            Self::Set(set) => set.sources.iter().map(|source| &source.path).collect(),
            Self::Table(table) => table.sources.iter().map(|source| &source.path).collect(),
            _ => Vec::new(),
        }
    }
}

/// A `policy` item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// `owner`
    pub owner: Option<Arc<str>>,
    /// `judged as of`
    pub judged_as_of: Option<Expr>,
}

/// An `authority` item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Arc<str>,
    /// `dated`
    pub dated: Option<Ident>,
    /// Its provisions.
    pub provisions: Vec<Provision>,
}

/// A `provision` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// Its identifier.
    pub id: Ident,
    /// What it says.
    pub title: Arc<str>,
    /// `seen` or `recalled`
    pub verified: Option<Verified>,
}

/// The `outcomes` item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// Least severe first.
    pub ranks: Vec<(Ident, Option<Arc<str>>)>,
    /// `undetermined counts as`
    pub counts_as: Option<Ident>,
}

/// A `record` item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its name.
    pub name: Ident,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// One field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: Spanned<FieldType>,
    /// `required`: where it says so.
    pub required: Option<Span>,
    /// `assumed V`
    pub assumed: Option<Literal>,
    /// `asks "…"`
    pub asks: Option<Arc<str>>,
    /// `= expression`
    pub derived: Option<Expr>,
}

/// A type, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A scalar or a record.
    Named(Arc<str>),
    /// `list of T`
    List(Box<Spanned<FieldType>>),
    /// `one of a, b`
    OneOf(Vec<Ident>),
}

/// A `set` item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Its name.
    pub name: Ident,
    /// The type of its members.
    pub ty: Ident,
    /// Members written in place.
    pub members: Vec<SetMember>,
    /// Reference tables.
    pub sources: Vec<SetSource>,
}

/// A member of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetMember {
    /// A literal, or a path of one name: another set.
    pub value: Literal,
    /// When it is in force.
    pub period: Option<Period>,
}

/// A `from` clause of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetSource {
    /// Path of the table.
    pub path: Ident,
    /// The column that holds the members.
    pub column: Ident,
    /// Conditions on other columns; all must hold.
    pub filters: Vec<ColumnTest>,
    /// The column with the first day in force.
    pub from: Option<Ident>,
    /// The column with the last day in force.
    pub until: Option<Ident>,
}

/// `column is value` or `column in {…}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnTest {
    /// The column.
    pub column: Ident,
    /// What its cell may hold.
    pub values: Vec<Arc<str>>,
}

/// A `define` item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Define {
    /// Its name.
    pub name: Ident,
    /// Its parameters with their types.
    pub parameters: Vec<(Ident, Spanned<FieldType>)>,
    /// Its body.
    pub body: Expr,
}

/// Which of the four an item with rule clauses is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleWord {
    /// `rule`
    Rule,
    /// `flag`
    Flag,
    /// `exception`
    Exception,
    /// `untranslatable`
    Untranslatable,
}

/// A `rule`, `flag`, `exception` or `untranslatable` item: its clauses in the order they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: Ident,
    /// Which of them it is.
    pub word: RuleWord,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// Its clauses.
    pub clauses: Vec<Spanned<Clause>>,
}

impl Rule {
    /// Whether it has a clause that starts with these words.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.clauses.iter().any(|clause| clause.value.word() == word)
    }
}

/// A clause of a rule, flag, exception or untranslatable provision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// `cites`
    Cites(Vec<Citation>),
    /// `in force`
    Period(Period),
    /// `for each`
    ForEach {
        /// The variable.
        variable: Ident,
        /// The list.
        list: Expr,
    },
    /// `when`
    When(Expr),
    /// `unless`
    Unless(Expr),
    /// `then`
    Then(Ident),
    /// `because`
    Because(Vec<MessagePart>),
    /// `weight`
    Weight(Ident),
    /// `lifts`
    Lifts(Vec<Ident>),
    /// `asks`
    Asks(Arc<str>),
    /// `answered by`: a path
    AnsweredBy(Expr),
}

impl Clause {
    /// The words it starts with.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Cites(_) => "cites",
            Self::Period(_) => "in force",
            Self::ForEach { .. } => "for each",
            Self::When(_) => "when",
            Self::Unless(_) => "unless",
            Self::Then(_) => "then",
            Self::Because(_) => "because",
            Self::Weight(_) => "weight",
            Self::Lifts(_) => "lifts",
            Self::Asks(_) => "asks",
            Self::AnsweredBy(_) => "answered by",
        }
    }
}

/// `ear 746.7(c)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The authority.
    pub authority: Ident,
    /// The provision.
    pub provision: Ident,
}

/// `in force from D until D`; the dates still as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Option<Ident>,
    /// Last day.
    pub until: Option<Ident>,
}

/// A part of a `because` text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessagePart {
    /// Text as it stands, escapes resolved.
    Text(Arc<str>),
    /// The expression in a hole.
    Value(Expr),
}
