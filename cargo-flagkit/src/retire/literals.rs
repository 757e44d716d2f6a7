//! Numbers whose type another branch tells.
//!
//! ```text
//! let tax = if flags::X.is_enabled() { 0.1 } else { old_tax() };     the kept `0.1` was an `f32`, and would be an `f64`
//! ```
//!
//! Law: such a choice is left to a person, unless a type stands beside it: the function's, or the binding's.

use super::scan::Scan;
use syn::{Block, Expr, ExprIf, ExprMatch, Lit, Stmt};

impl Scan<'_> {
    /// Whether what stays are numbers without a type of their own, and what goes tells it.
    pub(super) fn loses_type(&self, choice: &ExprIf) -> bool {
        let (mut kept, mut all) = (Vec::new(), Vec::new());
        self.ends_of_choice(choice, true, &mut kept);
        self.ends_of_choice(choice, false, &mut all);
        is_open_without(&kept, &all)
    }

    /// The same for an arm of a `match` that stays alone.
    pub(super) fn loses_type_of(&self, selection: &ExprMatch, kept: &Expr) -> bool {
        let (mut stays, mut all) = (Vec::new(), Vec::new());
        self.ends(kept, true, &mut stays);
        selection.arms.iter().for_each(|arm| self.ends(&arm.body, false, &mut all));
        is_open_without(&stays, &all)
    }

    /// Notes where the choices stand whose type is written.
    pub(super) fn note_typed(&mut self, expr: &Expr) {
        self.typed.insert(self.range(expr).start);
        match expr {
            Expr::If(choice) => {
                self.note_typed_block(&choice.then_branch.stmts);
                if let Some((_, last)) = &choice.else_branch {
                    self.note_typed(last);
                }
            }
            Expr::Match(selection) => {
                selection.arms.iter().for_each(|arm| self.note_typed(&arm.body));
            }
            Expr::Block(block) => self.note_typed_block(&block.block.stmts),
            Expr::Paren(inner) => self.note_typed(&inner.expr),
            _ => {}
        }
    }

    pub(super) fn note_typed_block(&mut self, statements: &[Stmt]) {
        if let Some(Stmt::Expr(tail, None)) = statements.last() {
            self.note_typed(tail);
        }
    }

    fn ends_of_choice<'e>(&self, choice: &'e ExprIf, only_kept: bool, found: &mut Vec<&'e Expr>) {
        let answer = if only_kept { self.fold(&choice.cond) } else { None };
        if answer != Some(false) {
            self.ends_of_block(&choice.then_branch, only_kept, found);
        }
        if let Some((_, last)) = choice.else_branch.as_ref().filter(|_| answer != Some(true)) {
            self.ends(last, only_kept, found);
        }
    }

    fn ends_of_block<'e>(&self, block: &'e Block, only_kept: bool, found: &mut Vec<&'e Expr>) {
        if let Some(Stmt::Expr(tail, None)) = block.stmts.last() {
            self.ends(tail, only_kept, found);
        }
    }

    fn ends<'e>(&self, expr: &'e Expr, only_kept: bool, found: &mut Vec<&'e Expr>) {
        match expr {
            Expr::If(choice) => self.ends_of_choice(choice, only_kept, found),
            Expr::Match(selection) => {
                selection.arms.iter().for_each(|arm| self.ends(&arm.body, only_kept, found));
            }
            Expr::Block(block) => self.ends_of_block(&block.block, only_kept, found),
            Expr::Paren(inner) => self.ends(&inner.expr, only_kept, found),
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => {}
            other => found.push(other),
        }
    }
}

fn is_open_without(kept: &[&Expr], all: &[&Expr]) -> bool {
    !kept.is_empty()
        && kept.iter().all(|end| is_open(end))
        && all.iter().any(|end| !is_open(end) && !matches!(end, Expr::Macro(_)))
}

/// Whether a number without a suffix stands in the value.
fn is_open(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.suffix().is_empty(),
            Lit::Float(number) => number.suffix().is_empty(),
            _ => false,
        },
        Expr::Unary(inner) => is_open(&inner.expr),
        Expr::Paren(inner) => is_open(&inner.expr),
        Expr::Reference(inner) => is_open(&inner.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(is_open),
        Expr::Array(array) => array.elems.iter().any(is_open),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let name = path.path.segments.last().map(|last| last.ident.to_string());
                name.is_some_and(|name| name.starts_with(char::is_uppercase))
                    && call.args.iter().any(is_open)
            }
            _ => false,
        },
        _ => false,
    }
}
