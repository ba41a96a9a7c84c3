//! Arithmetic: tables to metric frames. One file, one number people argue about.

pub mod catalogue;
pub mod frame;
pub mod scope;

pub use frame::{Datum, FrameSpec, MetricFrame, Metrics, Unit};
pub use scope::Scope;
