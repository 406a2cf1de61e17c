//! Files of tensors: their headers by a range or two, their tensors by ranges, and new files made of them. A tensor is
//! never kept in memory, however large it is.

mod error;
mod place;
mod pull;
mod split;

pub use error::TensorsError;
pub use place::{Found, Place, local as header_of};
pub use pull::pull;
pub use split::{Input, Split, split};
