//! Policies, authorities, outcomes and definitions.

use super::CheckedItem;
use super::checker::Checker;
use crate::problem::Code;
use crate::program::{self, Code as Compiled, Outcome, Provision, Type};
use crate::syntax::{Authority, Define, Outcomes, Policy};
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn policy(&mut self, policy: &Policy) -> Option<CheckedItem> {
        let judged_as_of = match &policy.judged_as_of {
            Some(date) => {
                let expr = self.of_type(date, &Type::Date)?;
                Some(Compiled { expr, refs: std::mem::take(&mut self.refs), locals: self.locals, ty: Type::Date })
            }
            None => None,
        };
        Some(CheckedItem::Policy(Arc::new(program::Policy {
            name: Arc::clone(&policy.name.value),
            title: policy.title.clone(),
            owner: policy.owner.clone(),
            judged_as_of,
        })))
    }

    pub(super) fn authority(&mut self, authority: &Authority) -> Option<CheckedItem> {
        self.refuse_repeated(authority.provisions.iter().map(|provision| &provision.id), "provision");
        let dated = authority.dated.as_ref().and_then(|date| self.date(&date.value, date.span));
        let provisions = authority.provisions.iter().map(|provision| Provision {
            id: Arc::clone(&provision.id.value),
            title: Arc::clone(&provision.title),
            verified: provision.verified,
        });
        Some(CheckedItem::Authority(Arc::new(program::Authority {
            name: Arc::clone(&authority.name.value),
            title: Arc::clone(&authority.title),
            dated,
            provisions: provisions.collect(),
        })))
    }

    pub(super) fn outcomes(&mut self, outcomes: &Outcomes) -> Option<CheckedItem> {
        self.refuse_repeated(outcomes.ranks.iter().map(|(name, _)| name), "outcome");
        let whole = crate::problem::Span::new(0, "outcomes".len());
        if outcomes.ranks.len() < 2 {
            self.error(
                Code::MissingClause,
                "an order needs at least two outcomes",
                whole,
                "too few",
                "list them from least to most severe, one a line: clear, review, prohibited",
            );
            return None;
        }
        let Some(counts_as) = &outcomes.counts_as else {
            self.error(
                Code::MissingClause,
                "what an undetermined order counts as is not said",
                whole,
                "the last line is missing",
                "add `undetermined counts as review`, or another outcome",
            );
            return None;
        };
        let names: Vec<&str> = outcomes.ranks.iter().map(|(name, _)| name.value.as_ref()).collect();
        match names.iter().position(|name| *name == counts_as.value.as_ref()) {
            None => {
                let near = crate::domain::nearest(&counts_as.value, names.iter().copied());
                let help = near.map_or_else(
                    || format!("outcomes are {}", names.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.error(
                    Code::UnknownOutcome,
                    format!("there is no outcome `{}`", counts_as.value),
                    counts_as.span,
                    "not declared",
                    help,
                );
                None
            }
            Some(0) => {
                let message = format!("an undetermined order would count as `{}`", counts_as.value);
                let help = "a missing fact must not clear an order: name a more severe outcome, such as the one at which a person looks";
                self.error(Code::UndeterminedClears, message, counts_as.span, "the least severe outcome", help);
                None
            }
            Some(rank) => Some(CheckedItem::Outcomes(Arc::new(program::Outcomes {
                ranks: outcomes
                    .ranks
                    .iter()
                    .map(|(name, title)| Outcome { name: Arc::clone(&name.value), title: title.clone() })
                    .collect(),
                undetermined_counts_as: u32::try_from(rank).ok()?,
            }))),
        }
    }

    pub(super) fn define(&mut self, define: &Define) -> (Option<CheckedItem>, Option<Type>) {
        let types: Vec<Option<Type>> = define.parameters.iter().map(|(_, ty)| self.type_of(ty)).collect();
        self.refuse_repeated(define.parameters.iter().map(|(name, _)| name), "parameter");
        let mut sound = true;
        for ((name, _), ty) in define.parameters.iter().zip(&types) {
            match ty {
                Some(ty) => _ = self.bind(name, ty.clone()),
                None => sound = false,
            }
        }
        if !sound {
            return (None, None);
        }
        let Some(typed) = self.expression(&define.body, None) else { return (None, None) };
        let code = Compiled {
            expr: typed.expr,
            refs: std::mem::take(&mut self.refs),
            locals: self.locals,
            ty: typed.ty.clone(),
        };
        let parameters = u16::try_from(types.len()).unwrap_or(u16::MAX);
        let item = program::Define { name: Arc::clone(&define.name.value), parameters, code };
        (Some(CheckedItem::Define(Arc::new(item))), Some(typed.ty))
    }
}
