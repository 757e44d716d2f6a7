//! Conditions: what a flag's question comes to, and the branch that stays.
//!
//! ```text
//! if flags::X.is_enabled() && ready { A } else { B }     new: if ready { A } else { B }     old: B
//! ```
//!
//! Law: what was evaluated still is, in the same order; what was dropped somewhere still is there: a branch keeps its
//! braces where a binding, an item or a temporary would get out.

use super::macros;
use super::scan::{Position, Scan};
use super::splice::Branch;
use super::temporaries::{has_let, is_simple, is_without_effect};
use std::ops::Range;
use syn::visit::Visit as _;
use syn::{BinOp, Expr, ExprIf, ExprMatch, ExprMethodCall, ExprWhile, Lit, Pat, UnOp};

/// Where a condition stands, of which one operand may be all that is left.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// As all of a condition or a name's initialiser: parentheses are idle, and what is left behind goes right after it.
    Whole,
    /// As an operand of `&&` or `||`, which drops what it leaves behind.
    Operand,
    /// Where its value is taken.
    Value,
    /// As part of another expression.
    Inner,
}

impl Place {
    pub(super) fn of(position: Position, drops_at_tail: bool) -> Self {
        match position {
            Position::Whole => Self::Whole,
            // The statement, the function or the block drops what is left.
            Position::Statement { .. } | Position::Tail { alone: true } => Self::Operand,
            Position::Tail { .. } if drops_at_tail => Self::Operand,
            Position::Tail { .. } | Position::Argument => Self::Value,
            Position::Braced | Position::Inner => Self::Inner,
        }
    }
}

impl Scan<'_> {
    /// What the expression comes to, where the flag alone decides it.
    pub(super) fn fold(&self, expr: &Expr) -> Option<bool> {
        match expr {
            Expr::Paren(inner) if inner.attrs.is_empty() => self.fold(&inner.expr),
            Expr::Group(inner) => self.fold(&inner.expr),
            Expr::Unary(inner) if matches!(inner.op, UnOp::Not(_)) => {
                self.fold(&inner.expr).map(|answer| !answer)
            }
            Expr::MethodCall(call) => self.is_enabled(call),
            Expr::Let(condition) => self.is_variant(&condition.expr, &condition.pat),
            Expr::Macro(call) => {
                let (expr, pattern) = macros::matched(&call.mac)?;
                self.is_variant(&expr, &pattern)
            }
            Expr::Binary(binary) => {
                let absorbing = match binary.op {
                    BinOp::And(_) => false,
                    BinOp::Or(_) => true,
                    BinOp::Eq(_) => return self.is_same(&binary.left, &binary.right),
                    BinOp::Ne(_) => {
                        return self.is_same(&binary.left, &binary.right).map(|same| !same);
                    }
                    _ => return None,
                };
                match self.fold(&binary.left) {
                    Some(left) if left == absorbing => Some(absorbing),
                    Some(_) => self.fold(&binary.right),
                    None => {
                        let right = self.fold(&binary.right)?;
                        (right == absorbing && is_without_effect(&binary.left)).then_some(right)
                    }
                }
            }
            _ => None,
        }
    }

    /// `HANDLE.is_enabled()`, and `HANDLE.is_enabled_for(&user)` where reading `user` does nothing.
    fn is_enabled(&self, call: &ExprMethodCall) -> Option<bool> {
        if !self.is_handle(&call.receiver) {
            return None;
        }
        let is_question = match call.method.to_string().as_str() {
            "is_enabled" => call.args.is_empty(),
            "is_enabled_for" => call.args.iter().all(is_without_effect),
            _ => false,
        };
        if is_question { self.ending.is_enabled() } else { None }
    }

    /// Whether the expression asks for the flag's variant, and nothing else.
    fn asks_variant(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(inner) => self.asks_variant(&inner.expr),
            Expr::MethodCall(call) if self.is_handle(&call.receiver) => {
                self.ending.kept_variant().is_some()
                    && match call.method.to_string().as_str() {
                        "variant" => call.args.is_empty(),
                        "variant_for" => call.args.iter().all(is_without_effect),
                        _ => false,
                    }
            }
            _ => false,
        }
    }

    fn is_same(&self, left: &Expr, right: &Expr) -> Option<bool> {
        let (asked, other) =
            if self.asks_variant(left) { (true, right) } else { (self.asks_variant(right), left) };
        let Expr::Path(path) = other else { return None };
        let named = self.names.variant(&path.path)?;
        asked.then(|| self.ending.kept_variant() == Some(&*named))
    }

    /// Whether the kept variant matches the pattern, where `expr` asks for it.
    fn is_variant(&self, expr: &Expr, pattern: &Pat) -> Option<bool> {
        if self.asks_variant(expr) { self.matches(pattern) } else { None }
    }

    fn matches(&self, pattern: &Pat) -> Option<bool> {
        match pattern {
            Pat::Wild(_) => Some(true),
            Pat::Paren(inner) => self.matches(&inner.pat),
            Pat::Or(either) => {
                let cases = either.cases.iter().map(|case| self.matches(case));
                cases.collect::<Option<Vec<bool>>>().map(|each| each.contains(&true))
            }
            Pat::Path(path) => {
                let named = self.names.variant(&path.path)?;
                Some(self.ending.kept_variant() == Some(&*named))
            }
            _ => None,
        }
    }

    /// Takes the flag out of a condition that something else decides too.
    pub(super) fn reduce(&mut self, expr: &Expr, place: Place) {
        let Expr::Binary(binary) = expr else { return self.visit_inner(expr, place) };
        let absorbing = match binary.op {
            BinOp::And(_) => false,
            BinOp::Or(_) => true,
            _ => return self.visit_inner(expr, place),
        };
        let (left, right) = (self.range(&*binary.left), self.range(&*binary.right));
        match (self.fold(&binary.left), self.fold(&binary.right)) {
            (Some(_), _) => {
                self.found.changes.remove(left.start..right.start);
                self.reduce_alone(&binary.right, place);
            }
            (None, Some(answer)) if answer != absorbing => {
                self.found.changes.remove(left.end..right.end);
                self.reduce_alone(&binary.left, place);
            }
            (None, Some(answer)) => {
                self.found.changes.replace(right.clone(), answer.to_string());
                self.found.notes.push((
                    right,
                    format!("`{answer}` stays in a condition, since what stands before it may do something; tidy it by hand"),
                ));
                self.reduce(&binary.left, Place::Operand);
            }
            (None, None) => {
                self.reduce(&binary.left, Place::Operand);
                self.reduce(&binary.right, Place::Operand);
            }
        }
    }

    fn reduce_alone(&mut self, expr: &Expr, place: Place) {
        if let Expr::Paren(paren) = expr
            && matches!(place, Place::Whole)
            && !has_struct(&paren.expr)
        {
            let (outer, inner) = (self.range(expr), self.range(&*paren.expr));
            // A comment in the parentheses holds them.
            if self.is_blank(outer.start + 1..inner.start)
                && self.is_blank(inner.end..outer.end - 1)
            {
                self.found.changes.remove(outer.start..inner.start);
                self.found.changes.remove(inner.end..outer.end);
                return self.reduce(&paren.expr, place);
            }
        }
        let is_held = match (place, expr) {
            (Place::Whole | Place::Operand, _) => true,
            // Its own operands hold what they leave behind.
            (_, Expr::Binary(binary)) if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) => true,
            (Place::Value, expr) => is_simple(expr),
            (Place::Inner, expr) => matches!(expr, Expr::Lit(_)),
        };
        if !is_held {
            self.hold_operand(&self.range(expr));
        }
        self.reduce(expr, place);
    }

    fn visit_inner(&mut self, expr: &Expr, place: Place) {
        if let (Place::Operand, Expr::Paren(paren)) = (place, expr)
            && self.fold(expr).is_none()
        {
            return self.reduce(&paren.expr, place);
        }
        let position = match place {
            Place::Whole => Position::Whole,
            Place::Value => Position::Argument,
            Place::Operand | Place::Inner => Position::Inner,
        };
        self.expression(expr, position);
    }

    /// An `if`, with all its `else if`s.
    pub(super) fn choice(&mut self, choice: &ExprIf, position: Position) {
        let whole = self.range(choice);
        if !matches!(position, Position::Statement { .. })
            && !self.typed.contains(&whole.start)
            && self.loses_type(choice)
        {
            self.by_hand(
                self.range(&*choice.cond),
                "a number that stays has its type from what goes; write the type",
            );
            self.visit_block(&choice.then_branch);
            if let Some((_, otherwise)) = &choice.else_branch {
                let before = self.range(&choice.then_branch).end;
                self.alternative(otherwise, before);
            }
            return;
        }
        let answer = if choice.attrs.is_empty() { self.fold(&choice.cond) } else { None };
        match (answer, &choice.else_branch) {
            (None, otherwise) => {
                self.reduce(&choice.cond, Place::Whole);
                self.visit_block(&choice.then_branch);
                if let Some((_, otherwise)) = otherwise {
                    let before = self.range(&choice.then_branch).end;
                    self.alternative(otherwise, before);
                }
            }
            (Some(true), _) => {
                self.splice(&whole, &Branch::of_block(self, &choice.then_branch), position)
            }
            (Some(false), None) => self.nothing(&whole, position),
            (Some(false), Some((_, otherwise))) => match &**otherwise {
                Expr::If(next) => {
                    let start = self.range(next).start;
                    self.found.changes.remove(whole.start..start);
                    self.choice_from(otherwise, next, position, whole.start);
                }
                other => self.splice(&whole, &Branch::of(self, other), position),
            },
        }
    }

    /// The same for the rest of a chain whose beginning at `start` is gone.
    fn choice_from(&mut self, expr: &Expr, choice: &ExprIf, position: Position, start: usize) {
        let end = self.range(choice).end;
        match (self.fold(&choice.cond), &choice.else_branch) {
            // An `else` dropped what an `if let` looks at, which alone it does not, up to edition 2021.
            (None, _) if !self.file.drops_at_tail && has_let(&choice.cond) => {
                self.splice(&(start..end), &Branch::of(self, expr), position);
            }
            (None, _) => self.choice(choice, position),
            (Some(true), _) => {
                self.splice(&(start..end), &Branch::of_block(self, &choice.then_branch), position);
            }
            (Some(false), None) => self.nothing(&(start..end), position),
            (Some(false), Some((_, otherwise))) => match &**otherwise {
                Expr::If(next) => {
                    let next_start = self.range(next).start;
                    self.found.changes.remove(start..next_start);
                    self.choice_from(otherwise, next, position, start);
                }
                other => self.splice(&(start..end), &Branch::of(self, other), position),
            },
        }
    }

    /// What stands behind an `else`; `before` is where the branch before it ends.
    fn alternative(&mut self, otherwise: &Expr, before: usize) {
        let Expr::If(next) = otherwise else {
            if let Expr::Block(block) = otherwise {
                self.visit_block(&block.block);
            }
            return;
        };
        let whole = self.range(next);
        match (self.fold(&next.cond), &next.else_branch) {
            (None, last) => {
                self.reduce(&next.cond, Place::Whole);
                self.visit_block(&next.then_branch);
                if let Some((_, last)) = last {
                    let before = self.range(&next.then_branch).end;
                    self.alternative(last, before);
                }
            }
            (Some(true), _) => {
                let block = self.range(&next.then_branch);
                self.found.changes.remove(whole.start..block.start);
                self.found.changes.remove(block.end..whole.end);
                self.visit_block(&next.then_branch);
            }
            (Some(false), None) => self.found.changes.remove(before..whole.end),
            (Some(false), Some((_, last))) => {
                let start = self.range(&**last).start;
                self.found.changes.remove(whole.start..start);
                self.alternative(last, before);
            }
        }
    }

    /// A `match` over the flag's variant, or over whether it is on.
    pub(super) fn selection(&mut self, selection: &ExprMatch, position: Position) {
        let decided = self.fold(&selection.expr);
        if decided.is_none() && !self.asks_variant(&selection.expr) {
            self.expression(&selection.expr, Position::Inner);
            for arm in &selection.arms {
                self.arm(selection, arm);
            }
            return;
        }
        let mut kept = None;
        for arm in &selection.arms {
            let answer = match (decided, &arm.pat) {
                _ if !arm.attrs.is_empty() => None,
                (Some(on), Pat::Lit(literal)) => match &literal.lit {
                    Lit::Bool(wanted) => Some(wanted.value == on),
                    _ => None,
                },
                (Some(_), Pat::Wild(_)) => Some(true),
                (Some(_), _) => None,
                (None, pattern) => self.matches(pattern),
            };
            match answer {
                Some(true) => {
                    kept = Some(&*arm.body);
                    break;
                }
                Some(false) => {}
                None => break,
            }
        }
        let whole = self.range(selection);
        match kept {
            Some(body)
                if !matches!(position, Position::Statement { .. })
                    && !self.typed.contains(&whole.start)
                    && self.loses_type_of(selection, body) =>
            {
                let asked = self.range(&*selection.expr);
                self.by_hand(
                    asked,
                    "a number that stays has its type from what goes; write the type",
                );
                selection.arms.iter().for_each(|arm| self.arm(selection, arm));
            }
            Some(body) if selection.attrs.is_empty() => {
                self.splice(&whole, &Branch::of(self, body), position)
            }
            _ => {
                let asked = self.range(&*selection.expr);
                self.by_hand(asked, "its arms are more than variants; choose the one that stays");
                selection.arms.iter().for_each(|arm| self.arm(selection, arm));
            }
        }
    }

    fn arm(&mut self, selection: &ExprMatch, arm: &syn::Arm) {
        if let Pat::Guard(guarded) = &arm.pat {
            let guard = self.range(&*guarded.guard);
            match self.fold(&guarded.guard) {
                Some(true) => self.found.changes.remove(self.range(&*guarded.pat).end..guard.end),
                Some(false) => {
                    let end = arm
                        .comma
                        .as_ref()
                        .map_or(self.range(arm).end, |comma| self.range(comma).end);
                    self.remove_paragraph(self.range(arm).start..end);
                    return;
                }
                None => self.reduce(&guarded.guard, Place::Whole),
            }
            self.visit_pat(&guarded.pat);
        } else {
            self.visit_pat(&arm.pat);
        }
        let is_last = selection.arms.last().is_some_and(|last| std::ptr::eq(last, arm));
        let position =
            if arm.comma.is_some() || is_last { Position::Whole } else { Position::Braced };
        self.expression(&arm.body, position);
    }

    /// A loop that the flag alone holds up.
    pub(super) fn repetition(&mut self, repetition: &ExprWhile, position: Position) {
        match self.fold(&repetition.cond) {
            Some(true) => {
                let word = self.range(&repetition.while_token);
                self.found.changes.replace(word.start..self.range(&*repetition.cond).end, "loop");
            }
            Some(false) => return self.nothing(&self.range(repetition), position),
            None => self.reduce(&repetition.cond, Place::Whole),
        }
        self.visit_block(&repetition.body);
    }

    /// Where neither branch stays: the statement goes, or `{}` stands for it.
    fn nothing(&mut self, whole: &Range<usize>, position: Position) {
        match position {
            Position::Statement { end } => self.remove_paragraph(whole.start..end),
            Position::Tail { .. } => self.remove_paragraph(whole.clone()),
            _ => self.found.changes.replace(whole.clone(), "{}"),
        }
    }
}

/// Whether a literal of a struct stands in the expression, which a condition holds only in parentheses.
fn has_struct(expr: &Expr) -> bool {
    struct Search(bool);
    impl<'ast> syn::visit::Visit<'ast> for Search {
        fn visit_expr_struct(&mut self, _: &'ast syn::ExprStruct) {
            self.0 = true;
        }
    }
    let mut search = Search(false);
    search.visit_expr(expr);
    search.0
}
