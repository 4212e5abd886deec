//! What the front end reports when it refuses a program.

/// The exception class that the caller should raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    SyntaxError,
    IndentationError,
    TabError,
    /// The program nests too deeply to compile.
    RecursionError,
    /// The program exceeds a size limit of the front end.
    MemoryError,
    /// A fault of the compiler itself.
    SystemError,
}

/// One refused program, worded and located as CPython does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxErrorInfo {
    pub kind: ErrorKind,
    pub msg: String,
    pub filename: String,
    /// 1-based; 0 where there is no location.
    pub line: u32,
    /// 1-based, in characters; 0 where CPython gives 0.
    pub col: u32,
    /// As CPython's `end_lineno`; 0 where it gives None.
    pub end_line: u32,
    /// As CPython's `end_offset`; 0 where it gives None.
    pub end_col: u32,
    /// The text of the offending line, with its newline.
    pub text: Option<String>,
    /// The program could become valid by appending lines: the REPL should go on reading.
    pub incomplete: bool,
}

impl SyntaxErrorInfo {
    /// An error without a place.
    pub fn new(kind: ErrorKind, msg: impl Into<String>, filename: &str) -> Self {
        Self {
            kind,
            msg: msg.into(),
            filename: filename.to_owned(),
            line: 0,
            col: 0,
            end_line: 0,
            end_col: 0,
            text: None,
            incomplete: false,
        }
    }
}

impl std::fmt::Display for SyntaxErrorInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {} ({}, line {})", self.kind, self.msg, self.filename, self.line)
    }
}

impl std::error::Error for SyntaxErrorInfo {}
