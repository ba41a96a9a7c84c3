//! From numbers to pages: metrics and a template make a Book; thin writers make files of it.

pub mod book;
