//! Arithmetic: tables to metric frames. One file, one number people argue about.

pub mod accounts;
pub mod actions;
pub mod agency;
pub mod budget;
pub mod campaigns;
pub mod catalogue;
pub mod client_month;
#[cfg(test)]
mod client_samples;
pub mod clients;
pub mod concentration;
pub mod effort;
pub mod exchange;
pub mod finding;
pub mod frame;
pub mod goals;
pub mod health;
pub mod key_accounts;
pub mod known;
pub mod managers;
pub mod people;
pub mod portfolio;
pub mod receivable;
pub mod revenue;
pub mod reviews;
pub mod risks;
pub mod satisfaction;
pub mod scope;
pub mod warnings;
pub mod work;

pub use frame::{Datum, FrameSpec, MetricFrame, Metrics, Unit};
pub use scope::Scope;
