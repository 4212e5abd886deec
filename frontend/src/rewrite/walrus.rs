//! Assignment expressions in comprehensions, whose targets belong to the function around (PEP 572).
//!
//! The symbol table forgets to bind a target there that the function does not name itself. So the function
//! gets code that binds it and never runs.

use ruff_text_size::TextRange;
use rustpython_compiler::ast::visitor::{Visitor, walk_expr, walk_parameters, walk_stmt};
use rustpython_compiler::ast::{self, AtomicNodeIndex, Expr, ExprContext, Stmt};

/// What a function's own code says about names.
#[derive(Default)]
struct Names {
    /// How many comprehensions are around.
    depth: u32,
    /// Targets of assignment expressions in comprehensions.
    targets: Vec<ast::name::Name>,
    /// Names that are declared to be of another scope.
    declared: Vec<ast::name::Name>,
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            // Of other functions and classes this scope computes decorators, defaults and bases.
            Stmt::FunctionDef(function) => {
                function.decorator_list.iter().for_each(|d| self.visit_decorator(d));
                walk_parameters(self, &function.parameters);
            }
            Stmt::ClassDef(class) => {
                class.decorator_list.iter().for_each(|d| self.visit_decorator(d));
                class.arguments.iter().for_each(|a| self.visit_arguments(a));
            }
            Stmt::Global(global) => self.declare(&global.names),
            Stmt::Nonlocal(nonlocal) => self.declare(&nonlocal.names),
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let is_comprehension = expression.is_list_comp_expr()
            || expression.is_set_comp_expr()
            || expression.is_dict_comp_expr()
            || expression.is_generator_expr();
        match expression {
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().for_each(|p| walk_parameters(self, p));
            }
            Expr::Named(named) => {
                if let (Expr::Name(target), 1..) = (&*named.target, self.depth)
                    && !self.targets.contains(&target.id)
                {
                    self.targets.push(target.id.clone());
                }
                self.visit_expr(&named.value);
            }
            _ => {
                self.depth += u32::from(is_comprehension);
                walk_expr(self, expression);
                self.depth -= u32::from(is_comprehension);
            }
        }
    }
}

impl Names {
    fn declare(&mut self, names: &[ast::Identifier]) {
        self.declared.extend(names.iter().map(|name| name.id.clone()));
    }

    /// The names to bind.
    fn into_bound(self) -> impl Iterator<Item = ast::name::Name> {
        self.targets.into_iter().filter(move |name| !self.declared.contains(name))
    }
}

/// Binds the targets in a function, behind its docstring.
pub(super) fn bind_in_function(function: &mut ast::StmtFunctionDef) {
    let mut names = Names::default();
    function.body.iter().for_each(|statement| names.visit_stmt(statement));
    let has_docstring = matches!(
        function.body.first(),
        Some(Stmt::Expr(e)) if e.value.is_string_literal_expr()
    );
    let at = usize::from(has_docstring && function.body.len() > 1);
    let range = function.body.get(at).map_or(function.range, ruff_text_size::Ranged::range);
    let body: Vec<Stmt> = names.into_bound().map(|name| assignment(name, range)).collect();
    if body.is_empty() {
        return;
    }
    let block = ast::StmtIf {
        node_index: AtomicNodeIndex::default(),
        range,
        test: Box::new(never(range)),
        body,
        elif_else_clauses: Vec::new(),
    };
    function.body.insert(at, Stmt::If(block));
}

/// Binds the targets in a lambda.
pub(super) fn bind_in_lambda(lambda: &mut ast::ExprLambda) {
    let mut names = Names::default();
    names.visit_expr(&lambda.body);
    let range = lambda.range;
    for name in names.into_bound() {
        let node_index = AtomicNodeIndex::default();
        let body = std::mem::replace(&mut *lambda.body, never(range));
        let bound = Expr::Named(ast::ExprNamed {
            node_index: AtomicNodeIndex::default(),
            range,
            target: Box::new(target(name, range)),
            value: Box::new(never(range)),
        });
        *lambda.body = Expr::If(ast::ExprIf {
            node_index,
            range,
            test: Box::new(never(range)),
            body: Box::new(bound),
            orelse: Box::new(body),
        });
    }
}

fn assignment(name: ast::name::Name, range: TextRange) -> Stmt {
    Stmt::Assign(ast::StmtAssign {
        node_index: AtomicNodeIndex::default(),
        range,
        targets: vec![target(name, range)],
        value: Box::new(never(range)),
    })
}

fn target(id: ast::name::Name, range: TextRange) -> Expr {
    let node_index = AtomicNodeIndex::default();
    Expr::Name(ast::ExprName { node_index, range, id, ctx: ExprContext::Store })
}

/// `False`.
fn never(range: TextRange) -> Expr {
    let node_index = AtomicNodeIndex::default();
    Expr::BooleanLiteral(ast::ExprBooleanLiteral { node_index, range, value: false })
}
