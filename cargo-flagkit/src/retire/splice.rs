//! A branch in the place of the whole choice.
//!
//! Law: the branch's text is moved out of its braces only where nothing that it binds or leaves behind reaches further than
//! before; its lines lose the indentation that the braces gave them, its texts and comments nothing.

use super::lines;
use super::macros;
use super::scan::{Position, Scan};
use super::temporaries::{is_block_like, is_free, is_simple};
use std::ops::Range;
use syn::spanned::Spanned as _;
use syn::visit::Visit as _;
use syn::{Block, Expr, Stmt};

/// What stays of a choice.
pub(super) struct Branch<'a> {
    /// With its braces, where it has some.
    whole: Range<usize>,
    /// Without them, and without the blanks at either end.
    content: Range<usize>,
    has_braces: bool,
    statements: &'a [Stmt],
    /// What it evaluates to, where that is an expression.
    tail: Option<&'a Expr>,
}

impl<'a> Branch<'a> {
    pub(super) fn of_block(scan: &Scan<'_>, block: &'a Block) -> Self {
        let whole = scan.range(block);
        let inner = whole.start + 1..whole.end.saturating_sub(1);
        let text = scan.slice(&inner);
        let start = inner.start + text.len() - text.trim_start().len();
        let end = start + text.trim().len();
        let tail = match block.stmts.last() {
            Some(Stmt::Expr(tail, None)) => Some(tail),
            _ => None,
        };
        Self { whole, content: start..end, has_braces: true, statements: &block.stmts, tail }
    }

    pub(super) fn of(scan: &Scan<'_>, expr: &'a Expr) -> Self {
        if let Expr::Block(block) = expr
            && block.label.is_none()
            && block.attrs.is_empty()
        {
            return Self::of_block(scan, &block.block);
        }
        let whole = scan.range(expr);
        Self { content: whole.clone(), whole, has_braces: false, statements: &[], tail: Some(expr) }
    }

    fn binds(&self) -> bool {
        self.statements.iter().any(|statement| matches!(statement, Stmt::Local(_)))
    }

    /// Whether names may get out that are seen even before they are written.
    fn declares(&self) -> bool {
        self.statements.iter().any(|statement| match statement {
            Stmt::Item(_) => true,
            Stmt::Macro(call) => !macros::is_known(&call.mac),
            Stmt::Expr(Expr::Macro(call), Some(_)) => !macros::is_known(&call.mac),
            _ => false,
        })
    }

    fn visit(&self, scan: &mut Scan<'_>, position: Position) {
        if self.statements.is_empty() {
            if let Some(tail) = self.tail {
                scan.expression(tail, position);
            }
            return;
        }
        scan.statements(self.statements, position);
    }
}

impl Scan<'_> {
    /// Puts the branch where `whole` stands.
    pub(super) fn splice(&mut self, whole: &Range<usize>, branch: &Branch<'_>, position: Position) {
        match position {
            Position::Statement { end } => self.splice_statement(whole, branch, end),
            Position::Tail { alone } => self.splice_tail(whole, branch, alone),
            _ => self.splice_value(whole, branch, position),
        }
    }

    fn splice_statement(&mut self, whole: &Range<usize>, branch: &Branch<'_>, end: usize) {
        if branch.content.is_empty() {
            return self.remove_paragraph(whole.start..end);
        }
        // A value that is dropped goes after what its branch leaves behind.
        let is_dropped = end > whole.end && branch.tail.is_some_and(|tail| !is_free(tail));
        if branch.binds() || branch.declares() || is_dropped || self.ends_in_comment(branch, end) {
            if is_dropped {
                self.hold_temporaries(whole, branch, false);
            }
            self.keep_braces(whole, branch);
            return branch.visit(self, Position::Tail { alone: false });
        }
        self.found.changes.remove(whole.start..branch.content.start);
        self.found.changes.remove(branch.content.end..end);
        self.dedent(whole, branch);
        let Some(tail) = branch.tail else { return branch.visit(self, Position::Inner) };
        let tail_end = self.range(tail).end;
        let had_semicolon = end > whole.end;
        let ends = if had_semicolon || !is_block_like(tail) {
            self.found
                .changes
                .put(tail_end..tail_end, vec![super::changes::Piece::Text(";".to_owned())]);
            tail_end
        } else {
            tail_end
        };
        branch.visit(self, Position::Statement { end: ends });
    }

    fn splice_tail(&mut self, whole: &Range<usize>, branch: &Branch<'_>, alone: bool) {
        if branch.content.is_empty() {
            return self.remove_paragraph(whole.clone());
        }
        if branch.declares() || self.ends_in_comment(branch, whole.end) {
            self.hold_temporaries(whole, branch, false);
            self.keep_braces(whole, branch);
            return branch.visit(self, Position::Tail { alone: false });
        }
        self.found.changes.remove(whole.start..branch.content.start);
        self.found.changes.remove(branch.content.end..whole.end);
        self.dedent(whole, branch);
        if !alone || branch.binds() {
            self.hold_temporaries(whole, branch, true);
        }
        branch.visit(self, Position::Tail { alone });
    }

    fn splice_value(&mut self, whole: &Range<usize>, branch: &Branch<'_>, position: Position) {
        let Some(only) = branch.tail.filter(|_| branch.statements.len() <= 1) else {
            self.hold_temporaries(whole, branch, false);
            self.keep_braces(whole, branch);
            return branch.visit(self, Position::Tail { alone: false });
        };
        let is_plain = self.range(only) == branch.content;
        let fits = match position {
            Position::Whole => true,
            Position::Argument => is_simple(only),
            Position::Braced => false,
            // A place would be borrowed, or left alone, where its value was taken.
            _ => matches!(only, Expr::Lit(_)),
        };
        if is_plain && fits {
            self.found.changes.remove(whole.start..branch.content.start);
            self.found.changes.remove(branch.content.end..whole.end);
            self.dedent(whole, branch);
            return branch.visit(self, position);
        }
        self.hold_temporaries(whole, branch, false);
        self.keep_braces(whole, branch);
        branch.visit(self, Position::Tail { alone: false });
    }

    /// Leaves the branch as a block of its own.
    fn keep_braces(&mut self, whole: &Range<usize>, branch: &Branch<'_>) {
        let (open, close) = if branch.has_braces { ("", "") } else { ("{ ", " }") };
        self.found.changes.replace(whole.start..branch.whole.start, open);
        self.found.changes.replace(branch.whole.end..whole.end, close);
        let text = self.text();
        if branch.has_braces {
            let outer = lines::indentation(text, whole.start).len();
            let inner = lines::indentation(text, branch.whole.start).len();
            self.dedent_lines(branch.whole.clone(), inner.saturating_sub(outer));
        }
    }

    /// Up to edition 2021, what the last expression of a block leaves behind lives on outside; a branch's never did.
    fn hold_temporaries(&mut self, whole: &Range<usize>, branch: &Branch<'_>, is_moved: bool) {
        let Some(tail) = branch.tail.filter(|tail| !is_free(tail)) else { return };
        if self.file.drops_at_tail {
            return;
        }
        let range = self.range(tail);
        let text = self.text();
        let is_short = !self.slice(&branch.whole).contains('\n');
        let behind = if is_short {
            "; kept".to_owned()
        } else {
            let indentation =
                lines::indentation(text, if is_moved { whole.start } else { range.start });
            format!(";{}{indentation}kept", lines::line_break(text))
        };
        let text = |text: String| vec![super::changes::Piece::Text(text)];
        self.found.changes.put(range.start..range.start, text("let kept = ".to_owned()));
        self.found.changes.put(range.end..range.end, text(behind));
    }

    /// Leaves an operand in a scope of its own, which drops what it leaves behind.
    pub(super) fn hold_operand(&mut self, range: &Range<usize>) {
        let text = |text: &str| vec![super::changes::Piece::Text(text.to_owned())];
        let is_held = self.file.drops_at_tail;
        let (open, close) = if is_held { ("{ ", " }") } else { ("{ let kept = ", "; kept }") };
        self.found.changes.put(range.start..range.start, text(open));
        self.found.changes.put(range.end..range.end, text(close));
    }

    /// Whether something stands on the line behind a branch that ends with a comment.
    fn ends_in_comment(&self, branch: &Branch<'_>, end: usize) -> bool {
        let last = branch.content.end;
        let line = lines::line_start(self.text(), last)..last;
        let is_comment =
            branch.statements.last().is_none_or(|statement| self.range(statement).end < last)
                && self.slice(&line).contains("//");
        is_comment && !self.is_blank(end..lines::line_end(self.text(), end))
    }

    /// Takes from the branch's lines what they were indented by its braces.
    fn dedent(&mut self, whole: &Range<usize>, branch: &Branch<'_>) {
        let text = self.text();
        if lines::line_start(text, branch.content.start) <= branch.whole.start && branch.has_braces
        {
            return;
        }
        let outer = lines::indentation(text, whole.start).len();
        let inner = lines::indentation(text, branch.content.start).len();
        self.dedent_lines(branch.content.clone(), inner.saturating_sub(outer));
    }

    fn dedent_lines(&mut self, range: Range<usize>, surplus: usize) {
        let lines = self.slice(&range).match_indices('\n').map(|(at, _)| range.start + at + 1);
        for line in lines.filter(|_| surplus > 0) {
            if !self.solid.iter().any(|solid| solid.start < line && line <= solid.end) {
                self.found.changes.dedent(line, surplus);
            }
        }
    }

    /// Visits the statements of a block whose value stands at `position`.
    pub(super) fn statements(&mut self, statements: &[Stmt], position: Position) {
        let count = statements.len();
        for (number, statement) in statements.iter().enumerate() {
            match statement {
                Stmt::Expr(expr, None) if number + 1 == count => {
                    let position = match position {
                        Position::Statement { .. } => {
                            Position::Statement { end: self.range(expr).end }
                        }
                        Position::Tail { alone } => {
                            Position::Tail { alone: alone && !binds_before(statements) }
                        }
                        _ => Position::Tail { alone: false },
                    };
                    self.expression(expr, position);
                }
                Stmt::Expr(expr, semicolon) => {
                    let end = semicolon.as_ref().map_or(expr.span(), |semicolon| semicolon.span());
                    let end = self.source.range(end).end;
                    self.expression(expr, Position::Statement { end });
                }
                Stmt::Local(local) => {
                    self.visit_pat(&local.pat);
                    for attribute in &local.attrs {
                        self.visit_attribute(attribute);
                    }
                    if let Some(init) = &local.init {
                        if let syn::Pat::Type(typed) = &local.pat
                            && !macros::has_word(self.slice(&self.range(&*typed.ty)), "_")
                        {
                            self.note_typed(&init.expr);
                        }
                        let position =
                            if is_name(&local.pat) { Position::Whole } else { Position::Inner };
                        self.expression(&init.expr, position);
                        if let Some((_, diverge)) = &init.diverge {
                            self.expression(diverge, Position::Inner);
                        }
                    }
                }
                other => self.visit_stmt(other),
            }
        }
    }
}

/// Whether the pattern is a name, which takes the value as it is.
fn is_name(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Ident(name) => name.by_ref.is_none() && name.subpat.is_none(),
        syn::Pat::Type(typed) => is_name(&typed.pat),
        _ => false,
    }
}

fn binds_before(statements: &[Stmt]) -> bool {
    statements.iter().any(|statement| matches!(statement, Stmt::Local(_) | Stmt::Macro(_)))
}
