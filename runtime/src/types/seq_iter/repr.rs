//! `SeqIterObj`: an iterator that is a sequence and an index.

use super::super::list::ListObj;
use super::super::str::StrObj;
use super::super::tuple::TupleObj;
use crate::heap_object;
use crate::object::exact::{List, Tuple};
use crate::value::Value;

heap_object! {
    /// Iterators over sequences, forwards (`index` counts up) and backwards (counts down).
    ///
    /// ```text
    /// | header 8 | seq 8 | index 8 |
    /// ```
    /// An exhausted iterator has no sequence any more.
    pub struct SeqIterObj: SEQ_ITER {
        /// What is iterated; absent once exhausted.
        traced seq: Option<Value>,
        /// The index of the next item.
        plain index: i64,
    }
}

/// Byte offset of the sequence.
pub const SEQ_OFFSET: usize = std::mem::offset_of!(SeqIterObj, seq);
/// Byte offset of the index.
pub const INDEX_OFFSET: usize = std::mem::offset_of!(SeqIterObj, index);

impl SeqIterObj {
    /// The next item of a list iterator.
    #[inline(always)]
    pub fn next_list(&self) -> Option<Value> {
        let list = self.seq.get()?.exact::<List>().or_else(|| self.seq.get()?.cast::<ListObj>())?;
        self.advance(list.get(self.index.get() as usize))
    }

    /// The next item of a tuple iterator.
    #[inline(always)]
    pub fn next_tuple(&self) -> Option<Value> {
        let tuple =
            self.seq.get()?.exact::<Tuple>().or_else(|| self.seq.get()?.cast::<TupleObj>())?;
        self.advance(tuple.get(self.index.get() as usize))
    }

    /// The next item of a reverse iterator over a list.
    #[inline(always)]
    pub fn next_list_reverse(&self) -> Option<Value> {
        let list = self.seq.get()?.cast::<ListObj>()?;
        let item = usize::try_from(self.index.get()).ok().and_then(|i| list.get(i));
        self.retreat(item)
    }

    /// The code point that a str iterator is at; `None` at the end.
    #[inline(always)]
    pub fn char_here(&self) -> Option<u32> {
        let text = self.seq.get()?.cast::<StrObj>()?;
        let i = self.index.get() as usize;
        (i < text.len()).then(|| text.at(i))
    }

    /// Steps over an item.
    #[inline(always)]
    pub fn skip(&self) {
        self.index.set(self.index.get() + 1);
    }

    /// Steps forward if there was an item, and lets go of the sequence if not.
    #[inline(always)]
    pub(super) fn advance(&self, item: Option<Value>) -> Option<Value> {
        match item {
            Some(_) => self.index.set(self.index.get() + 1),
            None => self.seq.set(None),
        }
        item
    }

    /// As `advance`, backwards.
    #[inline]
    pub(super) fn retreat(&self, item: Option<Value>) -> Option<Value> {
        match item {
            Some(_) => self.index.set(self.index.get() - 1),
            None => {
                self.index.set(-1);
                self.seq.set(None);
            }
        }
        item
    }
}
