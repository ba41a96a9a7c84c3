"""The figures one should see, worked out from truth.py alone with exact arithmetic. Run: python3 tests/sample/expect.py

Definitions: the metric page. Where it leaves a choice, this file chose (C1...):
C1  One whole day of leave is eight hours, capped at the day's contract hours; half a day is four.
C2  Person rows: every month in which the person has a contract row or hours. U and O are per person and month; a team's are their sums.
C3  Team, role and target: the row valid on the month's last day, else the person's last row that touches the month (a leaver).
C4  Freelancers (weekly hours 0): shares empty, not in utilization_team. A team's target_share is weighted by N.
C5  Hours of a client are B + C of all its projects. Internal client and internal project: no row in client_month.
C6  Rows of client_month: clients that are not internal, months with hours, revenue, cash, expenses, a balance or a budget.
C7  Budget hours of a client and month: sum over its retainers whose period touches the month, or that have hours in it; used: their
    hours of the month. Delivered = B + C. What is agreed for a whole project is never added to a month.
    over_servicing_hours = sum over all its projects with a budget of what the month added to max(0, used - budget), where a retainer
    begins each month anew and other work is used from its start on.
C8  delivery_cost: hours x cost rate in the person's currency, to the base currency and on to the row's currency, both at the latest
    rate up to the month's end; plus expenses not passed through, by their date. No rounding before the last step.
C9  Revenue is net by issue date, the credit note negative in its month, drafts and voided invoices in nothing.
C10 collected: gross cash of lines linked A or B, by the date of the payment. The duplicate payment and the prepayment are not in it.
C11 outstanding includes credits and unapplied cash (negative), as ageing does; overdue = open amounts past due, without credits.
C12 A payment short by no more than the fee tolerance closes its invoice: outstanding 0, the difference is listed, paid is the cash.
C13 The credit note names no invoice: it stays whole in the credits column. Its own line in invoices_status has outstanding = -gross.
C14 days_overdue of an invoice: days after due_on while something is open, else 0. Overdue starts the day after due_on.
C15 concentration: per currency, clients with revenue above zero, by revenue down and name up; ttm = the twelve months to 2026-10.
C16 account manager: clients = active clients of the month (status active, or hours or revenue in it); projects = projects with hours
    in the month; top_client_share = the largest client's part of the hours; limits 5/4/3 accounts and 7 projects; one row per main currency,
    limit = the accounts limit, over_limit = over either.
C17 reviews: nps is empty under five answers; responses = contacts with an answer in the twelve months to as-of (newest answer each),
    NPS only; days_overdue 0 when not overdue, empty when there is no date; nothing is due of a client that is not active, nor before the
    first review that any client had plus the cadence; touches of every kind count as a touch; open actions have
    no done date; top_risk is the text of the highest open score (the first of equals).
C18 load_week: weeks that touch October and the next eight; net hours and worked hours of the whole week up to as-of for work, whole weeks
    for net; the load of a row is that client's part; past weeks are worked / net, others firm / net; load_with_tentative adds the tentative hours of weeks that are not over.
    Rows only where some hours are not zero. A whole-week leave cell of the grid is no row: the leave table has the same days.
C19 contract_card: budget = contract amount (net); worked_value = B of its projects x bill rate of the person, to the contract's currency at
    the latest rate up to the month's end of the work; invoiced net. acted, paid and remaining are left out (net or gross is open).
C20 client_lifecycle: signs of life are live invoices (no credit note) and hours; lost as the table says, prospect without an invoice,
    dormant from 90 days, churned from 180; whole months from "since" with both days counted. Amounts: each month and currency to the
    base at the month's end, rounded to four digits there, as every figure of the pack is.
C21 client_dependence: three largest by revenue of the twelve months; hours a month = hours / 12; without a client its AGI goes and its
    cost stays.
C22 forecast: retainer fee by calendar days of the month; a fixed price less what was invoiced (costs passed through taken off), in even
    parts to the month of its last day, at least the next month where it ended in the last one or has hours in it; hours booked x bill rate only where no fee of the client runs in
    the month; a week's hours in five equal days; a prospect's hours and tentative ones by half; rates as of the day it is made.
C23 forecast_score: the same made on 31 July, from invoices up to it, against AGI of August to October; an engagement that is closed
    today counts by its dates.
C24 looked after = status active (the file has no notice and no blank) with hours, revenue or that status in October. Reviews, contacts,
    reports and renewals are due of these only; a contact of any kind + the review cadence is the next contact.
C25 projects in work: begun, status active; late when past their last day, due when it lies in the 28 days after as-of.
C26 due_calendar: everything up to as-of + 28 days, overdue when before as-of. A goal is open while attained < 1. A payment is an invoice with
    something open that has a due day. Documents are left out here.
C27 renewals: up to as-of + 90 days; an active contract that has begun and ends on or after as-of, and the client's renewal day when no contract
    ends on it; a contract for work with one price alone renews nothing.
C28 back-test: then = 31 July; before = May to July, since = August to October; revenue in GBP at the latest rate up to each month's end;
    left = lost, or neither invoice nor hours since; shrank = a fall of 20 % or more; clients with status active, or hours or revenue before.
C29 recognised: a retainer's monthly fee in every month it runs in; a fixed fee over Monday to Friday from first to last day, its sum up to
    each month's end rounded to 1/10,000; other work B x bill rate, each currency of a project's month converted and rounded once.
C30 accrued and deferred: earned + passed-through costs - billed, project by project, from November 2025 on, opening at zero; what a credit
    note took back is no longer recognised while something is open, until an invoice bills it again.
C31 collected_net: cash x net / gross of the invoice, what is paid of an invoice so far rounded to 1/10,000; what the bank kept of a payment
    that closes its invoice is let go.
C32 wip of fixed work: hours used / hours agreed, at most the whole fee; closed work past its end is complete; what credit notes took back is not open again. n/a where no hours are agreed.
C33 retainer balance: quota + carried in - used, nothing capped, nothing expires, zero before November 2025.
C34 over-servicing of October: hours by day; on the day the quota runs out, what is above is shared in proportion to that day's hours;
    each hour at its person's rates, to the project's currency at October's rate, each currency rounded once.
"""
import csv
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from truth import *

OUT = Path(__file__).resolve().parent / "expected"
OCT = (2026, 10)
OUTSIDE = [c for c in CLIENT if CLIENT[c]["status"] != "internal"]


def ym(m):
    return f"{m[0]}-{m[1]:02}"


def month_of(day):
    return (day.year, day.month)


def fixed(x, digits):
    """Half away from zero, fixed digits."""
    if x is None:
        return ""
    x = F(x) * 10 ** digits
    n = (abs(x) * 2 + 1) // 2
    text = f"{int(n):0{digits + 1}}"
    return ("-" if x < 0 and n else "") + text[:-digits] + "." + text[-digits:]


def hrs(x):
    return fixed(x, 4)


def share(x):
    return fixed(x, 6)


def money(cents):
    """Cents (a fraction is fine) to units with two to four digits."""
    if cents is None:
        return ""
    text = fixed(F(cents) / 100, 4)
    return text[:-2] if text.endswith("00") else text.rstrip("0")


def ratio(a, b):
    return None if not b else F(a) / F(b)


def iso(d):
    return d.isoformat() if d else ""


def write(name, head, rows):
    with open(OUT / name, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(head.split())
        w.writerows(rows)


def convert(cents, source, target, m):
    last = month_end(*m)
    return F(cents) * rate(source, last) / rate(target, last)


# ---------------------------------------------------------------- utilization
PARTS = "contract holiday leave worked billable nonbillable internal".split()


def time_parts():
    out = defaultdict(lambda: dict.fromkeys(PARTS, F(0)))
    for person in NAMES:
        for day in days(START, AS_OF):
            s, hd, leave = day_hours(person, day)
            if s:
                row = out[person, month_of(day)]
                row["contract"] += s
                row["holiday"] += hd
                row["leave"] += leave
    for e in TIME:
        row = out[e.person, month_of(e.day)]
        row["worked"] += e.hours
        row["internal" if e.client == AGENCY else "billable" if e.billable else "nonbillable"] += e.hours
    return out


PERSON_MONTH = time_parts()
HEAD_U = ("contract_hours holiday_hours leave_hours net_hours worked_hours billable_hours client_nonbillable_hours internal_hours unaccounted_hours overtime_hours "
          "billable_utilization_net billable_utilization_gross total_utilization target_share target_attainment")


def utilization_cells(r, unaccounted, overtime, target):
    """target: the target hours (target_share x N) or None, with the share."""
    net = r["contract"] - r["holiday"] - r["leave"]
    share_, hours = target
    b, w = r["billable"], r["worked"]
    return [hrs(r["contract"]), hrs(r["holiday"]), hrs(r["leave"]), hrs(net), hrs(w), hrs(b), hrs(r["nonbillable"]), hrs(r["internal"]), hrs(unaccounted), hrs(overtime),
            share(ratio(b, net)), share(ratio(b, r["contract"])), share(ratio(w, net)), share(share_), share(ratio(b, hours) if hours else None)]


def utilization():
    persons, teams = [], {}
    for m in MONTHS:
        for person in NAMES:
            c = contract_of_month(person, *m)
            if (person, m) not in PERSON_MONTH or not c:
                continue
            r = PERSON_MONTH[person, m]
            net = r["contract"] - r["holiday"] - r["leave"]
            un, over = max(F(0), net - r["worked"]), max(F(0), r["worked"] - net)
            target = F(c.target, 100) if c.target else None
            persons.append([ym(m), person, c.team, c.role] + utilization_cells(r, un, over, (target, target * net if target else None)))
            if c.weekly == 0:
                continue
            t = teams.setdefault((m, c.team), dict.fromkeys(PARTS + ["un", "over", "target"], F(0)))
            for k in PARTS:
                t[k] += r[k]
            t["un"] += un
            t["over"] += over
            t["target"] += (target or 0) * net
    write("utilization_person.csv", "month person team role " + HEAD_U, persons)
    rows = []
    for (m, team), t in sorted(teams.items()):
        net = t["contract"] - t["holiday"] - t["leave"]
        rows.append([ym(m), team] + utilization_cells(t, t["un"], t["over"], (ratio(t["target"], net), t["target"])))
    write("utilization_team.csv", "month team " + HEAD_U, rows)


# ---------------------------------------------------------------- money
def live():
    return [i for i in INVOICES if i.live]


REVENUE = defaultdict(int)
for _i in live():
    REVENUE[_i.client, month_of(_i.day)] += _i.sign * _i.net
HOURS, BILLABLE, PROJECT_HOURS = defaultdict(F), defaultdict(F), defaultdict(F)
COST = defaultdict(F)
for _e in TIME:
    if _e.client == AGENCY:
        continue
    _m = month_of(_e.day)
    HOURS[_e.client, _m] += _e.hours
    BILLABLE[_e.client, _m] += _e.hours if _e.billable else 0
    PROJECT_HOURS[_e.project, _m] += _e.hours
    _c = contract_of(_e.person, _e.day)
    COST[_e.client, _m] += convert(_e.hours * _c.cost, _c.currency, CLIENT[_e.client]["currency"], _m)
THROUGH = defaultdict(int)
for _x in EXPENSES:
    if _x.pass_through:
        THROUGH[_x.client, month_of(_x.day)] += _x.cents
    else:
        COST[_x.client, month_of(_x.day)] += convert(_x.cents, _x.currency, CLIENT[_x.client]["currency"], month_of(_x.day))
BUCKETS = ["not_due", "d1_30", "d31_60", "d61_90", "d91_120", "d120_plus", "no_due_date", "credits"]


def ageing_of(client, day):
    row = dict.fromkeys(BUCKETS, 0)
    for i in live():
        if i.client != client or i.day > day:
            continue
        if i.kind == "credit_note":
            row["credits"] -= i.gross
            continue
        late = (day - i.due).days
        bucket = "not_due" if late <= 0 else "d1_30" if late <= 30 else "d31_60" if late <= 60 else "d61_90" if late <= 90 else "d91_120" if late <= 120 else "d120_plus"
        row[bucket] += open_amount(i, day)
    for p in PAYMENTS:
        if p.client == client and p.day <= day:
            row["credits"] -= p.cents - sum(c for _, c in p.links)
    return row


def collected(client, m):
    return sum(c for p in PAYMENTS if p.client == client and month_of(p.day) == m for _, c in p.links)


def budget(client, m):
    """(budget, used) of the client's retainers and what the month added over-serviced; None where nothing was agreed so."""
    first, last = D(*m, 1), month_end(*m)
    total = used = over = F(0)
    seen = retained = False
    for name, p in PROJECT.items():
        if p["client"] != client or not p["budget_hours"]:
            continue
        if not (p["starts"] <= last and (p["ends"] is None or p["ends"] >= first)) and not PROJECT_HOURS.get((name, m)):
            continue
        seen = True
        now = PROJECT_HOURS.get((name, m), F(0))
        if p["kind"] == RET:
            retained = True
            total += p["budget_hours"]
            used += now
            before = F(0)
        else:
            before = sum((PROJECT_HOURS.get((name, k), F(0)) for k in MONTHS if k < m), F(0))
        above = lambda hours: max(F(0), hours - p["budget_hours"])
        over += above(before + now) - above(before)
    return (total if retained else None, used if retained else None, over if seen else None)


def client_month():
    rows = []
    for n, m in enumerate(MONTHS):
        for client in OUTSIDE:
            key = client, m
            ages = ageing_of(client, month_end(*m))
            outstanding = sum(ages.values())
            overdue = sum(ages[b] for b in BUCKETS[1:6])
            cash, (quota, used, over) = collected(client, m), budget(client, m)
            hours, revenue, through, cost = HOURS.get(key, F(0)), REVENUE.get(key, 0), THROUGH.get(key, 0), COST.get(key, F(0))
            if not (hours or revenue or through or cost or cash or outstanding or overdue or quota):
                continue
            agi = revenue - through
            before = REVENUE.get((client, MONTHS[n - 1]), 0) if n else 0
            c = CLIENT[client]
            rows.append([ym(m), client, c["manager"], c["status"], c["currency"], hrs(hours), hrs(BILLABLE.get(key, F(0))), money(revenue), money(through), money(agi), money(cost),
                         share((agi - cost) / F(agi) if agi > 0 else None), money(agi / hours if hours else None), money(cash), money(outstanding), money(overdue),
                         hrs(quota), hrs(used), hrs(over), share(F(revenue - before, before) if before else None)])
    write("client_month.csv", "month client account_manager status currency hours billable_hours revenue_invoiced pass_through agi delivery_cost delivery_margin average_billable_rate collected "
          "outstanding overdue budget_hours budget_hours_used over_servicing_hours change_vs_previous", rows)
    return rows


def concentration():
    rows = []
    for window, months in (("month", [OCT]), ("ttm", MONTHS)):
        for currency in (CNY, GBP, KZT):
            sums = [(sum(REVENUE.get((c, m), 0) for m in months), c) for c in OUTSIDE if CLIENT[c]["currency"] == currency]
            sums = sorted([x for x in sums if x[0] > 0], key=lambda x: (-x[0], x[1]))
            total, run = sum(x[0] for x in sums), 0
            for rank, (revenue, client) in enumerate(sums, 1):
                run += revenue
                rows.append([window, ym(OCT), currency, rank, client, CLIENT[client]["group"], money(revenue), share(F(revenue, total)), share(F(run, total))])
    write("concentration.csv", "window month currency rank client group revenue share cumulative_share", rows)
    return rows


def account_manager():
    rows = []
    for am in (IMO, AIG, CHE):
        mine = [c for c in OUTSIDE if CLIENT[c]["manager"] == am and (CLIENT[c]["status"] == "active" or HOURS.get((c, OCT)) or REVENUE.get((c, OCT)))]
        hours = sum((HOURS.get((c, OCT), F(0)) for c in mine), F(0))
        projects = [p for p in PROJECT if PROJECT[p]["client"] in mine and PROJECT_HOURS.get((p, OCT))]
        limit = {"senior": 5, "middle": 4, "junior": 3}[contract_of(am, AS_OF).grade]
        top = max(HOURS.get((c, OCT), F(0)) for c in mine)
        agi = sum(REVENUE.get((c, OCT), 0) - THROUGH.get((c, OCT), 0) for c in mine)
        rows.append([ym(OCT), CLIENT[mine[0]]["currency"], am, len(mine), len(projects), hrs(hours), share(ratio(top, hours)), money(agi), limit, "yes" if len(mine) > limit or len(projects) > 7 else "no"])
    write("account_manager.csv", "month currency account_manager clients active_projects hours top_client_share agi limit over_limit", rows)
    return rows


def ageing():
    rows = []
    for client in OUTSIDE:
        row = ageing_of(client, AS_OF)
        if any(row.values()):
            rows.append([iso(AS_OF), client, CLIENT[client]["currency"]] + [money(row[b]) for b in BUCKETS] + [money(sum(row.values()))])
    write("ageing.csv", "as_of client currency not_due d1_30 d31_60 d61_90 d91_120 d120_plus no_due_date credits outstanding", rows)
    return rows


def invoices_status():
    rows = []
    for i in live():
        if i.kind == "credit_note":
            rows.append([i.number, i.client, i.currency, money(-i.gross), "0.00", "0.00", money(-i.gross), iso(i.due), 0])
            continue
        left = open_amount(i, AS_OF)
        rows.append([i.number, i.client, i.currency, money(i.gross), money(paid(i, AS_OF)), "0.00", money(left), iso(i.due), max(0, (AS_OF - i.due).days) if left else 0])
    write("invoices_status.csv", "number client currency gross paid credited outstanding due_on days_overdue", sorted(rows))


# ---------------------------------------------------------------- reviews
def reviews():
    rows = []
    since = D(2025, 11, 1)
    for client in OUTSIDE:
        c = CLIENT[client]
        held = [t[0] for t in TOUCHES if t[1] == client and t[2] == "review" and t[0] <= AS_OF]
        touched = [t[0] for t in TOUCHES if t[1] == client and t[0] <= AS_OF]
        last = max(held, default=None)
        first = min(t[0] for t in TOUCHES if t[2] == "review")
        due = (last or max(c["since"], first)) + timedelta(days=c["review_days"]) if c["status"] == "active" else None
        newest = {}
        for day, cl, name, _, score, _ in sorted(NPS, key=lambda a: a[0]):
            if cl == client and since <= day <= AS_OF:
                newest[name] = score
        n = len(newest)
        nps = F(100 * (sum(s >= 9 for s in newest.values()) - sum(s <= 6 for s in newest.values())), n) if n >= 5 else None
        on_track = goals = 0
        for cl, _, _, base, target, actual, starts, ends, _ in GOALS:
            if cl == client and starts <= AS_OF:
                goals += 1
                attained = min(F(120, 100), max(F(0), F(actual - base, target - base)))
                elapsed = F((AS_OF - starts).days, (ends - starts).days)
                with_first = F((AS_OF - starts).days + 1, (ends - starts).days + 1)
                ok = attained >= elapsed - F(1, 10)
                assert ok == (attained >= with_first - F(1, 10)), "a goal hangs on how days are counted"
                on_track += ok
        actions = [a for a in ACTIONS if a[0] == client and a[3] <= AS_OF and (a[5] is None or a[5] > AS_OF)]
        risks = [r for r in RISKS if r[0] == client and r[6] <= AS_OF and (r[7] is None or r[7] > AS_OF)]
        top = max(risks, key=lambda r: r[2] * r[3], default=None)
        rows.append([client, iso(last), iso(due) if due else "", max(0, (AS_OF - due).days) if due else "", iso(max(touched, default=None)), fixed(nps, 4) if nps is not None else "", n, on_track, goals,
                     len(actions), sum(a[4] < AS_OF for a in actions), len(risks), top[1] if top else ""])
    write("reviews.csv", "client last_review_on next_review_due_on days_overdue last_touch_on nps responses goals_on_track goals_total open_actions overdue_actions open_risks top_risk", rows)
    return rows


# ---------------------------------------------------------------- client base and what is due
AHEAD = AS_OF + timedelta(days=28)
LOOKED_AFTER = [c for c in OUTSIDE if CLIENT[c]["status"] == "active"]


def in_work(client):
    return [p for p, x in PROJECT.items() if x["client"] == client and x["status"] == "active" and x["starts"] <= AS_OF]


def is_late(project):
    return PROJECT[project]["ends"] < AS_OF


def is_due(project):
    return AS_OF <= PROJECT[project]["ends"] <= AHEAD


def last_touch(client, kinds=None):
    return max((t[0] for t in TOUCHES if t[1] == client and t[0] <= AS_OF and (kinds is None or t[2] in kinds)), default=None)


def next_after(client, kinds=None):
    c = CLIENT[client]
    return (last_touch(client, kinds) or c["since"]) + timedelta(days=c["review_days"])


def client_base():
    rows = []
    for client in OUTSIDE:
        c, mine = CLIENT[client], in_work(client)
        last = max((p.day for p in PAYMENTS if p.client == client and p.day <= AS_OF), default=None)
        cash = sum(p.cents for p in PAYMENTS if p.client == client and p.day == last)
        after = client in LOOKED_AFTER
        rows.append([client, c["status"], c["manager"], len(mine), sum(map(is_due, mine)), sum(map(is_late, mine)), iso(last), money(cash) if last else "", c["currency"],
                     iso(c["next_report"]), iso(next_after(client, ["review"])) if after else "", iso(next_after(client)) if after else "", c["channel"], c["email"]])
    write("client_base.csv", "client status account_manager projects_in_work projects_due projects_late last_payment_on last_payment currency next_report_on next_review_on next_contact_on channel email", rows)


def due_calendar():
    rows = []

    def add(day, client, kind, what, amount=""):
        if day and day <= AHEAD:
            rows.append([iso(day), CLIENT[client]["manager"], client, kind, what, amount, "yes" if day < AS_OF else "no", max(0, (AS_OF - day).days)])

    for client in LOOKED_AFTER:
        c = CLIENT[client]
        held, touched = last_touch(client, ["review"]), last_touch(client)
        add(next_after(client, ["review"]), client, "review", f"the last review was on {iso(held)}" if held else "there was no review yet")
        add(next_after(client), client, "contact", f"the last contact was on {iso(touched)}" if touched else "there was no contact yet")
        add(c["next_report"], client, "report", "report to the client")
        for on, number, _, _ in renewals_of(client):
            add(on, client, "renewal", f"contract {number} ends" if number else "renewal of the client")
    for i in live():
        left = open_amount(i, AS_OF) if i.kind == "invoice" else 0
        if left > 0:
            add(i.due, i.client, "payment", f"invoice {i.number}", money(left))
    for client, action, _, agreed, due, done in ACTIONS:
        if agreed <= AS_OF and (done is None or done > AS_OF):
            add(due, client, "action", action)
    for client, goal, _, base, target, actual, _, due, _ in GOALS:
        if F(actual - base, target - base) < 1:
            add(due, client, "goal", goal)
    write("due_calendar.csv", "day account_manager client kind what amount overdue days_overdue", rows)


def renewals_of(client):
    ends = [(ends, number, amount, cur) for number, (cl, _, _, starts, ends, amount, cur, _, status) in CONTRACTS.items() if cl == client and status == "active" and starts <= AS_OF <= ends]
    # work with one price is done when it is done
    fixed = {p["contract"] for p in PROJECT.values() if p["kind"] == FIX} - {p["contract"] for p in PROJECT.values() if p["kind"] != FIX}
    ends = [e for e in ends if e[1] not in fixed]
    on = CLIENT[client]["renewal"]
    if on and on not in [e[0] for e in ends]:
        ends.append((on, "", None, ""))
    return sorted(ends)


def renewals():
    rows = [[client, iso(on), (on - AS_OF).days, number, money(amount * 100) if number else ""] for client in LOOKED_AFTER for on, number, amount, _ in renewals_of(client) if on <= AS_OF + timedelta(days=90)]
    write("renewals.csv", "client renews_on days_left contract amount", rows)


def touches_week():
    counts = defaultdict(int)
    for day, client, kind, _, person, _ in TOUCHES:
        if day <= AS_OF:
            counts[day - timedelta(days=day.weekday()), client, person, kind] += 1
    write("touches_week.csv", "week client person kind contacts", [[iso(w), c, p, k, n] for (w, c, p, k), n in sorted(counts.items())])


def joint_projects():
    cells = defaultdict(list)
    for e in TIME:
        if e.client != AGENCY:
            cells[e.person, e.client, e.project].append(e)
    rows = [[*key, hrs(sum(e.hours for e in es)), hrs(sum((e.hours for e in es if month_of(e.day) == OCT), F(0))), iso(min(e.day for e in es)), iso(max(e.day for e in es))] for key, es in sorted(cells.items())]
    write("joint_projects.csv", "person client project hours hours_of_period first_day last_day", rows)


def manager_client():
    rows = []
    for am in (IMO, AIG, CHE):
        mine = [c for c in OUTSIDE if CLIENT[c]["manager"] == am and (CLIENT[c]["status"] == "active" or HOURS.get((c, OCT)) or REVENUE.get((c, OCT)))]
        total = sum((HOURS.get((c, OCT), F(0)) for c in mine), F(0))
        own = [e for e in TIME if e.person == am and month_of(e.day) == OCT]
        for c in mine:
            part = sum((e.hours for e in own if e.client == c), F(0))
            rows.append([ym(OCT), am, c, hrs(HOURS.get((c, OCT), F(0))), share(ratio(HOURS.get((c, OCT), F(0)), total)), hrs(part), share(ratio(part, sum(e.hours for e in own)))])
    write("manager_client.csv", "month account_manager client client_hours share_of_clients own_hours share_of_own_time", rows)


def health_backtest():
    before, since = [(2026, m) for m in (5, 6, 7)], [(2026, m) for m in (8, 9, 10)]
    rows = []
    for client in OUTSIDE:
        c = CLIENT[client]
        active = c["status"] == "active" or any(HOURS.get((client, m)) or REVENUE.get((client, m)) for m in before)
        if c["status"] == "prospect" or not active:
            continue
        in_gbp = lambda months: sum(convert(REVENUE.get((client, m), 0), c["currency"], GBP, m) for m in months)
        was, now = in_gbp(before), in_gbp(since)
        silent = not now and not any(HOURS.get((client, m)) for m in since)
        outcome = "left" if c["status"] == "lost" or silent else "" if was <= 0 else "shrank" if now <= was * F(4, 5) else "kept"
        rows.append([client, "2026-07-31", outcome])
    write("health_backtest.csv", "client scored_on outcome", rows)


# ---------------------------------------------------------------- load, contracts
def load_week():
    rows = []
    week = D(2026, 9, 28)
    while week <= D(2026, 12, 21):
        last = week + timedelta(days=6)
        for person in NAMES:
            net = sum((s - hd - leave for s, hd, leave in (day_hours(person, d) for d in days(week, last))), F(0))
            cells = defaultdict(lambda: [F(0), F(0), F(0)])
            for e in TIME:
                if e.person == person and week <= e.day <= last:
                    cells["" if e.client == AGENCY else e.client][0] += e.hours
            for b in BOOKINGS:
                if b.person == person and b.week == week:
                    cells["" if b.client == AGENCY else b.client][1 if b.firm else 2] += b.hours
            for client in sorted(cells):
                worked, firm, tentative = cells[client]
                base = worked if last <= AS_OF else firm
                rows.append([iso(week), person, client, hrs(worked), hrs(firm), hrs(tentative), hrs(net), share(ratio(base, net)), share(ratio(base + (0 if last <= AS_OF else tentative), net))])
        week += timedelta(days=7)
    write("load_week.csv", "week person client worked_hours firm_hours tentative_hours net_hours load load_with_tentative", rows)


def contract_card():
    rows = []
    for number, (client, _, _, _, _, amount, currency, _, _) in CONTRACTS.items():
        worked = F(0)
        for e in TIME:
            if e.billable and PROJECT[e.project]["contract"] == number:
                c = contract_of(e.person, e.day)
                worked += convert(e.hours * c.bill, c.currency, currency, month_of(e.day))
        invoiced = sum(i.sign * i.net for i in live() if i.contract == number)
        rows.append([number, client, currency, money(amount * 100), money(worked), money(invoiced)])
    write("contract_card.csv", "contract client currency budget worked_value invoiced", rows)


# ---------------------------------------------------------------- clients over time
def round4(cents):
    """Rounded as an amount is kept: to four digits of the unit, half away from zero."""
    n = (abs(F(cents)) * 200 + 1) // 2
    return F(n, 100) if cents >= 0 else -F(n, 100)


def in_base(cents, currency, m):
    return round4(convert(cents, currency, BASE, m))


PEOPLE_COST = defaultdict(F)
for _e in TIME:
    if _e.client != AGENCY:
        _c = contract_of(_e.person, _e.day)
        PEOPLE_COST[_e.client, month_of(_e.day), _c.currency] += _e.hours * _c.cost
OWN_COST = defaultdict(int)
for _x in EXPENSES:
    if not _x.pass_through:
        OWN_COST[_x.client, month_of(_x.day), _x.currency] += _x.cents


def year_of(client):
    """(revenue, AGI, cost) of the twelve months in the base currency."""
    currency = CLIENT[client]["currency"]
    revenue = sum(in_base(REVENUE.get((client, m), 0), currency, m) for m in MONTHS)
    agi = sum(in_base(REVENUE.get((client, m), 0) - THROUGH.get((client, m), 0), currency, m) for m in MONTHS)
    parts = [(m, cur, cents) for (c, m, cur), cents in list(PEOPLE_COST.items()) + list(OWN_COST.items()) if c == client]
    return revenue, agi, sum(in_base(cents, cur, m) for m, cur, cents in parts)


def whole_months(first, last):
    end = last + timedelta(days=1)
    return (end.year - first.year) * 12 + end.month - first.month - (end.day < first.day)


def client_lifecycle():
    rows = []
    for client in OUTSIDE:
        c = CLIENT[client]
        invoiced = [i.day for i in live() if i.client == client and i.kind == "invoice"]
        worked = [e.day for e in TIME if e.client == client]
        last = max(invoiced + worked)
        silent = (AS_OF - last).days
        state = "lost" if c["status"] == "lost" else "prospect" if not invoiced else "churned" if silent >= 180 else "dormant" if silent >= 90 else "active"
        revenue, agi, cost = year_of(client)
        rows.append([client, state, iso(max(invoiced, default=None)), iso(max(worked)), silent, whole_months(c["since"], last if state == "lost" else AS_OF),
                     money(revenue), money(agi), money(agi - cost)])
    write("client_lifecycle.csv", "client state last_invoice_on last_hours_on days_silent months_as_client revenue_to_date agi_to_date margin_to_date", rows)


def client_dependence():
    years = {client: year_of(client) for client in OUTSIDE}
    hours = {client: sum((HOURS.get((client, m), F(0)) for m in MONTHS), F(0)) for client in OUTSIDE}
    revenue, agi, cost = (sum(year[n] for year in years.values()) for n in range(3))
    rows = []
    for rank, client in enumerate(sorted(OUTSIDE, key=lambda c: -years[c][0])[:3], 1):
        own = years[client]
        rows.append([rank, client, money(own[0]), share(own[0] / revenue), money(own[1]), money(own[1] - own[2]), hrs(hours[client] / 12),
                     share(hours[client] / sum(hours.values())), share((agi - cost) / agi), share((agi - own[1] - cost) / (agi - own[1]))])
    write("client_dependence.csv", "rank client revenue_leaving revenue_leaving_share agi_leaving margin_leaving hours_idle hours_idle_share margin_rate_now margin_rate_without", rows)


# ---------------------------------------------------------------- forecast
def next_months(day):
    y, m = day.year, day.month
    return [(y + (m + n) // 12, (m + n) % 12 + 1) for n in range(3)]


def days_in(p, m):
    first, last = D(*m, 1), month_end(*m)
    return max(0, (min(last, p["ends"] or last) - max(first, p["starts"])).days + 1)


def fee(project, m, made):
    """Cents of an engagement's fee in a month, as known on a day."""
    p = PROJECT[project]
    if p["kind"] == RET:
        return round4(F(p["budget_amount"] * 100 * days_in(p, m), month_end(*m).day))
    if p["kind"] != FIX:
        return F(0)
    billed = sum(i.sign * i.net for i in live() if i.project == project and i.day <= made)
    passed = sum(x.cents for x in EXPENSES if x.project == project and x.pass_through and x.day <= made)
    left = p["budget_amount"] * 100 - (billed - passed)
    first = max(next_months(made)[0], month_of(p["starts"]))
    last = max(first, month_of(p["ends"]))
    over = month_of(p["ends"]) < month_of(made)
    if over and not any(e.project == project and month_of(e.day) == month_of(made) for e in TIME):
        return F(0)
    if left <= 0 or not first <= m <= last:
        return F(0)
    parts = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    part = F(left * 100 // parts, 100)
    return left - part * (parts - 1) if m == last else part


def known(project, made):
    p = PROJECT[project]
    signed = CONTRACTS[p["contract"]][2] if p["contract"] else p["starts"]
    closed = p["status"] in ("closed", "paused")
    return p["kind"] != INT and (signed <= made or made == AS_OF) and (not closed or made < AS_OF)


def booked(client, m, made, firm):
    """Value of the booked hours in the client's currency."""
    sums = defaultdict(F)
    for b in BOOKINGS:
        for n in range(5):
            day = b.week + timedelta(days=n)
            if b.client == client and month_of(day) == m and b.firm == firm:
                c = contract_of(b.person, day)
                sums[c.currency] += b.hours / 5 * c.bill
    own = CLIENT[client]["currency"]
    return sum(round4(cents * rate(cur, made) / rate(own, made)) for cur, cents in sums.items())


def forecast_of(client, m, made):
    """(fees, firm bookings, probable) in cents."""
    projects = [p for p in PROJECT if PROJECT[p]["client"] == client and known(p, made)]
    if CLIENT[client]["status"] == "lost" and made == AS_OF:
        return F(0), F(0), F(0)
    fees = sum((fee(p, m, made) for p in projects), F(0))
    paid_by_fee = any(PROJECT[p]["kind"] in (RET, FIX) and (fee(p, m, made) > 0 or days_in(PROJECT[p], m)) for p in projects)
    firm, tentative = (F(0), F(0)) if paid_by_fee else (booked(client, m, made, True), booked(client, m, made, False))
    if CLIENT[client]["status"] == "prospect":
        return F(0), F(0), round4((firm + tentative + fees) / 2)
    return fees, firm, round4(tentative / 2)


def renewed(client, m, made):
    """What is missing of the monthly fees of retainers that run today and end before the month does."""
    ending = [n for n, p in PROJECT.items() if p["client"] == client and p["kind"] == RET and known(n, made) and made <= p["ends"] < month_end(*m)]
    return sum((PROJECT[n]["budget_amount"] * 100 - fee(n, m, made) for n in ending), F(0))


def mean_of_three(client, made):
    months = [m for m in MONTHS if m <= month_of(made)][-3:]
    return round4(F(sum(REVENUE.get((client, m), 0) - THROUGH.get((client, m), 0) for m in months), 3))


def forecast():
    rows = []
    for m in next_months(AS_OF):
        for client in OUTSIDE:
            fees, firm, probable = forecast_of(client, m, AS_OF)
            mean = mean_of_three(client, AS_OF)
            renewal = renewed(client, m, AS_OF)
            if fees or firm or probable or mean or renewal:
                whole = fees + firm + probable
                base = round4(whole * rate(CLIENT[client]["currency"], AS_OF))
                rows.append([ym(m), client, CLIENT[client]["currency"], money(fees), money(firm), money(probable), money(whole), money(mean), money(base), money(renewal)])
    write("forecast.csv", "month client currency firm_fees firm_bookings probable forecast run_rate forecast_base if_renewed", rows)


def forecast_score():
    made, rows = D(2026, 7, 31), []
    for currency in (CNY, GBP, KZT):
        for measured in ("firm_and_probable", "run_rate_only"):
            cells = []
            for m in next_months(made):
                for client in OUTSIDE:
                    if CLIENT[client]["currency"] == currency:
                        expected = sum(forecast_of(client, m, made)) if measured == "firm_and_probable" else mean_of_three(client, made)
                        cells.append((m, expected, REVENUE.get((client, m), 0) - THROUGH.get((client, m), 0)))
            for months in [next_months(made)] + [[m] for m in next_months(made)]:
                mine = [(f, came) for m, f, came in cells if m in months]
                f, came, errors = sum(x[0] for x in mine), sum(x[1] for x in mine), sum(abs(x[0] - x[1]) for x in mine)
                label = ym(months[0]) if len(months) == 1 else f"{ym(months[0])}..{ym(months[-1])}"
                rows.append([currency, label, measured, money(f), money(came), money(errors), share(F(errors) / came), share(F(f - came) / came)])
    write("forecast_score.csv", "currency months measured forecast came absolute_error wape bias", rows)
# ---------------------------------------------------------------- economics over time
def r4(cents):
    """Cents to the nearest 1/10,000 of a unit, half away from zero."""
    x = F(cents) * 100
    n = (abs(x) * 2 + 1) // 2
    return F(-n if x < 0 else n, 100)


def weekdays(first, last):
    return sum(d.weekday() < 5 for d in days(first, last)) if first <= last else 0


EARNING = [p for p in PROJECT if PROJECT[p]["kind"] != INT]
BY_RATE = defaultdict(F)     # project, month, currency of the rate: B x bill rate
for _e in TIME:
    if _e.billable and _e.client != AGENCY:
        _c = contract_of(_e.person, _e.day)
        BY_RATE[_e.project, month_of(_e.day), _c.currency] += _e.hours * _c.bill


def standard(project, m, target):
    return sum((r4(convert(v, cur, target, m)) for (p, k, cur), v in BY_RATE.items() if p == project and k == m), F(0))


def earned(project, m):
    p = PROJECT[project]
    first, last = D(*m, 1), month_end(*m)
    if p["kind"] == RET:
        return F(p["budget_amount"] * 100) if p["starts"] <= last and p["ends"] >= first else F(0)
    if p["kind"] == FIX:
        whole = weekdays(p["starts"], p["ends"])

        def up_to(day):
            return r4(F(p["budget_amount"] * 100 * weekdays(p["starts"], min(p["ends"], day)), whole))
        return up_to(last) - up_to(first - timedelta(days=1))
    return standard(project, m, p["currency"])


def per_project(rows, amount):
    sums = defaultdict(F)
    for row in rows:
        sums[row.project, month_of(row.day)] += amount(row)
    return sums


BILLED = per_project(live(), lambda i: i.sign * i.net)
CREDITED = per_project(live(), lambda i: i.net if i.sign < 0 else F(0))
PASSED = per_project([x for x in EXPENSES if x.pass_through], lambda x: x.cents)


def given_up():
    """What credit notes took back and no invoice billed again, project by project and month by month."""
    given = {}
    for p in EARNING:
        gap = so_far = F(0)
        for m in MONTHS:
            gap += earned(p, m) + PASSED.get((p, m), F(0)) - BILLED.get((p, m), F(0))
            left = max(F(0), gap)
            now = min(left, so_far + min(CREDITED.get((p, m), F(0)), max(F(0), left - so_far)))
            given[p, m], so_far = now - so_far, now
    return given


def net_cash():
    """What is received and let go of each client and month, net of tax."""
    got, let = defaultdict(F), defaultdict(F)
    so_far, net_so_far = defaultdict(int), defaultdict(F)
    for p in PAYMENTS:
        for i, cents in p.links:
            key = p.client, month_of(p.day)
            for amount, sums in ((cents, got), (FEE_CLOSED.get(id(i), 0) if p.flavour == "short" else 0, let)):
                so_far[id(i)] += amount
                whole = r4(F(so_far[id(i)] * i.net, i.gross))
                sums[key] += whole - net_so_far[id(i)]
                net_so_far[id(i)] = whole
    return got, let


def revenue_bases():
    rows = []
    got, let = net_cash()
    given = given_up()
    gap, owed = defaultdict(F), defaultdict(F)
    for m in MONTHS:
        for client in OUTSIDE:
            mine = [p for p in EARNING if PROJECT[p]["client"] == client]
            stocks = lambda: (sum(max(F(0), gap[p]) for p in mine), sum(max(F(0), -gap[p]) for p in mine))
            (accrued, deferred), open_before = stocks(), owed[client]
            recognised = sum((earned(p, m) - given[p, m] for p in mine), F(0))
            through = sum((PASSED.get((p, m), F(0)) for p in mine), F(0))
            for p in mine:
                gap[p] += earned(p, m) - given[p, m] + PASSED.get((p, m), F(0)) - BILLED.get((p, m), F(0))
            invoiced = REVENUE.get((client, m), 0)
            owed[client] += invoiced - got[client, m] - let[client, m]
            after = stocks()
            if any((recognised, through, invoiced, got[client, m], accrued, deferred, open_before, owed[client], *after)):
                rows.append([ym(m), client, CLIENT[client]["currency"]] + [money(x) for x in (invoiced, through, recognised, got[client, m], accrued, after[0], deferred, after[1], open_before, owed[client], let[client, m], 0, 0)])
    write("revenue_bases.csv", "month client currency revenue_invoiced pass_through recognised collected_net accrued_opening accrued_closing deferred_opening deferred_closing "
          "receivable_opening receivable_closing let_go_net recognised_control collected_control", rows)


def client_spend():
    rows = []
    for n, m in enumerate(MONTHS):
        for client in OUTSIDE:
            revenue = lambda months: sum(REVENUE.get((client, k), 0) for k in months)
            now, before = revenue([m]), revenue(MONTHS[n - 1:n]) if n else None
            ytd = revenue([k for k in MONTHS[:n + 1] if k[0] == m[0]]) if m[0] == 2026 else None
            ttm = revenue(MONTHS) if n == 11 else None
            if now or before or revenue(MONTHS[:n + 1]):
                rows.append([ym(m), client, CLIENT[client]["currency"], money(now), money(before), share(F(now - before, before) if before and before > 0 else None),
                             "no-data" if before is None else "" if before > 0 else "no-sales", "", "", "no-data", money(ytd), "", "", money(ttm), "", ""])
    write("client_spend.csv", "month client currency revenue_invoiced revenue_previous change_vs_previous change_vs_previous_note revenue_last_year change_vs_last_year change_vs_last_year_note "
          "revenue_ytd revenue_ytd_last_year change_ytd revenue_ttm revenue_ttm_before change_ttm", rows)


def wip():
    rows = []
    taken_back = given_up()
    for project in EARNING:
        p = PROJECT[project]
        used = sum((PROJECT_HOURS.get((project, m), F(0)) for m in MONTHS), F(0))
        worth = sum((earned(project, m) for m in MONTHS), F(0))
        given = sum((taken_back[project, m] for m in MONTHS), F(0))
        recognised = worth - given
        complete, overrun = None, None
        if p["kind"] == FIX:
            quota = F(p["budget_hours"])
            done = p["status"] == "closed" and p["ends"] <= AS_OF
            complete = F(1) if done else min(F(1), used / quota)
            worth = r4(F(p["budget_amount"] * 100) * complete)
            overrun = None if done else max(F(0), used - quota)
            given = sum((CREDITED.get((project, m), F(0)) for m in MONTHS), F(0))
        billed = sum((BILLED.get((project, m), F(0)) for m in MONTHS), F(0))
        through = sum((PASSED.get((project, m), F(0)) for m in MONTHS), F(0))
        # what a credit note took back waits for no other invoice
        open_ = worth + through - billed
        open_ -= min(given, max(F(0), open_))
        if worth or billed or through:
            rows.append([iso(AS_OF), p["client"], project, p["currency"], money(worth), money(through), money(billed), money(open_), money(max(F(0), open_)), money(max(F(0), -open_)),
                         share(complete), hrs(overrun) if overrun is not None else "", money(recognised)])
    write("wip.csv", "as_of client project currency earned pass_through billed wip accrued deferred share_complete overrun_hours recognised_to_date", rows)


def retainer_balance():
    rows = []
    for project in EARNING:
        p, carry = PROJECT[project], F(0)
        for m in MONTHS:
            if p["kind"] != RET or p["starts"] > month_end(*m) or p["ends"] < D(*m, 1):
                continue
            quota, used = F(p["budget_hours"]), PROJECT_HOURS.get((project, m), F(0))
            out = quota + carry - used
            rows.append([ym(m), p["client"], project, hrs(quota), hrs(carry), hrs(used), hrs(max(F(0), used - max(F(0), quota + carry))), hrs(0), hrs(out)])
            carry = out
    write("retainer_balance.csv", "month client project quota_hours carried_in_hours used_hours beyond_hours expired_hours carried_out_hours", rows)


def over_of_october(project):
    """Task and person: hours of October, hours above the quota, and these at bill and cost rate by currency."""
    p, used = PROJECT[project], F(0)
    out = defaultdict(lambda: [F(0), F(0), defaultdict(F), defaultdict(F)])
    mine = [e for e in TIME if e.project == project and month_of(e.day) == OCT]
    for day in sorted({e.day for e in mine}):
        today = [e for e in mine if e.day == day]
        whole = sum((e.hours for e in today), F(0))
        above = max(F(0), used + whole - p["budget_hours"]) - max(F(0), used - p["budget_hours"])
        used += whole
        for e in today:
            c, part = contract_of(e.person, e.day), above * e.hours / whole
            cell = out[e.task, e.person]
            cell[0] += e.hours
            cell[1] += part
            cell[2][c.currency] += part * c.bill
            cell[3][c.currency] += part * c.cost
    return out


def usual(project, task, person):
    return sum((e.hours for e in TIME if (e.project, e.task, e.person) == (project, task, person) and D(2026, 7, 1) <= e.day <= D(2026, 9, 30)), F(0)) / 3


def over_servicing():
    rows = []
    for project in EARNING:
        p = PROJECT[project]
        if p["kind"] == RET and p["budget_hours"] and PROJECT_HOURS.get((project, OCT), F(0)) > p["budget_hours"]:
            for (task, person), (hours, above, _, _) in sorted(over_of_october(project).items()):
                rows.append([ym(OCT), p["client"], project, task, person, hrs(hours), hrs(above), hrs(usual(project, task, person))])
    write("over_servicing.csv", "month client project task person hours hours_after_budget usual_hours", rows)


def project_month():
    rows = []
    for project in EARNING:
        p = PROJECT[project]
        months = [OCT] if p["kind"] == RET else MONTHS
        if p["starts"] > AS_OF or p["ends"] < D(*OCT, 1) and not PROJECT_HOURS.get((project, OCT)):
            continue
        hours = sum((PROJECT_HOURS.get((project, m), F(0)) for m in months), F(0))
        fee = p["budget_amount"] * 100 if p["kind"] in (RET, FIX) else None
        used = sum((standard(project, m, p["currency"]) for m in months), F(0))
        burn = share(used / (p["budget_amount"] * 100)) if p["budget_amount"] else ""
        rows.append([ym(OCT), p["client"], project, p["currency"], money(fee), money(r4(fee / hours)) if fee and hours else "", money(used), burn])
    write("project_month.csv", "month client project currency fee effective_rate budget_amount_used budget_money_burn", rows)


def realization():
    rows = []
    for client in OUTSIDE:
        currency = CLIENT[client]["currency"]
        fees = REVENUE.get((client, OCT), 0) - THROUGH.get((client, OCT), 0)
        worth = sum((standard(p, OCT, currency) for p in EARNING if PROJECT[p]["client"] == client), F(0))
        of_october = [i for i in live() if i.client == client and month_of(i.day) == OCT]
        got = sum((r4(F(paid(i, AS_OF) * i.net, i.gross)) for i in of_october), F(0))
        invoiced = REVENUE.get((client, OCT), 0)
        if worth or invoiced:
            rows.append([ym(OCT), client, currency, money(fees), money(worth), share(ratio(fees, worth)), hrs(BILLABLE.get((client, OCT), F(0))), "", "no-data", money(got), share(ratio(got, invoiced))])
    write("realization.csv", "month client currency fees_invoiced standard_value realization_value billable_hours realization_hours realization_hours_note collected_of_invoiced realization_collection", rows)


def exchange_rates():
    rows = []
    for m in MONTHS:
        for currency in (CNY, KZT):
            last = month_end(*m)
            text = f"{RATES[last, currency] / 1_000_000:.6f}".rstrip("0")
            rows.append([ym(m), currency, BASE, text, iso(last), 0])
    write("exchange_rates.csv", "month currency base_currency rate rate_on rate_age_days", rows)


def main():
    OUT.mkdir(exist_ok=True)
    utilization()
    client_month()
    concentration()
    account_manager()
    ageing()
    invoices_status()
    reviews()
    client_base()
    due_calendar()
    renewals()
    touches_week()
    joint_projects()
    manager_client()
    health_backtest()
    load_week()
    contract_card()
    client_lifecycle()
    client_dependence()
    forecast()
    forecast_score()
    revenue_bases()
    client_spend()
    wip()
    retainer_balance()
    over_servicing()
    project_month()
    realization()
    exchange_rates()


if __name__ == "__main__":
    main()
