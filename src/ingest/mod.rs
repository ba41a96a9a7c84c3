//! The door: everything untrusted stops here. Files become sheets, sheets become tables and problems.

pub mod bank;
pub mod container;
pub mod delimiter;
pub mod excel;
pub mod find;
pub mod habits;
pub mod letters;
pub mod read;
pub mod records;
pub mod sheet;
pub mod strings;
pub mod text;
pub mod value;
