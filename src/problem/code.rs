//! The register of problem codes. A code, once published, keeps its number and its meaning.

use std::fmt;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// No evaluator is built from a policy with errors.
    Error,
    /// The policy works, but probably not as its author thinks.
    Warning,
}

macro_rules! codes {
    ($($name:ident $text:literal $severity:ident $title:literal;)*) => {
        /// A problem code. `E` is an error of a policy, `W` a warning, `D` a data problem of an order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = concat!("`", $text, "`: ", $title)] $name,)* }

        impl Code {
            /// Every code, in the order of the register.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The published spelling, such as `E011`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What kind of problem it is, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// Error or warning.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    // Files and layout.
    UnreadableFile      "E001" Error "a file cannot be read";
    NotUtf8             "E002" Error "a policy file is not UTF-8 text";
    FileTooLarge        "E003" Error "a file is larger than the limit";
    UnknownItem         "E004" Error "an item starts with a word that is no item";
    StrayIndentation    "E005" Error "indented text belongs to no item";
    SyntaxError         "E006" Error "a word or sign is not expected here";
    ForeignOperator     "E007" Error "an operator of another language";
    NestedTooDeep       "E008" Error "a condition is nested too deep";
    ReservedItem        "E009" Error "a word reserved for a later version";
    MissingClause       "E010" Error "an item lacks a clause that it needs";
    RepeatedClause      "E011" Error "a clause is given twice";
    MixedAndOr          "E012" Error "`and` and `or` side by side";
    NoPolicyFiles       "E013" Error "there is no policy to compile";
    TooManyItems        "E014" Error "a file has more items than the limit";
    ItemTooLarge        "E015" Error "an item is longer than the limit";
    MisplacedClause     "E016" Error "a clause that does not belong here";
    // Names.
    UnknownName         "E020" Error "a name that nothing declares";
    DuplicateName       "E021" Error "a name declared twice";
    WrongKind           "E022" Error "a name of another kind";
    UnknownField        "E023" Error "a field that the record lacks";
    Cycle               "E024" Error "definitions that go round in a circle";
    UnknownProvision    "E025" Error "a provision that the authority does not declare";
    DuplicateField      "E026" Error "a field, provision or value given twice";
    NoOrderRecord       "E027" Error "the policy does not say what an order is";
    NoOutcomes          "E028" Error "the policy declares no outcomes";
    UnknownOutcome      "E029" Error "an outcome that is not declared";
    UndeterminedClears  "E030" Error "what cannot be told would count as clear";
    NoRules             "E031" Error "a policy without rules";
    // Types and literals.
    TypeMismatch        "E040" Error "two things of different kinds";
    UnknownCountry      "E041" Error "no such country";
    BadHsCode           "E042" Error "no such HS code";
    BadEccn             "E043" Error "no such ECCN";
    UnknownCurrency     "E044" Error "no such currency";
    UnknownValue        "E045" Error "a value that the field cannot have";
    BadDate             "E046" Error "no such date";
    BadNumber           "E047" Error "a number that cannot be read";
    UnknownUnit         "E048" Error "no such unit of time";
    WrongArguments      "E049" Error "a definition used with the wrong arguments";
    NotAList            "E050" Error "a list is needed here";
    NotACondition       "E051" Error "a condition is needed here";
    BadPattern          "E052" Error "a text pattern that cannot be read";
    NotComparable       "E053" Error "a comparison that makes no sense";
    UnknownType         "E054" Error "no such type";
    NoTypeHere          "E055" Error "a value whose kind cannot be told";
    TooCostly           "E056" Error "a condition that takes too long to decide";
    BadAssumption       "E057" Error "a field that cannot be assumed";
    // Rules and exceptions.
    FlagDependsOnFlags  "E060" Error "a flag that depends on the flags";
    LiftsUnrelated      "E061" Error "an exception over another list than its rule";
    BadMessage          "E063" Error "a message with a hole that cannot be filled";
    TableWithoutRows    "E064" Error "a table without a heading or rows";
    RowWidth            "E065" Error "a row with too many or too few cells";
    TooManyRows         "E066" Error "a table has more rows than the limit";
    BadAnswer           "E067" Error "a question that a person cannot answer there";
    // Reference tables.
    MissingData         "E070" Error "a reference table that is not there";
    BadDataPath         "E071" Error "a reference table outside the policy folder";
    MissingColumn       "E072" Error "a reference table lacks a column";
    BadRow              "E073" Error "a row of a reference table that cannot be read";
    UnknownColumn       "E074" Error "a reference table has a column too many";
    // Tests.
    ExpectsNothing      "E080" Error "a test that expects nothing";
    LacksRequired       "E081" Error "a test whose order lacks a required field";
    CannotBeGiven       "E082" Error "a fact that an order cannot give";
    MissingOrders       "E083" Error "a file of orders that is not there";
    NoSuchOrder         "E084" Error "an order that its file does not hold";
    UnreadableOrder     "E085" Error "an order of a test that cannot be read";
    // Warnings.
    CitesNothing        "W001" Warning "a rule that cites no provision";
    Unused              "W002" Warning "a name that nothing uses";
    DuplicateEntry      "W003" Warning "an entry listed twice";
    CoveredEntry        "W004" Warning "an entry that lies under another";
    EmptyPeriod         "W005" Warning "a period that ends before it starts";
    AlwaysSame          "W006" Warning "a condition that is always the same";
    AbsenceClears       "W007" Warning "a missing fact could clear an order";
    EmptyListLifts      "W008" Warning "an empty list would lift a rule";
    EmptySet            "W009" Warning "a set without entries";
    UnreadFlag          "W010" Warning "a flag that changes no verdict";
    RowNeverMatches     "W011" Warning "a row that can never match";
    RowTwice            "W012" Warning "two rows that say the same";
    RowCovered          "W013" Warning "a row that lies under another";
    NeverLeftOut        "W014" Warning "a fact that no test leaves out";
    NeverTogether       "W015" Warning "an exception that never meets what it lifts";
    // Orders.
    NotJson             "D001" Error "an order that is not JSON";
    WrongShape          "D002" Error "a value of the wrong kind";
    UnknownOrderField   "D003" Error "a field that the schema lacks";
    RequiredMissing     "D004" Error "a required field is missing";
    DuplicateKey        "D005" Error "a field given twice";
    BadValue            "D006" Error "a value that cannot be read";
    OrderTooLarge       "D007" Error "an order larger than the limit";
    DerivedGiven        "D008" Error "a field that the policy works out itself";
    BadTable            "D009" Error "an order table that cannot be read";
    DuplicateOrder      "D010" Error "two orders with one id";
    UnreadableInput     "D011" Error "an input that cannot be read";
}

impl Code {
    /// The code with this spelling, in either case; `None` when there is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text.trim()))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
