//! The words of the house: values, places, problems, and the twenty-two tables.
//!
//! ```text
//! Tables
//!   clients     an account                      <- projects, contracts, invoices, ... by `client`
//!   people      a person and contract period    <- time, bookings, leave by `person`
//!   projects    an engagement                   -> client, contract
//!   time        one entry                       -> person, client, project
//!   bookings    planned time                    -> person, client, project
//!   leave, holidays                             -> person; region
//!   contracts                                   -> client
//!   invoices    one invoice or credit note      -> client, contract, project
//!   payments    one bank line                   -> payer (a client's spelling), invoice number
//!   documents, expenses, responses, touches, goals, actions, risks, results, stakeholders -> client
//!   rates       base units for one unit of a currency on a date
//! ```
//!
//! Money is [`Money`], time is [`Duration`]; both are integers. This floor imports nothing of ours and
//! does no input or output.

pub mod column;
pub mod discount;
pub mod duration;
pub mod intake;
pub mod issued;
pub mod kept;
pub mod key;
pub mod meanings;
pub mod money;
pub mod month;
pub mod phrase;
pub mod place;
pub mod problem;
mod rows;
pub mod schema;
pub mod setting_values;
pub mod settings;
mod settings_check;
pub mod shelf;
pub mod stored;
pub mod suggest;
mod table_builder;
pub mod tables;
mod text_views;
pub mod texts;
pub mod trade_words;
pub mod typed;

pub use column::ValueColumn;
pub use discount::Discount;
pub use duration::Duration;
pub use intake::{Decisions, Intake};
pub use key::Key;
pub use money::Money;
pub use month::{Month, Span};
pub use phrase::{Phrase, close_up, is_wide};
pub use place::Place;
pub use problem::{Problem, Problems, Severity};
pub use rows::Rows;
pub use schema::{Field, Kind, Schema, Table};
pub use setting_values::SettingValues;
pub use settings::Settings;
pub use table_builder::TableBuilder;
pub use tables::{SheetRef, Tables, Value};
pub use trade_words::TradeWords;
