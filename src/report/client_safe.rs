//! What a client may see (promise 7): a list of frames that are safe, column by column, and nothing else.
//!
//! The other half of the promise stands in [`super::select`]: in a client's view a frame with a `client` column
//! never yields another client's row. Frames without one are not on this list.

/// Frames and columns a client's workbook may use. Costs, margins, rates of people, health, risks and anything
/// about other clients are absent by construction.
const SAFE: &[(&str, &[&str])] = &[
    (
        "client_month",
        &[
            "month",
            "client",
            "account_manager",
            "currency",
            "hours",
            "billable_hours",
            "revenue_invoiced",
            "collected",
            "outstanding",
            "overdue",
            "budget_hours",
            "budget_hours_used",
            "active",
        ],
    ),
    (
        "client_task",
        &[
            "month",
            "client",
            "project",
            "task",
            "worked_hours",
            "billable_hours",
        ],
    ),
    (
        "project_month",
        &[
            "month",
            "client",
            "project",
            "kind",
            "status",
            "hours",
            "billable_hours",
            "budget_hours",
            "budget_hours_used",
            "budget_burn",
            "ends_on",
        ],
    ),
    (
        "campaign_month",
        &[
            "month",
            "client",
            "channel",
            "currency",
            "spend",
            "impressions",
            "clicks",
            "leads",
            "conversions",
            "revenue",
            "cost_per_click",
            "cost_per_lead",
            "conversion_rate",
            "return_on_spend",
            "click_rate",
            "cost_per_conversion",
        ],
    ),
    (
        "goals_status",
        &[
            "client",
            "goal",
            "unit",
            "baseline",
            "target",
            "actual",
            "due_on",
            "attainment",
            "on_track",
        ],
    ),
    (
        "actions_status",
        &[
            "client",
            "action",
            "owner",
            "agreed_on",
            "due_on",
            "done_on",
            "state",
            "days_overdue",
        ],
    ),
    (
        "invoices_status",
        &[
            "number",
            "client",
            "currency",
            "gross",
            "paid",
            "credited",
            "outstanding",
            "due_on",
            "days_overdue",
            "status",
            "issued_on",
            "net",
            "tax",
            "contract",
            "project",
        ],
    ),
    ("contract_card", &["contract", "client", "currency"]),
    (
        "statement",
        &[
            "client", "currency", "line", "date", "kind", "number", "debit", "credit", "balance",
        ],
    ),
    (
        "retainer_balance",
        &[
            "month",
            "client",
            "project",
            "quota_hours",
            "carried_in_hours",
            "used_hours",
            "expired_hours",
            "carried_out_hours",
        ],
    ),
    (
        "client_plan",
        &["client", "week", "firm_hours", "tentative_hours"],
    ),
    (
        "reviews",
        &["client", "account_manager", "next_report_on", "renewal_on"],
    ),
];

/// True when a client's workbook may show the column of the frame.
pub fn may_see(frame: &str, column: &str) -> bool {
    SAFE.iter()
        .any(|(name, columns)| *name == frame && columns.contains(&column))
}
