//! From numbers to pages: metrics and a template make a Book; thin writers make files of it.

pub mod book;
pub mod csv;
pub mod decisions;
pub mod json;
pub mod manifest;
pub mod pack;
pub mod style;
pub mod text;
pub mod totals;
pub mod xlsx;
