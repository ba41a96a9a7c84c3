//! Every frame the metrics floor makes: the contract between metrics, reports and `data/`.
//!
//! Names and columns are stable (`design.md`, "Stable tables"); more may be added at the end of a row.
//! `month` holds the label of a month (`2026-10`) or, for a longer report period, also that of the period
//! and of the one before (`2026-Q4`, `2026-Q3`).

use super::frame::{ColumnSpec, FrameSpec, Unit};
use Unit::{Code, Count, Date, Flag, Hours, Money, Month, Number, Phrase, Share, Text};

const fn exported(
    name: &'static str,
    grain: &'static str,
    columns: &'static [ColumnSpec],
) -> FrameSpec {
    FrameSpec {
        name,
        grain,
        columns,
        exported: true,
    }
}

// --- time ---

/// Hours and utilization of a person.
pub static UTILIZATION_PERSON: FrameSpec = exported(
    "utilization_person",
    "person, month",
    &[
        ("month", Month),
        ("person", Text),
        ("team", Text),
        ("role", Text),
        ("contract_hours", Hours),
        ("holiday_hours", Hours),
        ("leave_hours", Hours),
        ("net_hours", Hours),
        ("worked_hours", Hours),
        ("billable_hours", Hours),
        ("client_nonbillable_hours", Hours),
        ("internal_hours", Hours),
        ("unaccounted_hours", Hours),
        ("overtime_hours", Hours),
        ("billable_utilization_net", Share),
        ("billable_utilization_net_note", Code),
        ("billable_utilization_gross", Share),
        ("billable_utilization_gross_note", Code),
        ("total_utilization", Share),
        ("total_utilization_note", Code),
        ("client_utilization", Share),
        ("client_utilization_note", Code),
        ("billable_mix", Share),
        ("billable_mix_note", Code),
        ("target_share", Share),
        ("target_share_note", Code),
        ("target_attainment", Share),
        ("target_attainment_note", Code),
        // employee, freelancer, unknown (in time only), assumed (no people table)
        ("standing", Code),
        ("region", Text),
    ],
);

/// The same for a team, as ratios of sums; freelancers and unknown people are not in it. The row with an
/// empty team is the whole agency.
pub static UTILIZATION_TEAM: FrameSpec = exported(
    "utilization_team",
    "team, month",
    &[
        ("month", Month),
        ("team", Text),
        ("people", Count),
        ("contract_hours", Hours),
        ("holiday_hours", Hours),
        ("leave_hours", Hours),
        ("net_hours", Hours),
        ("worked_hours", Hours),
        ("billable_hours", Hours),
        ("client_nonbillable_hours", Hours),
        ("internal_hours", Hours),
        ("unaccounted_hours", Hours),
        ("overtime_hours", Hours),
        ("billable_utilization_net", Share),
        ("billable_utilization_net_note", Code),
        ("billable_utilization_gross", Share),
        ("billable_utilization_gross_note", Code),
        ("total_utilization", Share),
        ("total_utilization_note", Code),
        ("client_utilization", Share),
        ("client_utilization_note", Code),
        ("billable_mix", Share),
        ("billable_mix_note", Code),
        ("target_share", Share),
        ("target_share_note", Code),
        ("target_attainment", Share),
        ("target_attainment_note", Code),
        ("completeness", Share),
        ("completeness_note", Code),
    ],
);

/// Load of a week that touches the period, and of the next 8.
pub static LOAD_WEEK: FrameSpec = exported(
    "load_week",
    "person, week, client",
    &[
        ("week", Date),
        ("person", Text),
        ("client", Text),
        ("worked_hours", Hours),
        ("firm_hours", Hours),
        ("tentative_hours", Hours),
        ("net_hours", Hours),
        ("load", Share),
        ("load_note", Code),
        ("load_with_tentative", Share),
        ("load_with_tentative_note", Code),
    ],
);

/// Capacity of the next 8 weeks, person by person, all clients together.
pub static CAPACITY_AHEAD: FrameSpec = exported(
    "capacity_ahead",
    "person, week",
    &[
        ("week", Date),
        ("person", Text),
        ("team", Text),
        ("role", Text),
        ("net_hours", Hours),
        ("firm_hours", Hours),
        ("tentative_hours", Hours),
        ("free_hours", Hours),
        ("load", Share),
        ("load_note", Code),
        ("load_with_tentative", Share),
        ("load_with_tentative_note", Code),
    ],
);

/// The agency's month as other tools would show it (`peers.md` 4.1).
pub static UTILIZATION_BASES: FrameSpec = exported(
    "utilization_bases",
    "basis, month",
    &[
        ("month", Month),
        ("basis", Code),
        ("shown_by", Text),
        ("numerator_hours", Hours),
        ("denominator_hours", Hours),
        ("utilization", Share),
        ("utilization_note", Code),
        ("formula", Phrase),
    ],
);

/// Who works for whom. Internal work has an empty client.
pub static PERSON_CLIENT: FrameSpec = exported(
    "person_client",
    "person, client, month",
    &[
        ("month", Month),
        ("person", Text),
        ("client", Text),
        ("worked_hours", Hours),
        ("billable_hours", Hours),
        ("share_of_person", Share),
    ],
);

/// Client hours by project and task.
pub static CLIENT_TASK: FrameSpec = exported(
    "client_task",
    "client, project, task, month",
    &[
        ("month", Month),
        ("client", Text),
        ("project", Text),
        ("task", Text),
        ("worked_hours", Hours),
        ("billable_hours", Hours),
        ("people", Count),
    ],
);

// --- clients and money ---

/// Client economics of a month.
pub static CLIENT_MONTH: FrameSpec = exported(
    "client_month",
    "client, month, currency",
    &[
        ("month", Month),
        ("client", Text),
        ("account_manager", Text),
        ("status", Code),
        ("currency", Text),
        ("hours", Hours),
        ("billable_hours", Hours),
        ("revenue_invoiced", Money),
        ("pass_through", Money),
        ("agi", Money),
        ("delivery_cost", Money),
        ("delivery_cost_note", Code),
        ("delivery_margin", Share),
        ("delivery_margin_note", Code),
        ("average_billable_rate", Money),
        ("average_billable_rate_note", Code),
        ("collected", Money),
        ("outstanding", Money),
        ("overdue", Money),
        ("budget_hours", Hours),
        ("budget_hours_used", Hours),
        ("over_servicing_hours", Hours),
        ("change_vs_previous", Share),
        ("change_vs_previous_note", Code),
        // the same revenue and AGI in the base currency at the month's rate
        ("revenue_base", Money),
        ("agi_base", Money),
        ("base_note", Code),
        ("active", Flag),
        ("group", Text),
        ("tier", Text),
    ],
);

/// Budgets of engagements.
pub static PROJECT_MONTH: FrameSpec = exported(
    "project_month",
    "project, month",
    &[
        ("month", Month),
        ("client", Text),
        ("project", Text),
        ("kind", Code),
        ("status", Code),
        ("manager", Text),
        ("hours", Hours),
        ("billable_hours", Hours),
        ("budget_hours", Hours),
        ("budget_hours_used", Hours),
        ("budget_burn", Share),
        ("budget_burn_note", Code),
        ("pace", Number),
        ("pace_note", Code),
        ("over_servicing_hours", Hours),
        ("ends_on", Date),
    ],
);

/// The agency as a whole, in the base currency: for tiles and trends.
pub static AGENCY_MONTH: FrameSpec = exported(
    "agency_month",
    "month",
    &[
        ("month", Month),
        ("currency", Text),
        ("revenue_base", Money),
        ("agi_base", Money),
        ("delivery_cost_base", Money),
        ("delivery_margin", Share),
        ("delivery_margin_note", Code),
        ("collected_base", Money),
        ("outstanding_base", Money),
        ("overdue_base", Money),
        ("worked_hours", Hours),
        ("billable_hours", Hours),
        ("net_hours", Hours),
        ("billable_utilization_net", Share),
        ("billable_utilization_net_note", Code),
        ("completeness", Share),
        ("completeness_note", Code),
        ("active_clients", Count),
        // amounts in currencies without a rate are left out and counted here
        ("amounts_without_rate", Count),
    ],
);

/// Revenue shares. Windows: `month`, `ttm`. Per currency, and once more converted with `currency` = base and
/// `window` = `month_base`, `ttm_base` when there is more than one currency and every one has a rate.
pub static CONCENTRATION: FrameSpec = exported(
    "concentration",
    "client, window, currency",
    &[
        ("window", Code),
        ("month", Month),
        ("currency", Text),
        ("rank", Count),
        ("client", Text),
        ("group", Text),
        ("revenue", Money),
        ("share", Share),
        ("share_note", Code),
        ("cumulative_share", Share),
        ("cumulative_share_note", Code),
    ],
);

/// Concentration in four figures, per window and currency.
pub static CONCENTRATION_SUMMARY: FrameSpec = exported(
    "concentration_summary",
    "window, currency",
    &[
        ("window", Code),
        ("month", Month),
        ("currency", Text),
        ("clients", Count),
        ("top1_share", Share),
        ("top3_share", Share),
        ("top5_share", Share),
        ("top10_share", Share),
        ("hhi", Number),
        ("effective_number", Number),
        ("note", Code),
    ],
);

/// Proposed key accounts.
pub static KEY_ACCOUNTS: FrameSpec = exported(
    "key_accounts",
    "client",
    &[
        ("rank", Count),
        ("client", Text),
        ("currency", Text),
        ("revenue_ttm_base", Money),
        ("share", Share),
        ("cumulative_share", Share),
        ("growth", Share),
        ("growth_note", Code),
        ("revenue_to_cost", Number),
        ("revenue_to_cost_note", Code),
        ("key_account", Flag),
        ("change", Code),
        ("reason", Phrase),
    ],
);

/// Load of account managers.
pub static ACCOUNT_MANAGER: FrameSpec = exported(
    "account_manager",
    "account manager, month, currency",
    &[
        ("month", Month),
        ("currency", Text),
        ("account_manager", Text),
        ("clients", Count),
        ("active_projects", Count),
        ("hours", Hours),
        ("top_client_share", Share),
        ("top_client_share_note", Code),
        ("agi", Money),
        ("limit", Count),
        ("over_limit", Flag),
    ],
);

// --- account review ---

/// Health score, wide.
pub static HEALTH: FrameSpec = exported(
    "health",
    "client",
    &[
        ("client", Text),
        ("score", Number),
        ("score_note", Code),
        ("band", Code),
        ("coverage", Share),
        ("change", Number),
        ("change_note", Code),
        ("override", Code),
        ("hours_trend_value", Number),
        ("hours_trend_points", Number),
        ("hours_trend_weight", Number),
        ("hours_trend_change", Number),
        ("budget_pace_value", Number),
        ("budget_pace_points", Number),
        ("budget_pace_weight", Number),
        ("budget_pace_change", Number),
        ("delivery_margin_value", Number),
        ("delivery_margin_points", Number),
        ("delivery_margin_weight", Number),
        ("delivery_margin_change", Number),
        ("overdue_share_value", Number),
        ("overdue_share_points", Number),
        ("overdue_share_weight", Number),
        ("overdue_share_change", Number),
        ("days_past_due_value", Number),
        ("days_past_due_points", Number),
        ("days_past_due_weight", Number),
        ("days_past_due_change", Number),
        ("satisfaction_value", Number),
        ("satisfaction_points", Number),
        ("satisfaction_weight", Number),
        ("satisfaction_change", Number),
        ("goals_value", Number),
        ("goals_points", Number),
        ("goals_weight", Number),
        ("goals_change", Number),
        ("freshness_value", Number),
        ("freshness_points", Number),
        ("freshness_weight", Number),
        ("freshness_change", Number),
        ("open_risks_value", Number),
        ("open_risks_points", Number),
        ("open_risks_weight", Number),
        ("open_risks_change", Number),
        ("overdue_actions_value", Number),
        ("overdue_actions_points", Number),
        ("overdue_actions_weight", Number),
        ("overdue_actions_change", Number),
    ],
);

/// The same, one row a measure, with what each contributes to the score.
pub static HEALTH_MEASURES: FrameSpec = exported(
    "health_measures",
    "client, measure",
    &[
        ("client", Text),
        ("measure", Code),
        ("value", Number),
        ("value_note", Code),
        ("points", Number),
        ("weight", Number),
        ("contribution", Number),
        ("change", Number),
    ],
);

/// What turned worse since last month.
pub static EARLY_WARNINGS: FrameSpec = exported(
    "early_warnings",
    "client, measure",
    &[
        ("client", Text),
        ("account_manager", Text),
        ("measure", Code),
        ("before", Number),
        ("now", Number),
        ("points_lost", Number),
        ("detail", Phrase),
    ],
);

/// Cadence and the state of goals, actions and risks.
pub static REVIEWS: FrameSpec = exported(
    "reviews",
    "client",
    &[
        ("client", Text),
        ("account_manager", Text),
        ("last_review_on", Date),
        ("next_review_due_on", Date),
        ("days_overdue", Count),
        ("last_touch_on", Date),
        ("nps", Number),
        ("nps_note", Code),
        ("nps_low", Number),
        ("nps_high", Number),
        ("responses", Count),
        ("csat", Share),
        ("csat_note", Code),
        ("goals_on_track", Count),
        ("goals_total", Count),
        ("open_actions", Count),
        ("overdue_actions", Count),
        ("open_risks", Count),
        ("top_risk", Text),
        ("renewal_on", Date),
        ("next_report_on", Date),
    ],
);

/// Goals with attainment.
pub static GOALS_STATUS: FrameSpec = exported(
    "goals_status",
    "goal",
    &[
        ("client", Text),
        ("goal", Text),
        ("unit", Text),
        ("baseline", Number),
        ("target", Number),
        ("actual", Number),
        ("due_on", Date),
        ("attainment", Share),
        ("attainment_note", Code),
        ("elapsed", Share),
        ("on_track", Flag),
    ],
);

/// Agreed next steps.
pub static ACTIONS_STATUS: FrameSpec = exported(
    "actions_status",
    "action",
    &[
        ("client", Text),
        ("action", Text),
        ("owner", Text),
        ("agreed_on", Date),
        ("due_on", Date),
        ("done_on", Date),
        // open, overdue, done
        ("state", Code),
        ("days_overdue", Count),
    ],
);

/// Risk register.
pub static RISKS_STATUS: FrameSpec = exported(
    "risks_status",
    "risk",
    &[
        ("client", Text),
        ("risk", Text),
        ("probability", Number),
        ("impact", Number),
        ("score", Number),
        ("score_note", Code),
        ("escalate", Flag),
        ("mitigation", Text),
        ("owner", Text),
        ("raised_on", Date),
        ("state", Code),
    ],
);

/// People at the client.
pub static STAKEHOLDERS_STATUS: FrameSpec = exported(
    "stakeholders_status",
    "stakeholder",
    &[
        ("client", Text),
        ("name", Text),
        ("role", Text),
        ("influence", Text),
        ("attitude", Text),
        ("last_contact_on", Date),
        ("days_since_contact", Count),
    ],
);

/// Campaign results per month, client and channel.
pub static CAMPAIGN_MONTH: FrameSpec = exported(
    "campaign_month",
    "client, channel, month, currency",
    &[
        ("month", Month),
        ("client", Text),
        ("channel", Text),
        ("currency", Text),
        ("spend", Money),
        ("impressions", Count),
        ("clicks", Count),
        ("leads", Count),
        ("conversions", Count),
        ("revenue", Money),
        ("cost_per_click", Money),
        ("cost_per_click_note", Code),
        ("cost_per_lead", Money),
        ("cost_per_lead_note", Code),
        ("conversion_rate", Share),
        ("conversion_rate_note", Code),
        ("return_on_spend", Number),
        ("return_on_spend_note", Code),
    ],
);

// --- reconciliation ---

/// Invoices and credit notes as of the report date; drafts and void ones with their status and no balance.
pub static INVOICES_STATUS: FrameSpec = exported(
    "invoices_status",
    "invoice",
    &[
        ("number", Text),
        ("client", Text),
        ("currency", Text),
        ("gross", Money),
        ("paid", Money),
        ("credited", Money),
        ("outstanding", Money),
        ("due_on", Date),
        ("days_overdue", Count),
        // open, part_paid, paid, overdue, credit_note, draft, void
        ("status", Code),
        ("issued_on", Date),
        ("net", Money),
        ("tax", Money),
        ("contract", Text),
        ("project", Text),
        ("source", Text),
    ],
);

/// Ageing; the buckets add up to outstanding. `credits` is zero or negative.
pub static AGEING: FrameSpec = exported(
    "ageing",
    "client, currency",
    &[
        ("as_of", Date),
        ("client", Text),
        ("currency", Text),
        ("not_due", Money),
        ("d1_30", Money),
        ("d31_60", Money),
        ("d61_90", Money),
        ("d91_120", Money),
        ("d120_plus", Money),
        ("no_due_date", Money),
        ("credits", Money),
        ("outstanding", Money),
    ],
);

/// Payment to invoice links; confidence A and B are decided, C and D proposed.
pub static MATCHES: FrameSpec = exported(
    "matches",
    "payment, invoice",
    &[
        ("payment_file", Text),
        ("payment_sheet", Text),
        ("payment_row", Count),
        ("invoice", Text),
        ("amount", Money),
        ("rule", Code),
        ("confidence", Code),
        ("evidence", Phrase),
        ("client", Text),
        ("currency", Text),
        ("paid_on", Date),
        ("payer", Text),
        ("reference", Text),
        ("invoice_source", Text),
    ],
);

/// Cash and credit notes not applied to an invoice; amounts are negative (they reduce what is owed).
pub static UNAPPLIED: FrameSpec = exported(
    "unapplied",
    "payment or credit note",
    &[
        ("client", Text),
        ("currency", Text),
        ("date", Date),
        ("amount", Money),
        ("kind", Code),
        ("payer", Text),
        ("reference", Text),
        ("source", Text),
    ],
);

/// Everything a person should look at, worst first.
pub static EXCEPTIONS: FrameSpec = exported(
    "exceptions",
    "exception",
    &[
        ("class", Code),
        ("severity", Code),
        ("client", Text),
        ("subject", Text),
        ("amount", Money),
        ("currency", Text),
        ("detail", Phrase),
        ("source", Text),
        ("date", Date),
        ("age_days", Count),
        ("owner", Text),
        ("action", Phrase),
    ],
);

/// Opening + invoiced - credited - paid = closing, per client and currency; control is 0.
pub static BRIDGE: FrameSpec = exported(
    "bridge",
    "client, currency",
    &[
        ("month", Month),
        ("client", Text),
        ("currency", Text),
        ("opening", Money),
        ("invoiced", Money),
        ("credited", Money),
        ("paid", Money),
        ("fees", Money),
        ("closing", Money),
        ("control", Money),
    ],
);

/// Contract against work, invoices, acts and cash.
pub static CONTRACT_CARD: FrameSpec = exported(
    "contract_card",
    "contract",
    &[
        ("contract", Text),
        ("client", Text),
        ("currency", Text),
        ("budget", Money),
        ("worked_value", Money),
        ("worked_value_note", Code),
        ("invoiced", Money),
        ("acted", Money),
        ("paid", Money),
        ("remaining", Money),
        ("starts_on", Date),
        ("ends_on", Date),
        ("status", Code),
    ],
);

/// Closing documents expected or present.
pub static DOCUMENTS_STATUS: FrameSpec = exported(
    "documents_status",
    "document",
    &[
        ("client", Text),
        ("contract", Text),
        ("invoice", Text),
        ("kind", Code),
        ("number", Text),
        ("amount", Money),
        ("signed", Flag),
        ("scan", Flag),
        ("original", Flag),
        // nothing, document, signature, scan, original
        ("missing", Code),
        ("days_waiting", Count),
        ("currency", Text),
        ("date", Date),
        ("owner", Text),
    ],
);

/// Invoices, credit notes and payments of a client in order, with the running balance: the statement.
pub static STATEMENT: FrameSpec = exported(
    "statement",
    "client, currency, line",
    &[
        ("client", Text),
        ("currency", Text),
        ("line", Count),
        ("date", Date),
        // opening, invoice, credit_note, payment, refund, fee, closing
        ("kind", Code),
        ("number", Text),
        ("debit", Money),
        ("credit", Money),
        ("balance", Money),
    ],
);

/// Cash expected from clients and due to vendors, week by week.
pub static CASH_DUE: FrameSpec = exported(
    "cash_due",
    "week, invoice or expense",
    &[
        ("week", Date),
        // in, out
        ("direction", Code),
        ("party", Text),
        ("number", Text),
        ("due_on", Date),
        ("amount", Money),
        ("currency", Text),
        ("overdue", Flag),
    ],
);

/// Days sales outstanding and days to pay, per currency.
pub static RECEIVABLES_SUMMARY: FrameSpec = exported(
    "receivables_summary",
    "currency",
    &[
        ("as_of", Date),
        ("currency", Text),
        ("outstanding", Money),
        ("overdue", Money),
        ("overdue_share", Share),
        ("overdue_share_note", Code),
        ("dso_countback", Number),
        ("dso_countback_note", Code),
        ("dso_simple", Number),
        ("dso_simple_note", Code),
        ("days_to_pay", Number),
        ("days_to_pay_note", Code),
        ("matched_count_share", Share),
        ("matched_count_share_note", Code),
        ("matched_value_share", Share),
        ("matched_value_share_note", Code),
    ],
);

/// Every frame, in the order they are listed to people.
pub static ALL: &[&FrameSpec] = &[
    &UTILIZATION_PERSON,
    &UTILIZATION_TEAM,
    &LOAD_WEEK,
    &CAPACITY_AHEAD,
    &UTILIZATION_BASES,
    &PERSON_CLIENT,
    &CLIENT_TASK,
    &CLIENT_MONTH,
    &PROJECT_MONTH,
    &AGENCY_MONTH,
    &CONCENTRATION,
    &CONCENTRATION_SUMMARY,
    &KEY_ACCOUNTS,
    &ACCOUNT_MANAGER,
    &HEALTH,
    &HEALTH_MEASURES,
    &EARLY_WARNINGS,
    &REVIEWS,
    &GOALS_STATUS,
    &ACTIONS_STATUS,
    &RISKS_STATUS,
    &STAKEHOLDERS_STATUS,
    &CAMPAIGN_MONTH,
    &INVOICES_STATUS,
    &AGEING,
    &MATCHES,
    &UNAPPLIED,
    &EXCEPTIONS,
    &BRIDGE,
    &CONTRACT_CARD,
    &DOCUMENTS_STATUS,
    &STATEMENT,
    &CASH_DUE,
    &RECEIVABLES_SUMMARY,
];
