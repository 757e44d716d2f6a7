//! The prerequisites of a flag: a list of flags that must be on, or an object of what each must serve.

use super::{Reader, is_free};
use crate::document::{FlagDefinition, Prerequisite, Wanted};
use crate::json::{Data, Node, Span};
use crate::name::check_key;

impl Reader<'_, '_> {
    pub(super) fn prerequisites(&mut self, node: &Node<'_>, flag: &mut FlagDefinition) {
        match &node.data {
            Data::List(items) => {
                for item in items {
                    if let Some(key) = self.text(item, "a prerequisite") {
                        self.prerequisite(key, &item.span, Wanted::Boolean(true), flag);
                    }
                }
            }
            Data::Object(members) => {
                for member in members {
                    if is_free(&member.name) && !may_be_wanted(&member.value) {
                        continue;
                    }
                    if let Some(wanted) = self.wanted(&member.value) {
                        let key = member.name.clone().into_owned();
                        self.prerequisite(key, &member.name_span, wanted, flag);
                        // A flag may be called like a free member; then it must hold.
                        if let Some(last) = flag.prerequisites.last_mut() {
                            last.may_be_free = is_free(&member.name);
                        }
                    }
                }
            }
            _ => {
                self.wrong_type(node, "`prerequisites`", "a list of flags, or an object");
                if let (Data::Text(key), Some(problem)) = (&node.data, self.problems.last_mut())
                    && check_key(key).is_ok()
                {
                    problem.help(format!("for one flag write `[\"{key}\"]`"));
                }
            }
        }
    }

    fn prerequisite(
        &mut self,
        key: String,
        span: &Span,
        wanted: Wanted,
        flag: &mut FlagDefinition,
    ) {
        let location = self.problems.location(span.start);
        flag.prerequisites.push(Prerequisite {
            flag: key,
            wanted,
            location,
            span: span.clone(),
            may_be_free: false,
        });
    }

    fn wanted(&mut self, node: &Node<'_>) -> Option<Wanted> {
        let what = "what a prerequisite asks for";
        match &node.data {
            Data::Bool(value) => Some(Wanted::Boolean(*value)),
            Data::Text(_) | Data::List(_) => {
                let texts = self.texts(node, what)?;
                Some(Wanted::Variants(texts.into_iter().map(|(text, _)| text).collect()))
            }
            _ => {
                self.wrong_type(node, what, "`true`, `false` or the name of a variant");
                None
            }
        }
    }
}

/// Whether a value could be what a prerequisite asks for.
fn may_be_wanted(node: &Node<'_>) -> bool {
    match &node.data {
        Data::Bool(_) => true,
        Data::Text(text) => !text.is_empty(),
        Data::List(items) => {
            let is_name =
                |item: &Node<'_>| matches!(&item.data, Data::Text(name) if !name.is_empty());
            !items.is_empty() && items.iter().all(is_name)
        }
        _ => false,
    }
}
