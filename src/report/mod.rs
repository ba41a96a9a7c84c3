//! From numbers to pages: metrics and a template make a Book; thin writers make files of it.

pub mod ahead;
pub mod blocks;
pub mod book;
pub mod check;
pub mod client_safe;
pub mod csv;
pub mod decisions;
pub mod dictionary;
pub mod evidence;
pub mod exception_classes;
pub mod json;
pub mod labels;
pub mod layout;
pub mod manifest;
pub mod pack;
pub mod portfolio;
pub mod retold;
pub mod select;
pub mod sources;
pub mod staging;
pub mod style;
pub mod template;
pub mod text;
pub mod totals;
pub mod xlsx;
