//! The local page on which a book is heard, mended and finished (`diglot studio`).
pub mod edit;
