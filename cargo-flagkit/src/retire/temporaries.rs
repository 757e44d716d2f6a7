//! Whether an expression leaves temporaries behind that live until the statement around it ends.
//!
//! A branch of an `if` drops its own at its end; text that leaves the branch must not make them live longer. Law: what is
//! not surely free of them counts as having some.

use syn::Expr;

/// Whether the expression is surely nothing but a value or the name of one.
pub(super) fn is_simple(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => is_named(field),
        Expr::Tuple(tuple) => tuple.elems.is_empty(),
        Expr::Paren(inner) => is_simple(&inner.expr),
        _ => false,
    }
}

/// Whether the field is one of something that has a name, and no constant's, which would be made anew.
fn is_named(field: &syn::ExprField) -> bool {
    match &*field.base {
        Expr::Path(path) => is_variable(path),
        Expr::Field(inner) => is_named(inner),
        _ => false,
    }
}

/// Whether the path is a name in small letters: no constant, no static, no type.
fn is_variable(path: &syn::ExprPath) -> bool {
    path.path
        .get_ident()
        .is_some_and(|name| !name.to_string().contains(|letter: char| letter.is_uppercase()))
}

/// Whether nothing but the value itself is left of the expression.
pub(super) fn is_free(expr: &Expr) -> bool {
    match expr {
        Expr::Closure(_) | Expr::Async(_) | Expr::Continue(_) | Expr::While(_) | Expr::Loop(_) => {
            true
        }
        Expr::Paren(inner) => is_free(&inner.expr),
        Expr::Call(call) => matches!(&*call.func, Expr::Path(_)) && call.args.iter().all(is_simple),
        // What a method is called on may be borrowed for it, and a constant is made anew for that.
        Expr::MethodCall(call) => {
            let is_there = match &*call.receiver {
                Expr::Path(path) => is_variable(path),
                Expr::Field(field) => is_named(field),
                _ => false,
            };
            is_there && call.args.iter().all(is_simple)
        }
        // Conditions and branches drop their own; up to edition 2021, what an `if let` looks at is no such condition.
        Expr::If(choice) => {
            !has_let(&choice.cond)
                && choice.else_branch.as_ref().is_none_or(|(_, last)| match &**last {
                    Expr::If(_) => is_free(last),
                    _ => true,
                })
        }
        other => is_simple(other),
    }
}

/// Whether a `let` stands in the condition.
pub(super) fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// Whether asking the expression changes nothing and cannot fail, so that it need not be asked.
pub(super) fn is_without_effect(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        // A static may be made by its first use.
        Expr::Path(path) => is_variable(path),
        Expr::Field(field) => is_named(field),
        Expr::Paren(inner) => is_without_effect(&inner.expr),
        Expr::Reference(reference) => is_without_effect(&reference.expr),
        Expr::Macro(call) => call.mac.path.is_ident("cfg"),
        Expr::Unary(inner) => {
            matches!(inner.op, syn::UnOp::Not(_)) && is_without_effect(&inner.expr)
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
    use super::{is_free, is_simple, is_without_effect};

    fn each(texts: &[&str], is: fn(&syn::Expr) -> bool, wanted: bool) {
        for text in texts {
            assert_eq!(is(&syn::parse_str(text).unwrap()), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_not_surely_free_stays_behind() {
        each(&["a", "1", "()", "a.b.0", "Kind::One"], is_simple, true);
        each(&["f()", "*a", "a[0]", "&a", "CONFIG.beta", "l().0", "-1"], is_simple, false);
        each(&["a.b.f(c, 1)", "f(a)", "|x| y", "if f().g() { 1 } else { 2 }"], is_free, true);
        let left = [
            "a.lock().len()",
            "*l(&n)",
            "&f()",
            "f(&g())",
            "matches!(a.lock(), Ok(_))",
            "vec![a]",
            "match f() { ref x => 1 }",
            "S { a: 1, ..two() }",
            "if let Some(a) = f() { 1 } else { 2 }",
            "if a { 1 } else if let Some(a) = f() { 1 } else { 2 }",
            "CONFIG.get()",
        ];
        each(&left, is_free, false);
    }

    #[test]
    fn what_may_do_something_is_asked() {
        each(&["on", "!on", "a.b == 1", "cfg!(unix)", "&user"], is_without_effect, true);
        each(&["CONFIG.beta", "crate::X", "*on", "a[0]", "f()", "-a"], is_without_effect, false);
    }
}
