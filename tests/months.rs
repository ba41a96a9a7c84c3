//! Small whole months: csv text in, figures out. Every expected figure is worked out in the comment beside it.
//!
//! October 2026 begins on a Thursday and has 22 working days: 1, 2, 5-9, 12-16, 19-23, 26-30.

use crate::desk::Desk;
use crate::figures::{self, Figure};

struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    args: &'static [&'static str],
    /// File of `data/`, cells that tell the row, cells expected; all as `column=value`, `;` between.
    figures: &'static [(&'static str, &'static str, &'static str)],
}

const PEOPLE: &str = "Person,Role,Team,Weekly hours,Workdays,Start date,End date,Target,Cost rate,Bill rate,Currency\n\
    Mara,Designer,Web,40,Mon-Fri,2024-01-01,,75%,50,100,EUR\n\
    Ivo,Writer,Text,20,Mon-Wed,2024-01-01,,50%,40,80,EUR\n\
    Lee,Editor,Text,40,Mon-Fri,2026-10-15,,75%,40,80,EUR\n\
    Una,Editor,Text,40,Mon-Fri,2024-01-01,2026-09-30,75%,40,80,EUR\n";
const CLIENTS: &str = "Client,Status,Account manager,Tier,Payment terms days,Currency\n\
    Halden,active,Ines,A,30,EUR\nOrlo,active,Ines,B,30,EUR\nHouse,internal,Ines,,,EUR\n";

fn faults(case: &Case) -> Vec<String> {
    let mut desk = Desk::new();
    for (name, text) in case.files {
        desk = desk.file(name, text);
    }
    let mut args = vec!["--format", "csv"];
    if !case.args.contains(&"--month") && !case.args.contains(&"--period") {
        args.extend(["--month", "2026-10"]);
    }
    args.extend(case.args);
    let figures: Vec<Figure<'_>> = case
        .figures
        .iter()
        .map(|(file, row, cells)| Figure { file, row, cells })
        .collect();
    figures::faults(case.name, &desk, &args, &figures)
}

fn prove(cases: &[Case]) {
    let faults: Vec<String> = cases.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn time_and_capacity() {
    prove(&[
        Case {
            name: "joiner in mid-month, part-timer with a holiday on a free day, leaver",
            files: &[
                ("people.csv", PEOPLE),
                (
                    "holidays.csv",
                    "Date,Holiday,Region\n2026-10-09,Harvest day,\n",
                ),
                (
                    "time.csv",
                    "Date,Client,Project,Person,Hours\n2026-10-05,Halden,Site,Mara,8\n2026-10-19,Halden,Site,Lee,6\n2026-10-20,Halden,Site,Ivo,5\n",
                ),
            ],
            args: &[],
            figures: &[
                // 15, 16, 19-23, 26-30: 12 days of 8 h; the 9th was before.
                (
                    "utilization_person",
                    "month=2026-10;person=Lee",
                    "contract_hours=96;holiday_hours=0;net_hours=96",
                ),
                // Mon-Wed 12 times 20/3 h; the 9th is a Friday.
                (
                    "utilization_person",
                    "month=2026-10;person=Ivo",
                    "contract_hours=80;holiday_hours=0;net_hours=80",
                ),
                // 22 x 8, one of them a holiday.
                (
                    "utilization_person",
                    "month=2026-10;person=Mara",
                    "contract_hours=176;holiday_hours=8;net_hours=168;billable_hours=8;unaccounted_hours=160;overtime_hours=0;billable_utilization_net=0.047619;billable_utilization_gross=0.045455",
                ),
            ],
        },
        Case {
            name: "half a day of leave, leave in two files, leave as a project",
            files: &[
                ("people.csv", PEOPLE),
                (
                    "leave.csv",
                    "Date,Person,Leave type,Hours\n2026-10-05,Mara,vacation,4\n2026-10-20,Lee,vacation,8\n2026-10-21,Lee,vacation,8\n",
                ),
                (
                    "absences.csv",
                    "Date,Person,Leave type,Hours\n2026-10-20,Lee,vacation,8\n",
                ),
                (
                    "time.csv",
                    "Date,Client,Project,Person,Hours\n2026-10-06,Halden,Site,Mara,8\n2026-10-21,,Vacation,Lee,8\n2026-10-22,Halden,Site,Lee,8\n",
                ),
            ],
            args: &[],
            figures: &[
                (
                    "utilization_person",
                    "month=2026-10;person=Mara",
                    "leave_hours=4;net_hours=172;worked_hours=8",
                ),
                // The 20th and the 21st once each; the entry of the 21st is leave, not work.
                (
                    "utilization_person",
                    "month=2026-10;person=Lee",
                    "leave_hours=16;net_hours=80;worked_hours=8",
                ),
            ],
        },
        Case {
            name: "hours without capacity, work before the start",
            files: &[
                ("people.csv", PEOPLE),
                (
                    "time.csv",
                    "Date,Client,Project,Person,Hours\n2026-10-05,Halden,Site,Una,5\n2026-10-06,Halden,Site,Lee,3\n2026-10-07,Halden,Site,Mara,2\n",
                ),
            ],
            args: &[],
            figures: &[
                (
                    "utilization_person",
                    "month=2026-10;person=Una",
                    "contract_hours=0;net_hours=0;worked_hours=5;billable_hours=5;billable_utilization_net=;billable_utilization_net_note=no-capacity;overtime_hours=5",
                ),
                (
                    "utilization_person",
                    "month=2026-10;person=Lee",
                    "net_hours=96;worked_hours=3",
                ),
                ("client_month", "month=2026-10;client=Halden", "hours=10"),
            ],
        },
        Case {
            name: "internal client with a billable flag, rejected and unapproved entries",
            files: &[
                ("people.csv", PEOPLE),
                ("clients.csv", CLIENTS),
                (
                    "time.csv",
                    "Date,Client,Project,Person,Hours,Billable,Status\n2026-10-05,House,Website,Mara,3,yes,approved\n2026-10-06,Halden,Site,Mara,4,yes,rejected\n2026-10-07,Halden,Site,Mara,5,yes,submitted\n2026-10-08,Halden,Site,Mara,2,no,approved\n",
                ),
            ],
            args: &[],
            figures: &[
                (
                    "utilization_person",
                    "month=2026-10;person=Mara",
                    "worked_hours=10;billable_hours=5;client_nonbillable_hours=2;internal_hours=3",
                ),
                (
                    "client_month",
                    "month=2026-10;client=Halden",
                    "hours=7;billable_hours=5",
                ),
                ("reviews", "client=House", "none"),
                ("health", "client=House", "none"),
            ],
        },
        Case {
            name: "team as ratio of sums, a person whom the people table does not know",
            files: &[
                ("people.csv", PEOPLE),
                (
                    "time.csv",
                    "Date,Client,Project,Person,Hours\n2026-10-19,Halden,Site,Lee,48\n2026-10-19,Halden,Site,Lee,24\n2026-10-20,Halden,Site,Ivo,8\n2026-10-20,Halden,Site,Zed,8\n",
                ),
            ],
            args: &[],
            figures: &[
                // 48 h a day is set aside; 24 + 8 over 96 + 80.
                (
                    "utilization_team",
                    "month=2026-10;team=Text",
                    "billable_hours=32;net_hours=176;billable_utilization_net=0.181818",
                ),
                (
                    "utilization_person",
                    "month=2026-10;person=Zed",
                    "worked_hours=8;billable_utilization_net=;billable_utilization_net_note=no-capacity",
                ),
            ],
        },
    ]);
}

#[test]
fn load_by_week() {
    prove(&[Case {
        name: "a week over the month's end; past and coming weeks; tentative bookings",
        files: &[
            ("people.csv", PEOPLE),
            (
                "time.csv",
                "Date,Client,Project,Person,Hours\n2026-09-29,Halden,Site,Mara,4\n2026-10-01,Halden,Site,Mara,6\n2026-10-20,Halden,Site,Mara,30\n2026-10-20,Halden,Site,Mara,10\n",
            ),
            (
                "bookings.csv",
                "Date,Person,Client,Project,Booked hours,Confirmed\n2026-10-20,Mara,Halden,Site,8,yes\n2026-11-03,Mara,Halden,Site,20,yes\n2026-11-04,Mara,Orlo,App,10,no\n",
            ),
        ],
        args: &[],
        figures: &[
            // The whole week of 28 September: 4 + 6 of 40.
            (
                "load_week",
                "week=2026-09-28;person=Mara;client=Halden",
                "worked_hours=10;net_hours=40;load=0.25",
            ),
            // 30 h in one entry is out of range; a past week counts what was worked.
            (
                "load_week",
                "week=2026-10-19;person=Mara;client=Halden",
                "worked_hours=10;firm_hours=8;load=0.25",
            ),
            (
                "load_week",
                "week=2026-11-02;person=Mara;client=Halden",
                "worked_hours=0;firm_hours=20;load=0.5",
            ),
            (
                "load_week",
                "week=2026-11-02;person=Mara;client=Orlo",
                "firm_hours=0;tentative_hours=10;load=0;load_with_tentative=0.25",
            ),
        ],
    }]);
}

#[test]
fn money_of_clients() {
    prove(&[
        Case {
            name: "credit note positive in the file, draft and void invoices, two currencies",
            files: &[
                ("clients.csv", CLIENTS),
                (
                    "invoices.csv",
                    "Invoice number,Client,Issue date,Due date,Net,Tax,Gross,Currency,Type,Status\n\
                    F-1,Halden,2026-10-01,2026-10-15,1000,200,1200,EUR,invoice,sent\n\
                    F-2,Halden,2026-10-02,2026-10-16,100,20,120,EUR,credit note,sent\n\
                    F-3,Halden,2026-10-03,2026-10-17,5000,1000,6000,EUR,invoice,draft\n\
                    F-4,Halden,2026-10-04,2026-10-18,7000,1400,8400,EUR,invoice,void\n\
                    F-5,Halden,2026-10-05,2026-11-19,300,0,300,USD,invoice,sent\n\
                    F-6,Orlo,2026-09-05,2026-10-05,400,80,480,EUR,invoice,sent\n\
                    F-7,Orlo,2026-10-05,2026-11-05,500,100,600,EUR,invoice,sent\n",
                ),
            ],
            args: &[],
            figures: &[
                // 1000 - 100.
                (
                    "client_month",
                    "month=2026-10;client=Halden;currency=EUR",
                    "revenue_invoiced=900;agi=900;outstanding=1080",
                ),
                (
                    "client_month",
                    "month=2026-10;client=Halden;currency=USD",
                    "revenue_invoiced=300;outstanding=300;overdue=0",
                ),
                // (500 - 400) / 400; F-6 is 26 days past due.
                (
                    "client_month",
                    "month=2026-10;client=Orlo;currency=EUR",
                    "revenue_invoiced=500;change_vs_previous=0.25;outstanding=1080;overdue=480",
                ),
                (
                    "ageing",
                    "client=Orlo;currency=EUR",
                    "not_due=600;d1_30=480;outstanding=1080",
                ),
                (
                    "ageing",
                    "client=Halden;currency=USD",
                    "not_due=300;outstanding=300",
                ),
            ],
        },
        Case {
            name: "over-servicing of a retainer, time and materials, a person without a rate",
            files: &[
                ("clients.csv", CLIENTS),
                (
                    "people.csv",
                    "Person,Role,Weekly hours,Start date,Cost rate,Bill rate,Currency\nMara,Designer,40,2024-01-01,50,100,EUR\nIvo,Writer,20,2024-01-01,,,EUR\n",
                ),
                (
                    "projects.csv",
                    "Project,Client,Type,Start date,Budget hours,Budget amount,Currency\nCare,Halden,retainer,2026-01-01,10,1000,EUR\nApp,Orlo,time and materials,2026-01-01,100,,EUR\n",
                ),
                (
                    "time.csv",
                    "Date,Client,Project,Person,Hours\n2026-10-05,Halden,Care,Mara,8\n2026-10-06,Halden,Care,Mara,7\n2026-10-07,Orlo,App,Ivo,6\n",
                ),
                (
                    "invoices.csv",
                    "Invoice number,Client,Issue date,Net,Tax,Gross,Currency\nF-1,Halden,2026-10-31,1500,0,1500,EUR\nF-2,Orlo,2026-10-31,600,0,600,EUR\n",
                ),
            ],
            args: &[],
            figures: &[
                // 15 h of 10 agreed; 1500 - 15 x 50.
                (
                    "client_month",
                    "month=2026-10;client=Halden",
                    "budget_hours=10;budget_hours_used=15;over_servicing_hours=5;delivery_cost=750;delivery_margin=0.5;average_billable_rate=100",
                ),
                // Nobody says what an hour of Ivo costs.
                (
                    "client_month",
                    "month=2026-10;client=Orlo",
                    "hours=6;delivery_cost=;delivery_cost_note=no-rate;delivery_margin=;delivery_margin_note=no-rate;average_billable_rate=100;over_servicing_hours=0",
                ),
            ],
        },
        Case {
            name: "concentration with a negative client",
            files: &[(
                "invoices.csv",
                "Invoice number,Client,Issue date,Net,Tax,Gross,Currency,Type\nF-1,Halden,2026-10-01,600,0,600,EUR,invoice\nF-2,Orlo,2026-10-01,400,0,400,EUR,invoice\nF-3,Sable,2026-10-01,50,0,50,EUR,credit note\n",
            )],
            args: &[],
            figures: &[
                (
                    "concentration",
                    "window=month;client=Halden",
                    "rank=1;revenue=600;share=0.6;cumulative_share=0.6",
                ),
                (
                    "concentration",
                    "window=month;client=Orlo",
                    "rank=2;revenue=400;share=0.4;cumulative_share=1",
                ),
            ],
        },
    ]);
}

#[test]
fn payments_and_invoices() {
    const INVOICES: &str = "Invoice number,Client,Issue date,Due date,Net,Tax,Gross,Currency\n\
        INV-101,Halden,2026-09-01,2026-09-30,1000,0,1000,EUR\n\
        INV-102,Halden,2026-09-05,2026-10-05,2000,0,2000,EUR\n\
        INV-103,Orlo,2026-09-10,2026-10-10,3000,0,3000,EUR\n";
    prove(&[
        Case {
            name: "paid, paid in part, paid less a fee; cash that names nothing",
            files: &[
                ("clients.csv", CLIENTS),
                ("invoices.csv", INVOICES),
                (
                    "bank.csv",
                    "Date,Payer,Amount,Currency,Reference\n\
                    2026-10-02,Halden,1000,EUR,INV-101\n\
                    2026-10-12,Halden,500,EUR,part of INV-102\n\
                    2026-10-15,Orlo,2995,EUR,INV-103\n\
                    2026-10-20,Orlo,777,EUR,prepayment\n",
                ),
            ],
            args: &[],
            figures: &[
                (
                    "invoices_status",
                    "number=INV-101",
                    "paid=1000;outstanding=0;status=paid",
                ),
                // 26 days after 5 October.
                (
                    "invoices_status",
                    "number=INV-102",
                    "paid=500;outstanding=1500;days_overdue=26",
                ),
                ("invoices_status", "number=INV-103", "paid=2995"),
                // Prepayment stands in the payer's credits.
                (
                    "ageing",
                    "client=Halden",
                    "d1_30=1500;credits=0;outstanding=1500",
                ),
            ],
        },
        Case {
            name: "an act that the tracker awaits is no act, and stands once",
            files: &[
                ("clients.csv", CLIENTS),
                ("invoices.csv", INVOICES),
                (
                    "acceptance tracker.csv",
                    "Client,Act number,Act date,Invoice,Amount,Signed,Expected on\n\
                    Halden,A-7,2026-10-05,INV-101,1000,yes,\n\
                    Halden,,,INV-102,2000,no,2026-10-21\n",
                ),
            ],
            args: &[],
            figures: &[
                ("documents_status", "invoice=INV-101", "missing=nothing"),
                // 10 days from 21 to 31 October; of two such rows none would be found.
                (
                    "documents_status",
                    "invoice=INV-102",
                    "missing=document;days_waiting=10;amount=2000",
                ),
                (
                    "exceptions",
                    "class=invoice-without-act",
                    "subject=INV-102;amount=2000",
                ),
            ],
        },
        Case {
            name: "a past month run again gives what was true then",
            files: &[
                ("clients.csv", CLIENTS),
                ("invoices.csv", INVOICES),
                (
                    "bank.csv",
                    "Date,Payer,Amount,Currency,Reference\n2026-10-02,Halden,1000,EUR,INV-101\n",
                ),
            ],
            args: &["--month", "2026-09"],
            figures: &[
                (
                    "invoices_status",
                    "number=INV-101",
                    "paid=0;outstanding=1000;days_overdue=0",
                ),
                (
                    "ageing",
                    "client=Halden",
                    "as_of=2026-09-30;not_due=3000;outstanding=3000",
                ),
                // the first line of the bank is of October: what came in before it no file says
                (
                    "client_month",
                    "month=2026-09;client=Halden",
                    "revenue_invoiced=3000;collected=",
                ),
            ],
        },
        Case {
            name: "the same money twice within a week",
            files: &[
                ("clients.csv", CLIENTS),
                ("invoices.csv", INVOICES),
                (
                    "bank.csv",
                    "Date,Payer,Amount,Currency,Reference\n2026-10-02,Halden,1000,EUR,INV-101\n2026-10-06,Halden,1000,EUR,INV-101\n",
                ),
            ],
            args: &[],
            figures: &[
                (
                    "invoices_status",
                    "number=INV-101",
                    "paid=1000;outstanding=0",
                ),
                (
                    "exceptions",
                    "class=duplicate-payment",
                    "client=Halden;amount=1000",
                ),
            ],
        },
    ]);
}

#[test]
fn reviews_and_health() {
    prove(&[
        Case {
            name: "four answers are too few; goals, actions, risks, cadence",
            files: &[
                ("clients.csv", CLIENTS),
                (
                    "survey.csv",
                    "Date,Client,Contact,NPS score\n2026-10-05,Halden,ann,9\n2026-10-06,Halden,bo,10\n2026-10-07,Halden,cy,6\n2026-10-08,Halden,di,8\n\
                    2026-10-05,Orlo,e1,9\n2026-10-05,Orlo,e2,10\n2026-10-05,Orlo,e3,10\n2026-10-05,Orlo,e4,8\n2026-10-05,Orlo,e5,3\n",
                ),
                (
                    "goals.csv",
                    "Client,Goal,Baseline,Target,Actual,Start date,Due date\nHalden,Leads,0,100,90,2026-01-01,2026-12-31\nHalden,Visits,0,100,20,2026-01-01,2026-12-31\n",
                ),
                (
                    "actions.csv",
                    "Client,Action,Owner,Agreed on,Due date,Status\nHalden,Send plan,Ines,2026-10-01,2026-10-20,open\nHalden,Fix tags,Ines,2026-10-01,2026-11-20,open\nHalden,Call,Ines,2026-09-01,2026-09-20,done\n",
                ),
                (
                    "risks.csv",
                    "Client,Risk,Probability,Impact,Owner,Status\nHalden,Sponsor leaves,3,5,Ines,open\nHalden,Late texts,2,2,Ines,open\n",
                ),
                (
                    "touches.csv",
                    "Date,Client,Type,Person,Summary\n2026-09-15,Halden,review,Ines,quarter\n2026-10-20,Halden,call,Ines,budget\n",
                ),
            ],
            args: &[],
            figures: &[
                // Reviewed 15 September, tier A every 30 days: due 15 October, 16 days ago.
                (
                    "reviews",
                    "client=Halden",
                    "nps=;nps_note=too-few;responses=4;goals_on_track=1;goals_total=2;open_actions=2;overdue_actions=1;open_risks=2;last_review_on=2026-09-15;next_review_due_on=2026-10-15;days_overdue=16;last_touch_on=2026-10-20",
                ),
                // 3 of 5 promote, 1 of 5 does not: 40.
                ("reviews", "client=Orlo", "nps=40;responses=5"),
            ],
        },
        Case {
            name: "little is known: no band",
            files: &[
                ("clients.csv", CLIENTS),
                (
                    "goals.csv",
                    "Client,Goal,Baseline,Target,Actual,Start date,Due date\nHalden,Leads,0,100,90,2026-01-01,2026-12-31\n",
                ),
            ],
            args: &[],
            figures: &[("health", "client=Halden", "band=insufficient_data")],
        },
    ]);
}

/// As of 31 October; the calendar's four weeks end on 28 November.
#[test]
fn account_review() {
    const FILES: &[(&str, &str)] = &[
        (
            "clients.csv",
            "Client,Status,Account manager,Tier,Client since,Renewal date,Next report,Channel,Email,Currency\n\
             Halden,active,Ines,A,2025-01-01,2026-11-20,2026-11-03,call,ap@halden.example,EUR\n\
             Orlo,paused,Ines,B,2025-01-01,,,email,pay@orlo.example,USD\n\
             Tarn,active,,C,2026-01-01,,,,,EUR\n",
        ),
        (
            "projects.csv",
            "Project,Client,Type,Start date,End date,Budget hours,Status\n\
             Site,Halden,Fixed price,2026-01-01,2026-10-16,100,Active\n\
             Shop,Halden,Fixed price,2026-01-01,2026-11-13,100,Active\n\
             Shelf,Orlo,Fixed price,2026-01-01,2026-12-31,100,Paused\n",
        ),
        (
            "time.csv",
            "Date,Client,Project,Person,Hours\n2026-10-05,Halden,Site,Mara,6\n2026-10-06,Halden,Site,Ines,2\n",
        ),
        (
            "invoices.csv",
            "Invoice number,Client,Invoice date,Due date,Net,Tax,Gross,Currency\n\
             INV-1,Halden,2026-09-15,2026-10-15,1000,0,1000,EUR\n",
        ),
        (
            "bank.csv",
            "Date,Payer,Amount,Currency,Reference\n2026-10-20,Halden,400,EUR,INV-1\n2026-11-02,Halden,600,EUR,INV-1\n",
        ),
        (
            "contacts.csv",
            "Date,Client,Contact type,Person,Summary\n\
             2026-10-12,Halden,Review,Ines,Plan of the year\n\
             2026-10-27,Halden,Call,Ines,Asked for a testimonial\n\
             2026-11-03,Halden,Call,Ines,Later\n",
        ),
        (
            "survey.csv",
            "Date,Client,Contact,Survey type,Score\n\
             2026-09-01,Halden,Ann,NPS,9\n2026-09-01,Halden,Bob,NPS,6\n2026-09-02,Halden,Ann,CSAT,4\n",
        ),
    ];
    prove(&[
        Case {
            name: "what is due, who waits, what a client base answers",
            files: FILES,
            args: &["--as-of", "2026-10-31"],
            figures: &[
                // 12 October + 30, 27 October + 30; Tarn came on 1 January, but nobody kept contacts before 12 October: + 180 days
                // is long after these weeks
                (
                    "due_calendar",
                    "client=Halden;kind=review",
                    "day=2026-11-11;overdue=no",
                ),
                (
                    "due_calendar",
                    "client=Halden;kind=contact",
                    "day=2026-11-26",
                ),
                (
                    "due_calendar",
                    "client=Halden;kind=report",
                    "day=2026-11-03",
                ),
                (
                    "due_calendar",
                    "client=Halden;kind=renewal",
                    "day=2026-11-20",
                ),
                (
                    "due_calendar",
                    "client=Halden;kind=payment",
                    "day=2026-10-15;amount=600;currency=EUR;days_overdue=16;overdue=yes",
                ),
                ("due_calendar", "client=Tarn", "none"),
                ("due_calendar", "client=Orlo", "none"),
                (
                    "client_base",
                    "client=Halden",
                    "projects_in_work=2;projects_due=1;projects_late=1;last_payment_on=2026-10-20;last_payment=400;currency=EUR",
                ),
                (
                    "client_base",
                    "client=Orlo",
                    "status=paused;email=pay@orlo.example;channel=email;projects_in_work=0;looked_after=no",
                ),
                (
                    "client_base",
                    "client=Tarn",
                    "account_manager=;looked_after=yes",
                ),
                (
                    "projects_in_work",
                    "project=Site",
                    "state=late;days_late=15;hours=8",
                ),
                (
                    "contact_cadence",
                    "client=Halden",
                    "days_since_contact=4;days_overdue=0",
                ),
                (
                    "touches_week",
                    "week=2026-10-26",
                    "client=Halden;person=Ines;contacts=1",
                ),
                ("touches_week", "week=2026-11-02", "none"),
                (
                    "promoters",
                    "contact=Ann",
                    "score=9;asked=yes;asked_on=2026-10-27",
                ),
                ("promoters", "contact=Bob", "none"),
                (
                    "reviews",
                    "client=Halden",
                    "nps=;nps_answers=9, 6;responses=2;promoters=1;detractors=1;csat=1;csat_responses=1",
                ),
                (
                    "manager_client",
                    "month=2026-10;client=Halden",
                    "client_hours=8;own_hours=2;share_of_own_time=1;share_of_clients=1",
                ),
                (
                    "joint_projects",
                    "person=Mara",
                    "client=Halden;project=Site;hours=6;first_day=2026-10-05",
                ),
            ],
        },
        Case {
            name: "an earlier day knows nothing of what came later",
            files: FILES,
            args: &["--as-of", "2026-10-15"],
            figures: &[
                (
                    "client_base",
                    "client=Halden",
                    "last_payment_on=;projects_late=0;projects_due=1",
                ),
                (
                    "due_calendar",
                    "client=Halden;kind=payment",
                    "amount=1000;days_overdue=0;overdue=no",
                ),
                (
                    "due_calendar",
                    "client=Halden;kind=contact",
                    "day=2026-11-11",
                ),
                ("promoters", "contact=Ann", "asked=no;asked_on="),
                ("touches_week", "week=2026-10-26", "none"),
            ],
        },
    ]);
}

#[test]
fn periods() {
    const LONG: &str = "Date,Client,Project,Person,Hours\n2026-07-06,Halden,Site,Mara,8\n2026-08-06,Halden,Site,Mara,8\n2026-09-07,Halden,Site,Mara,8\n2026-10-05,Halden,Site,Mara,0.5\n";
    prove(&[
        Case {
            name: "a quarter holds each of its months",
            files: &[("people.csv", PEOPLE), ("time.csv", LONG)],
            args: &["--period", "2026-Q3"],
            figures: &[
                (
                    "utilization_person",
                    "month=2026-07;person=Mara",
                    "worked_hours=8",
                ),
                (
                    "utilization_person",
                    "month=2026-09;person=Mara",
                    "worked_hours=8",
                ),
                ("utilization_person", "month=2026-10;person=Mara", "none"),
            ],
        },
        Case {
            name: "a year",
            files: &[("people.csv", PEOPLE), ("time.csv", LONG)],
            args: &["--period", "2026"],
            figures: &[
                (
                    "utilization_person",
                    "month=2026-10;person=Mara",
                    "worked_hours=0.5",
                ),
                (
                    "utilization_person",
                    "month=2026-07;person=Mara",
                    "worked_hours=8",
                ),
            ],
        },
    ]);
    let desk = Desk::new().file("time.csv", LONG);
    // November and December have not come: nobody is free in them, and nothing is overdue
    let said = desk.run("run", &["--format", "csv", "--period", "2026"]);
    assert!(said.stderr.contains("as of 2026-10-31"), "{}", said.stderr);
    // The median month has 8 h; half an hour is less than a tenth of it.
    let said = desk.run("run", &["--format", "csv"]);
    assert!(said.stderr.contains("period 2026-09"), "{}", said.stderr);
    let desk = Desk::new().file("time.csv", LONG.replace(",0.5", ",0.8"));
    let said = desk.run("run", &["--format", "csv"]);
    assert!(said.stderr.contains("period 2026-10"), "{}", said.stderr);
    let said = desk.run("run", &["--period", "2026-Q3", "--as-of", "2026-06-30"]);
    assert_eq!(said.code, 2, "{}", said.stderr);
}
