//! An upper bound of the depth of the syntax tree, from tokens alone.
//!
//! Between two commas of one bracket, each operator can deepen the tree by one node; what is inside a bracket hangs below what is open around it.

/// Levels that a `lambda` counts for: it makes a code object, whose qualified name grows with the nesting.
const LAMBDA: usize = 20;

/// The bound, kept up to date token by token.
#[derive(Default)]
pub struct DepthBound {
    /// One level for the statement and one for each open bracket.
    levels: Vec<Level>,
    current: Level,
    /// Sum of the counts of `levels`.
    outer: usize,
    max: usize,
}

#[derive(Clone, Copy, Default)]
struct Level {
    /// Operators that may hang below one another.
    count: usize,
    /// A comma does not end an operand here: `lambda` and `with` nest what follows it.
    sticky: bool,
}

impl DepthBound {
    /// The greatest bound so far.
    pub fn max(&self) -> usize {
        self.max
    }

    pub fn operator(&mut self, byte: u8) {
        match byte {
            b',' | b';' if !self.current.sticky => self.current.count = 0,
            _ => self.deepen(1),
        }
    }

    pub fn word(&mut self, word: &str) {
        match word {
            "lambda" => {
                self.current.sticky = true;
                self.deepen(LAMBDA);
            }
            "with" => {
                self.current.sticky = true;
                self.deepen(1);
            }
            "not" | "and" | "or" | "if" | "else" | "elif" | "for" | "await" | "yield" | "in"
            | "is" => {
                self.deepen(1);
            }
            _ => {}
        }
    }

    pub fn open(&mut self) {
        self.deepen(1);
        self.outer += self.current.count;
        self.levels.push(self.current);
        self.current = Level::default();
    }

    pub fn close(&mut self) {
        if let Some(level) = self.levels.pop() {
            self.outer -= level.count;
            self.current = level;
        }
    }

    pub fn statement_end(&mut self) {
        self.current = Level::default();
    }

    fn deepen(&mut self, levels: usize) {
        self.current.count += levels;
        self.max = self.max.max(self.outer + self.current.count);
    }
}
