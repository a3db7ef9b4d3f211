//! The slices that policies are made of.

use std::fmt::{self, Debug, Formatter};
use std::ops::Deref;
use std::sync::Arc;

/// A slice that is written in source code, or that all copies of a policy share: to copy one costs the same however long
/// it is.
pub(crate) enum SharedSlice<T: 'static> {
    Written(&'static [T]),
    Shared(Arc<[T]>),
}

impl<T> Deref for SharedSlice<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Self::Written(slice) => slice,
            Self::Shared(slice) => slice,
        }
    }
}

impl<T> Clone for SharedSlice<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Written(slice) => Self::Written(slice),
            Self::Shared(slice) => Self::Shared(Arc::clone(slice)),
        }
    }
}

impl<T> Default for SharedSlice<T> {
    fn default() -> Self {
        Self::Written(&[])
    }
}

impl<T> From<Vec<T>> for SharedSlice<T> {
    fn from(slice: Vec<T>) -> Self {
        Self::Shared(slice.into())
    }
}

impl<T: Debug> Debug for SharedSlice<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
