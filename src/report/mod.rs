//! From numbers to pages: metrics and a template make a Book; thin writers make files of it.

pub mod blocks;
pub mod book;
pub mod check;
pub mod client_safe;
pub mod definitions;
pub mod evidence;
pub mod labels;
pub mod layout;
pub mod select;
pub mod template;
