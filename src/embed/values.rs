//! Objects from values of the host, values from objects, and the operations on objects.

use super::{Error, Object, Vm};
use taipan_runtime::object::slots::CmpOp;
use taipan_runtime::raise;
use taipan_runtime::value::Value;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
}

macro_rules! made_of {
    ($( $(#[doc = $doc:literal])+ $name:ident ( $($arg:ident: $ty:ty),* ) = |$cx:ident| $made:expr; )+) => {
        impl Vm {$(
            $(#[doc = $doc])+
            ///
            /// # Errors
            /// When there is no memory.
            pub fn $name(&mut self, $($arg: $ty),*) -> Result<Object, Error> {
                self.object(|$cx| $made)
            }
        )+}
    };
}

made_of! {
    /// `None`.
    none() = |_cx| Ok(Value::NONE);
    /// `True` or `False`.
    bool(b: bool) = |_cx| Ok(Value::bool(b));
    /// An int.
    int(n: i64) = |cx| cx.int(n);
    /// A float.
    float(x: f64) = |cx| cx.float(x);
    /// A str.
    str(text: &str) = |cx| Ok(cx.str(text)?.into());
    /// A bytes object.
    bytes(content: &[u8]) = |cx| Ok(cx.bytes(content)?.into());
}

impl Vm {
    fn values(&self, objects: &[&Object]) -> Result<Vec<Value>, Error> {
        objects.iter().map(|object| self.value(object)).collect()
    }

    /// A list.
    ///
    /// # Errors
    /// When there is no memory, or an object is another VM's.
    pub fn list(&mut self, items: &[&Object]) -> Result<Object, Error> {
        // What the items name is held by their handles.
        let items = self.values(items)?;
        self.object(|cx| Ok(cx.list(&items)?.into()))
    }

    /// A tuple.
    ///
    /// # Errors
    /// When there is no memory, or an object is another VM's.
    pub fn tuple(&mut self, items: &[&Object]) -> Result<Object, Error> {
        let items = self.values(items)?;
        self.object(|cx| Ok(cx.tuple(&items)?.into()))
    }

    /// A dict.
    ///
    /// # Errors
    /// What hashing and comparing the keys raises.
    pub fn dict(&mut self, entries: &[(&Object, &Object)]) -> Result<Object, Error> {
        let pairs = entries.iter().map(|(key, v)| Ok((self.value(key)?, self.value(v)?)));
        let pairs: Vec<(Value, Value)> = pairs.collect::<Result<_, Error>>()?;
        self.object(|cx| {
            let dict = cx.dict()?;
            for (key, v) in pairs {
                cx.dict_set(dict, key, v)?;
            }
            Ok(dict.into())
        })
    }

    /// Calls an object.
    ///
    /// # Errors
    /// What it raises.
    pub fn call(&mut self, callable: &Object, args: &[&Object]) -> Result<Object, Error> {
        let (callable, args) = (self.value(callable)?, self.values(args)?);
        self.object(|cx| cx.call(callable, &args))
    }

    /// Calls a method.
    ///
    /// # Errors
    /// What it raises.
    pub fn call_method(
        &mut self,
        object: &Object,
        name: &str,
        args: &[&Object],
    ) -> Result<Object, Error> {
        let (object, args) = (self.value(object)?, self.values(args)?);
        self.object(|cx| {
            let name = cx.intern(name)?;
            cx.call_method(object, name, &args)
        })
    }

    /// An attribute.
    ///
    /// # Errors
    /// `AttributeError`, mostly.
    pub fn attribute(&mut self, object: &Object, name: &str) -> Result<Object, Error> {
        let object = self.value(object)?;
        self.object(|cx| {
            let name = cx.intern(name)?;
            cx.getattr(object, name)
        })
    }

    /// Sets an attribute, or deletes it.
    ///
    /// # Errors
    /// What that raises.
    pub fn set_attribute(
        &mut self,
        object: &Object,
        name: &str,
        to: Option<&Object>,
    ) -> Result<(), Error> {
        let (object, to) = (self.value(object)?, to.map(|to| self.value(to)).transpose()?);
        self.enter(|cx| {
            let name = cx.intern(name)?;
            match to {
                Some(to) => cx.setattr(object, name, to),
                None => cx.delattr(object, name),
            }
        })
    }

    /// `object[key]`.
    ///
    /// # Errors
    /// `IndexError`, `KeyError` or `TypeError`, mostly.
    pub fn item(&mut self, object: &Object, key: &Object) -> Result<Object, Error> {
        let (object, key) = (self.value(object)?, self.value(key)?);
        self.object(|cx| cx.getitem(object, key))
    }

    /// `object[key] = to`, or `del object[key]`.
    ///
    /// # Errors
    /// What that raises.
    pub fn set_item(
        &mut self,
        object: &Object,
        key: &Object,
        to: Option<&Object>,
    ) -> Result<(), Error> {
        let to = to.map(|to| self.value(to)).transpose()?;
        let (object, key) = (self.value(object)?, self.value(key)?);
        self.enter(|cx| match to {
            Some(to) => cx.setitem(object, key, to),
            None => cx.delitem(object, key),
        })
    }

    /// `len(object)`.
    ///
    /// # Errors
    /// What that raises.
    pub fn len(&mut self, object: &Object) -> Result<usize, Error> {
        let object = self.value(object)?;
        self.enter(|cx| cx.len(object))
    }

    /// `iter(object)`.
    ///
    /// # Errors
    /// What that raises.
    pub fn iter(&mut self, object: &Object) -> Result<Object, Error> {
        let object = self.value(object)?;
        self.object(|cx| cx.iter(object))
    }

    /// The next item of an iterator.
    ///
    /// # Errors
    /// What it raises, or that it is none.
    pub fn next(&mut self, iterator: &Object) -> Result<Option<Object>, Error> {
        let iterator = self.value(iterator)?;
        let found = self.enter(|cx| match cx.is_iterator(iterator) {
            true => cx.next(iterator),
            false => {
                let name = cx.type_name(iterator);
                raise!(cx, TypeError, "'{name}' object is not an iterator")
            }
        })?;
        found.map(|v| self.object(|_| Ok(v))).transpose()
    }

    /// A comparison's truth.
    ///
    /// # Errors
    /// What it raises.
    pub fn compare(&mut self, a: &Object, how: Comparison, b: &Object) -> Result<bool, Error> {
        let (a, b) = (self.value(a)?, self.value(b)?);
        let op = match how {
            Comparison::Less => CmpOp::Lt,
            Comparison::LessOrEqual => CmpOp::Le,
            Comparison::Equal => CmpOp::Eq,
            Comparison::NotEqual => CmpOp::Ne,
            Comparison::Greater => CmpOp::Gt,
            Comparison::GreaterOrEqual => CmpOp::Ge,
        };
        self.enter(|cx| cx.compare_bool(a, b, op))
    }

    /// `a is b`.
    ///
    /// # Errors
    /// When one is another VM's.
    pub fn is_same(&self, a: &Object, b: &Object) -> Result<bool, Error> {
        Ok(self.value(a)? == self.value(b)?)
    }

    /// `bool(object)`.
    ///
    /// # Errors
    /// What that raises.
    pub fn truth(&mut self, object: &Object) -> Result<bool, Error> {
        let object = self.value(object)?;
        self.enter(|cx| cx.truth(object))
    }

    /// An int's value.
    ///
    /// # Errors
    /// `TypeError` for what is no int, `OverflowError` for one that does not fit.
    pub fn int_of(&mut self, object: &Object) -> Result<i64, Error> {
        let object = self.value(object)?;
        self.enter(|cx| {
            let n = cx.index(object)?;
            match n.as_i64() {
                Some(n) => Ok(n),
                None => raise!(cx, OverflowError, "int too large for 64 bits"),
            }
        })
    }

    /// A number's value as a float.
    ///
    /// # Errors
    /// `TypeError`, or `OverflowError` for an int that does not fit.
    pub fn float_of(&mut self, object: &Object) -> Result<f64, Error> {
        let object = self.value(object)?;
        self.enter(|cx| cx.to_f64(object))
    }

    /// A str's text; a lone surrogate becomes U+FFFD.
    ///
    /// # Errors
    /// `TypeError` for what is no str.
    pub fn text_of(&mut self, object: &Object) -> Result<String, Error> {
        let object = self.value(object)?;
        self.enter(|cx| Ok(cx.expect_str(object, "object")?.to_string()))
    }

    /// The content of an object with a buffer: bytes, bytearray and the like.
    ///
    /// # Errors
    /// `TypeError` for what has none.
    pub fn bytes_of(&mut self, object: &Object) -> Result<Vec<u8>, Error> {
        let object = self.value(object)?;
        self.enter(|cx| Ok(cx.expect_buffer(object)?.to_vec()))
    }

    /// `str(object)`.
    ///
    /// # Errors
    /// What that raises.
    pub fn to_str(&mut self, object: &Object) -> Result<String, Error> {
        let object = self.value(object)?;
        self.enter(|cx| cx.str_of(object).map(|s| s.to_string()))
    }

    /// `repr(object)`.
    ///
    /// # Errors
    /// What that raises.
    pub fn repr(&mut self, object: &Object) -> Result<String, Error> {
        let object = self.value(object)?;
        self.enter(|cx| cx.repr(object).map(|s| s.to_string()))
    }

    /// `hash(object)`.
    ///
    /// # Errors
    /// What that raises.
    pub fn hash(&mut self, object: &Object) -> Result<i64, Error> {
        let object = self.value(object)?;
        self.enter(|cx| cx.hash(object))
    }

    /// The name of the object's class.
    ///
    /// # Errors
    /// When it is another VM's.
    pub fn type_name(&mut self, object: &Object) -> Result<String, Error> {
        let object = self.value(object)?;
        self.enter(|cx| Ok(cx.type_name(object)))
    }
}
