//! The door: everything untrusted stops here. Files become sheets, sheets become tables and problems.

pub mod account;
pub mod bank;
pub mod columns;
pub mod container;
pub mod decisions;
pub mod delimiter;
pub mod duplicate;
pub mod excel;
pub mod facts;
pub mod find;
pub mod fit;
pub mod grid;
pub mod habits;
pub mod header;
pub mod knowledge;
pub mod layout;
pub mod letters;
pub mod load;
pub mod names;
pub mod payers;
pub mod previous;
pub mod read;
pub mod recognise;
pub mod records;
pub mod rows;
pub mod settle;
pub mod sheet;
pub mod sheetfit;
pub mod strings;
pub mod text;
pub mod typed;
pub mod unpivot;
pub mod value;
pub mod words;

pub use fit::fit;
