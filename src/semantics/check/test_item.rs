//! Tests: what one gives and expects, checked against the schema and the rules.

use super::checker::Checker;
use super::test_given::Places;
use crate::problem::{Code, Problem, Severity, Span};
use crate::program::{Expectation, TestCase};
use crate::semantics::db::Workspace;
use crate::semantics::item::{Item, parsed};
use crate::syntax::{GivenOrder, Spanned, Test, TestClause, Tree};
use std::sync::Arc;

/// What checking a test yields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tested {
    /// The test; `None` when it has errors.
    pub case: Option<Arc<TestCase>>,
    /// Where its title stands, relative to the item.
    pub title: Span,
    /// Where each expectation stands, relative to the item.
    pub expectations: Vec<Span>,
    /// What is wrong, with spans relative to the item.
    pub problems: Vec<Problem>,
}

/// Checks a test. What others may see of records and rules is all it depends on.
#[salsa::tracked]
pub fn tested<'db>(db: &'db dyn salsa::Database, workspace: Workspace, item: Item<'db>) -> Tested {
    let Some(Tree::Test(test)) = &parsed(db, item).tree else { return Tested::default() };
    let mut checker = Checker::new(db, workspace);
    let (mut case, expectations) = checker.test(test);
    case.policy = item.policy(db).clone();
    let mut found = checker.problems.iter().chain(&parsed(db, item).problems);
    let sound = found.all(|problem| problem.severity() == Severity::Warning);
    Tested { case: sound.then(|| Arc::new(case)), title: test.title.span, expectations, problems: checker.problems }
}

impl Checker<'_> {
    /// The test, as far as it makes sense, and where its expectations stand.
    fn test(&mut self, test: &Test) -> (TestCase, Vec<Span>) {
        self.title(test);
        let mut places = Places::default();
        let mut case = TestCase {
            title: Arc::clone(&test.title.value),
            policy: None,
            given: Vec::new(),
            as_of: None,
            expectations: Vec::new(),
        };
        if let Some((given, span)) = self.given_clause(test) {
            case.given = given.facts.iter().filter_map(|fact| self.given(fact, &mut places)).collect();
            match &given.from {
                Some(from) => {
                    let further = std::mem::take(&mut case.given);
                    case.given = self.taken(from, further, &case.title).unwrap_or_default();
                }
                None => self.required_facts(&places, span, &case.title),
            }
        }
        case.as_of = self.as_of(test);
        let (expectations, spans) = self.expectations(test);
        case.expectations = expectations;
        (case, spans)
    }

    fn title(&mut self, test: &Test) {
        if test.title.value.trim().is_empty() {
            let help = "say in a few words what is true if it passes: `test \"FPGAs to Tehran are prohibited\"`";
            self.error(Code::MissingClause, "this test has no title", test.title.span, "nothing in it", help);
        }
    }

    fn given_clause<'t>(&mut self, test: &'t Test) -> Option<(&'t GivenOrder, Span)> {
        let given = |clause: &'t Spanned<TestClause>| match &clause.value {
            TestClause::Given(given) => Some((given, clause.span)),
            _ => None,
        };
        let mut all = test.clauses.iter().filter_map(given);
        let first = all.next();
        if first.is_none() {
            let help = "add `given order`, and under it the facts of the order: `ship_to.country = IR`";
            self.error(
                Code::MissingClause,
                "this test has no order",
                test.title.span,
                "`given order` is missing",
                help,
            );
        }
        for (_, span) in all {
            self.repeated("given order", span);
        }
        first
    }

    fn as_of(&mut self, test: &Test) -> Option<crate::domain::Date> {
        let dates = test.clauses.iter().filter_map(|clause| match &clause.value {
            TestClause::AsOf(date) => Some((date, clause.span)),
            _ => None,
        });
        let mut found = None;
        for (index, (date, span)) in dates.enumerate() {
            if index > 0 {
                self.repeated("as of", span);
            }
            found = self.date(&date.value, date.span);
        }
        found
    }

    fn repeated(&mut self, word: &str, span: Span) {
        let message = format!("`{word}` is given twice");
        self.error(Code::RepeatedClause, message, span, "given again here", "keep one of them");
    }

    fn expectations(&mut self, test: &Test) -> (Vec<Expectation>, Vec<Span>) {
        let mut found = Vec::new();
        let mut seen = false;
        for clause in &test.clauses {
            if let TestClause::Expect(expect) = &clause.value {
                seen = true;
                self.expect(expect, &mut found);
            }
        }
        if !seen {
            let message = format!("the test `{}` expects nothing, so it could not fail", test.title.value);
            let help = "say what must come out: `expect prohibited by RULE`, `expect clear`, `expect undetermined`";
            self.error(Code::ExpectsNothing, message, test.title.span, "`expect` is missing", help);
        }
        found.into_iter().unzip()
    }
}
