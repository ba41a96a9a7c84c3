//! The door: everything untrusted stops here. Files become sheets, sheets become tables and problems.

pub mod sheet;
