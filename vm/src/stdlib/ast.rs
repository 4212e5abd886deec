//! Syntax trees as objects of `ast`: what `compile()` gives with `PyCF_ONLY_AST`, and takes.

use crate::types::code::constant;
use taipan_frontend::tree::{Node, Root, Tree};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// The flag that asks for a tree.
pub(super) const ONLY_AST: i64 = 0x400;

/// Parses a text to a tree of `ast`.
pub(super) fn parse(cx: &mut Ctx, text: &str, filename: &str, root: Root) -> PyResult<Value> {
    let node = match taipan_frontend::parse(text, filename, root) {
        Ok(node) => node,
        Err(error) => return Err(crate::compile::raise_syntax_error(cx, &error)),
    };
    let classes = classes(cx)?;
    let filename = cx.intern(filename)?;
    Objects { classes, filename }.node(cx, &node)
}

fn classes(cx: &mut Ctx) -> PyResult<Gc<DictObj>> {
    let module = crate::import::import_module(cx, "_ast")?;
    match module.cast::<ModuleObj>() {
        Some(module) => Ok(module.dict.get()),
        None => raise!(cx, SystemError, "_ast is no module"),
    }
}

/// The text of a tree, for the compiler; none if the value is no tree.
///
/// The compiler takes text, so the tree is written out by `ast.unparse`: its places are lost.
pub(super) fn unparsed(cx: &mut Ctx, tree: Value) -> PyResult<Option<String>> {
    let key = cx.intern("_ast")?;
    if crate::import::loaded(cx, key)?.is_none() {
        return Ok(None);
    }
    let (classes, base) = (classes(cx)?, cx.intern("AST")?);
    let Some(base) = cx.dict_get_str(classes, base).and_then(|b| b.cast::<TypeObj>()) else {
        return Ok(None);
    };
    if !cx.type_of(tree).is_subtype(base) {
        return Ok(None);
    }
    let unparse = cx.module_attr("ast", "unparse")?;
    let text = cx.call(unparse, &[tree])?;
    Ok(text.cast::<StrObj>().map(|t| t.to_string()))
}

struct Objects {
    classes: Gc<DictObj>,
    filename: Gc<StrObj>,
}

impl Objects {
    fn node(&self, cx: &mut Ctx, node: &Node) -> PyResult<Value> {
        cx.check_stack()?;
        let name = cx.intern(node.kind)?;
        let Some(class) = cx.dict_get_str(self.classes, name).and_then(|c| c.cast::<TypeObj>())
        else {
            raise!(cx, SystemError, "ast has no class {}", node.kind)
        };
        let object = cx.new_instance(class)?;
        for (field, tree) in &node.fields {
            let (field, v) = (cx.intern(field)?, self.tree(cx, tree)?);
            cx.instance_set(object, field, v)?;
        }
        if let Some(place) = node.place {
            for (attribute, n) in
                ["lineno", "col_offset", "end_lineno", "end_col_offset"].iter().zip(place)
            {
                let attribute = cx.intern(attribute)?;
                cx.instance_set(object, attribute, Value::len(n as usize))?;
            }
        }
        Ok(object)
    }

    fn tree(&self, cx: &mut Ctx, tree: &Tree) -> PyResult<Value> {
        Ok(match tree {
            Tree::None => Value::NONE,
            Tree::Node(node) => self.node(cx, node)?,
            Tree::List(items) => {
                let list = cx.list(&[])?;
                for item in items {
                    let v = self.tree(cx, item)?;
                    cx.list_append(list, v)?;
                }
                list.into()
            }
            Tree::Text(text) => cx.intern(text)?.into(),
            Tree::Int(n) => cx.int(*n)?,
            Tree::Value(c) => constant(cx, c, self.filename)?,
        })
    }
}
