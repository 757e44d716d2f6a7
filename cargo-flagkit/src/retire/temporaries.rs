//! Whether an expression leaves temporaries behind that live until the statement around it ends.
//!
//! A branch of an `if` drops its own at its end; text that leaves the branch must not make them live longer. Law: what is
//! not surely free of them counts as having some.

use super::macros;
use syn::{Block, Expr, Stmt};

/// Whether nothing but the value itself is left of the expression.
pub(super) fn is_free(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_)
        | Expr::Lit(_)
        | Expr::Closure(_)
        | Expr::Async(_)
        | Expr::Continue(_)
        | Expr::While(_)
        | Expr::ForLoop(_)
        | Expr::Loop(_) => true,
        Expr::Paren(inner) => is_free(&inner.expr),
        Expr::Unary(inner) => is_free(&inner.expr),
        Expr::Cast(inner) => is_free(&inner.expr),
        Expr::Try(inner) => is_free(&inner.expr),
        Expr::Await(inner) => is_free(&inner.base),
        Expr::Field(field) => is_place(&field.base),
        Expr::Reference(reference) => is_place(&reference.expr),
        Expr::Binary(binary) => is_free(&binary.left) && is_free(&binary.right),
        Expr::Assign(assign) => is_place(&assign.left) && is_free(&assign.right),
        Expr::Call(call) => is_free(&call.func) && call.args.iter().all(is_free),
        // What a method is called on may be borrowed for it.
        Expr::MethodCall(call) => is_place(&call.receiver) && call.args.iter().all(is_free),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_free),
        Expr::Array(array) => array.elems.iter().all(is_free),
        Expr::Struct(literal) => literal.fields.iter().all(|field| is_free(&field.expr)),
        Expr::Index(index) => is_place(&index.expr) && is_free(&index.index),
        Expr::Return(value) => value.expr.as_deref().is_none_or(is_free),
        Expr::Break(value) => value.expr.as_deref().is_none_or(is_free),
        Expr::Macro(call) => macros::is_known(&call.mac),
        Expr::Block(block) => is_block_free(&block.block),
        Expr::Unsafe(block) => is_block_free(&block.block),
        // Conditions and branches drop their own.
        Expr::If(_) => true,
        Expr::Match(choice) => is_free(&choice.expr),
        _ => false,
    }
}

fn is_block_free(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(tail, None)) => is_free(tail),
        _ => true,
    }
}

/// Whether the expression names something that is there anyway.
fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Paren(inner) => is_place(&inner.expr),
        Expr::Unary(inner) => matches!(inner.op, syn::UnOp::Deref(_)) && is_place(&inner.expr),
        Expr::Index(index) => is_place(&index.expr) && is_free(&index.index),
        _ => false,
    }
}

/// Whether asking the expression changes nothing and cannot fail, so that it need not be asked.
pub(super) fn is_without_effect(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => is_without_effect(&field.base),
        Expr::Paren(inner) => is_without_effect(&inner.expr),
        Expr::Reference(reference) => is_without_effect(&reference.expr),
        Expr::Macro(call) => call.mac.path.is_ident("cfg"),
        Expr::Unary(inner) => {
            !matches!(inner.op, syn::UnOp::Neg(_)) && is_without_effect(&inner.expr)
        }
        Expr::Binary(binary) => {
            use syn::BinOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
            matches!(binary.op, And(_) | Or(_) | Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_))
                && is_without_effect(&binary.left)
                && is_without_effect(&binary.right)
        }
        _ => false,
    }
}

/// Whether the expression may stand where an operand stands, without parentheses.
pub(super) fn is_atomic(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Path(_)
            | Expr::Lit(_)
            | Expr::Call(_)
            | Expr::MethodCall(_)
            | Expr::Macro(_)
            | Expr::Field(_)
            | Expr::Index(_)
            | Expr::Paren(_)
            | Expr::Array(_)
            | Expr::Tuple(_)
            | Expr::Await(_)
            | Expr::Try(_)
    )
}

/// Whether the expression ends a statement without a semicolon.
pub(super) fn is_block_like(expr: &Expr) -> bool {
    match expr {
        Expr::If(_)
        | Expr::Match(_)
        | Expr::Block(_)
        | Expr::Unsafe(_)
        | Expr::While(_)
        | Expr::ForLoop(_)
        | Expr::Loop(_)
        | Expr::TryBlock(_)
        | Expr::Const(_) => true,
        Expr::Macro(call) => matches!(call.mac.delimiter, syn::MacroDelimiter::Brace(_)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_free;

    #[test]
    fn what_is_borrowed_for_a_call_stays_behind() {
        for free in [
            "a.b(c)?",
            "f(a, 1).await",
            "*a.b",
            "format!(\"{x}\")",
            "&a.b[0]",
            "S { a, b: 1 }",
            "if f().g() { 1 } else { 2 }",
        ] {
            assert!(is_free(&syn::parse_str(free).unwrap()), "{free}");
        }
        for left in ["a.lock().len()", "*f().g", "&f()", "f(&g())", "match a.b().c() { _ => 1 }"] {
            assert!(!is_free(&syn::parse_str(left).unwrap()), "{left}");
        }
    }
}
