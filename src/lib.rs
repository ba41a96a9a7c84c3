//! monthend (architecture page to be written)
pub mod ingest;
pub mod metrics;
pub mod model;
pub mod report;
