//! Which token is used, and where tokens are kept. Speaks to no server.

pub mod resolve;
