"""Writes sample-data/ from truth.py: the same bytes every time. Run: python3 tests/sample/make.py

Every file is told the way its tool tells it; the flaws of life are planted here and nowhere else.
"""
import csv
import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from truth import *

ROOT = Path(__file__).resolve().parents[2] / "sample-data"
HERE = Path(__file__).resolve().parent
ROWS = {}       # (file, sheet): [table, total, used, set aside]
FLAWS = []      # where each flaw stands


def account(file, sheet, table, total, used, aside=0):
    ROWS[file, sheet] = [table, total, used, aside]


# ---------------------------------------------------------------- writing
def save_text(file, text, encoding="utf-8"):
    path = ROOT / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def csv_text(rows, delimiter=",", end="\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


STAMP = "2026-11-02T08:00:00Z"


def save_book(book, file, cached=None):
    """Saves a workbook with fixed times; cached: cell -> value for formulas, as a spreadsheet program would store it."""
    path = ROOT / file
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", STAMP.encode(), data)
            if name == "xl/worksheets/sheet1.xml" and cached:
                for cell, value in cached.items():
                    data, n = re.subn(rb'(<c r="%s"[^>]*><f>[^<]*</f>)<v ?/>|(<c r="%s"[^>]*><f>[^<]*</f>)<v></v>' % (cell.encode(), cell.encode()),
                                      lambda m: (m.group(1) or m.group(2)) + b"<v>" + value.encode() + b"</v>", data)
                    assert n == 1, cell
            info = zipfile.ZipInfo(name, (2026, 11, 2, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)


def new_sheet(title):
    book = Workbook()
    sheet = book.active
    sheet.title = title
    return book, sheet


def bold(sheet, row):
    for cell in sheet[row]:
        cell.font = Font(bold=True)


def date_cells(sheet, fmt):
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, date):
                cell.number_format = fmt


def widths(sheet, *sizes):
    for n, size in enumerate(sizes):
        sheet.column_dimensions[get_column_letter(n + 1)].width = size


def units(cents):
    return f"{cents // 100}.{cents % 100:02}"


def plain(cents):
    """A number cell: an integer where it is one."""
    return cents // 100 if cents % 100 == 0 else cents / 100


def dmy(day, sep="."):
    return f"{day.day:02}{sep}{day.month:02}{sep}{day.year}"


def clock(seconds):
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


# ---------------------------------------------------------------- time
HARVEST = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Employee Id,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL".split(",")
TYPO = "Dunmarow Housing"


def harvest():
    entries = [e for e in TIME if e.person in LONDON_PEOPLE]
    typo = [e for e in entries if e.client == DUN and e.person == CAL and e.day >= D(2026, 10, 1)][:3]
    rows, october = [], []
    for n, e in enumerate(entries):
        row_no = n + 2
        c = contract_of(e.person, e.day)
        cents = c.bill * e.seconds // 3600 if e.billable else 0
        first, last = e.person.split()
        client = e.client
        if e in typo:
            client = TYPO
            FLAWS.append(f"harvest row {row_no} cell B{row_no}: client `{TYPO}`")
        hours = f"{e.seconds / 3600:.2f}".rstrip("0")
        hours += "0" if hours.endswith(".") else ""
        row = [e.day.isoformat(), client, e.project, "", e.task, e.note, hours, "Yes" if e.billable else "No", "No", "No", first, last, "", c.role, "No" if c.weekly == 0 else "Yes",
               str(c.bill / 100) if e.billable else "0.0", str(cents / 100), "", "", "British Pound - GBP", ""]
        rows.append(row)
        if (e.day.year, e.day.month) == (2026, 10):
            october.append(row)
    whole = "time/harvest_time_report_from2025-11-01to2026-10-31.csv"
    again = "time/harvest_time_report_from2026-10-01to2026-10-31 (1).csv"
    save_text(whole, csv_text([HARVEST] + rows, end="\r\n"))
    save_text(again, csv_text([HARVEST] + october, end="\r\n"))
    account(whole, "", "time", len(rows) + 1, len(rows))
    account(again, "", "time", len(october) + 1, 0, len(october))


def toggl():
    head = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()".split(",")
    rows = [head]
    planted = False
    for e in TIME:
        if e.person not in ALMATY_PEOPLE:
            continue
        c = contract_of(e.person, e.day)
        def row(seconds, text, note):
            return [e.person, c.email, e.client, e.project, e.task, note, "Yes" if e.billable else "No", e.day.isoformat(), clock(e.begin), e.day.isoformat(),
                    clock(e.begin + seconds), text, "", ""]
        rows.append(row(e.seconds, clock(e.seconds), e.note))
        if not planted and e.person == MAD and e.day >= D(2026, 10, 20):
            planted = True
            rows.append(row(7 * 3600, "примерно 7", "допишу позже"))
            FLAWS.append(f"toggl row {len(rows)}: duration `примерно 7` (cell L{len(rows)})")
    file = "time/Toggl_time_entries_2025-11-01_to_2026-10-31.csv"
    save_text(file, csv_text(rows), "utf-8-sig")
    account(file, "", "time", len(rows), len(rows) - 2, 1)


def kimai():
    head = "日期,始于,至,持续时间,货币,费用,内部费用,每小时收费,固定时薪,名称,用户,电子邮件,工号,客户,项目,活动,描述,可计费,标签,类型,类别,账户,项目编号,增值税号,订单编号".split(",")
    book, sheet = new_sheet("Kimai")
    sheet.append(head)
    bold(sheet, 1)
    logins = {CHE: ("chenyutong", "S01"), LIZ: ("lizimo", "S02"), WAN: ("wangsiyuan", "S03")}
    total_seconds = total_cents = 0
    for e in TIME:
        if e.person not in SHANGHAI_PEOPLE:
            continue
        c = contract_of(e.person, e.day)
        cents = (c.bill * e.seconds + 1800) // 3600 if e.billable else 0
        total_seconds += e.seconds
        total_cents += cents
        start = datetime.combine(e.day, time(0)) + timedelta(seconds=e.begin)
        stop = start + timedelta(seconds=e.seconds)
        login, number = logins[e.person]
        sheet.append([e.day, start.time(), stop.time(), timedelta(seconds=e.seconds), "CNY", cents / 100, None, c.bill / 100 if e.billable else 0, None, e.person, login, c.email, number,
                      e.client, e.project, e.task, e.note or None, "是" if e.billable else "否", None, "timesheet", "work", None, None, None, None])
        row = sheet.max_row
        sheet.cell(row, 1).number_format = "yyyy-mm-dd"
        for col in (2, 3):
            sheet.cell(row, col).number_format = "hh:mm"
        sheet.cell(row, 4).number_format = "[hh]:mm"
        sheet.cell(row, 6).number_format = sheet.cell(row, 8).number_format = "#,##0.00"
    last = sheet.max_row
    sheet.cell(last + 1, 4, f"=SUBTOTAL(9,D2:D{last})").number_format = "[hh]:mm"
    sheet.cell(last + 1, 6, f"=SUBTOTAL(9,F2:F{last})").number_format = "#,##0.00"
    sheet.auto_filter.ref = f"A1:Y{last}"
    widths(sheet, 12, 8, 8, 10, 8, 12, 10, 12, 10, 12)
    file = "time/kimai-export-shanghai.xlsx"
    save_book(book, file, {f"D{last + 1}": repr(total_seconds / 86400), f"F{last + 1}": repr(total_cents / 100)})
    account(file, "Kimai", "time", last + 1, last - 1)


# ---------------------------------------------------------------- plan
def load_grid():
    book, sheet = new_sheet("Загрузка")
    blue = PatternFill("solid", fgColor="FF9DC3E6")
    columns = 3 + len(WEEKS)
    sheet["A1"] = "Загрузка команды, IV квартал 2026"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=columns)
    sheet["A2"] = "синий — предварительно"
    sheet["A2"].fill = blue
    sheet.append([])
    head = ["Сотрудник", "Роль", "Клиент"] + [f"{w.day:02}.{w.month:02}–{(w + timedelta(6)).day:02}.{(w + timedelta(6)).month:02}" for w in WEEKS]
    for n, text in enumerate(head):
        sheet.cell(4, n + 1, text).font = Font(bold=True)
    row, sums, style = 5, [0] * len(WEEKS), 0
    used = 0
    rows_of = dict(PLAN)
    rows_of[ROW] = FREELANCE
    for person in [p for p in NAMES if p in rows_of]:
        first = row
        label = "Омаров Д." if person == DAN else person
        for k, (client, shares) in enumerate(rows_of[person]):
            if k == 0:
                sheet.cell(row, 1, label)
                sheet.cell(row, 2, contract_of(person, D(2026, 10, 31)).role)
                if person == DAN:
                    FLAWS.append(f"plan/Загрузка Q4 2026.xlsx Загрузка!A{row}: `Омаров Д.`")
            sheet.cell(row, 3, client)
            for n, value in enumerate(shares):
                cell = sheet.cell(row, 4 + n)
                cell.alignment = Alignment(horizontal="center")
                if (person, WEEKS[n]) in PLAN_LEAVE:
                    if k == 0:
                        cell.value = "отпуск"
                    continue
                if not value:
                    continue
                if person == ROW:
                    cell.value = f"{value} ч"
                else:
                    sums[n] += value
                    if style % 4 == 0:
                        cell.value = f"{value}%"
                    elif style % 4 == 1:
                        cell.value = f"0,{value:02}"
                    else:
                        cell.value = value / 100
                        cell.number_format = "0%"
                if n in TENTATIVE.get((person, client), ()):
                    cell.fill = blue
            style += 1
            row += 1
            used += 1
        if person in LONDON_PEOPLE and row - first > 1:
            for col in (1, 2):
                sheet.merge_cells(start_row=first, end_row=row - 1, start_column=col, end_column=col)
                sheet.cell(first, col).alignment = Alignment(vertical="center")
    sheet.cell(row, 1, "Итого")
    for n, value in enumerate(sums):
        sheet.cell(row, 4 + n, value / 100).number_format = "0%"
    bold(sheet, row)
    widths(sheet, 24, 22, 22, *[12] * 13)
    sheet.freeze_panes = "D5"
    file = "plan/Загрузка Q4 2026.xlsx"
    save_book(book, file)
    account(file, "Загрузка", "bookings", row, used)


# ---------------------------------------------------------------- clients, contracts, projects
def clients():
    status = {"active": "активен", "paused": "пауза", "lost": "ушёл", "prospect": "потенциальный", "internal": "внутренний"}
    book, sheet = new_sheet("Клиенты")
    sheet["A1"] = "Клиентская база Tansywick, октябрь 2026"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells("A1:R1")
    for n, text in enumerate(["№", "Клиент", "Статус", "Аккаунт-менеджер", "Категория", "Группа", None, "Отрасль", "Этап", "Клиент с", "Дата продления", "Следующий отчёт", "Ревью, раз в дней", "Отсрочка, дней",
                              "Канал связи", "Эл. почта", "Валюта", "Язык"]):
        sheet.cell(2, n + 1, text).font = Font(bold=True)
    for n, (name, c) in enumerate(CLIENT.items(), 1):
        sheet.append([n, name, status[c["status"]], c["manager"], c["tier"] or None, c["group"] or None, None, c["industry"] or None, c["stage"] or None, c["since"], c["renewal"], c["next_report"],
                      c["review_days"], c["terms"], c["channel"] or None, c["email"], c["currency"], c["language"]])
    date_cells(sheet, "DD.MM.YYYY")
    widths(sheet, 5, 24, 15, 20, 10, 20, 4, 12, 12, 12, 14, 14, 10, 10, 12, 34, 8, 8)
    sheet.freeze_panes = "C3"
    save_book(book, "clients/Клиенты.xlsx")
    account("clients/Клиенты.xlsx", "Клиенты", "clients", 2 + len(CLIENT), len(CLIENT))


def contracts():
    status = {"active": "执行中", "closed": "已结束"}
    book, sheet = new_sheet("合同台账")
    sheet["A1"] = "合同台账（截至2026年10月31日）"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.merge_cells("A1:J1")
    for n, text in enumerate("合同编号 合同名称 客户 签订日期 开始日期 结束日期 合同金额 币种 付款期限(天) 合同状态".split()):
        sheet.cell(2, n + 1, text).font = Font(bold=True)

    def written(day, n):
        return [day, f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"][n % 3]

    for n, (number, (client, name, signed, starts, ends, amount, cur, terms, state)) in enumerate(CONTRACTS.items()):
        money = f"{amount:,}.00" if n % 2 else amount
        sheet.append([number, name, CLIENT[client]["legal"], written(signed, n), written(starts, n + 1), written(ends, n + 2), money, cur, terms, status[state]])
        sheet.cell(sheet.max_row, 7).number_format = "#,##0.00"
    date_cells(sheet, "yyyy-mm-dd")
    widths(sheet, 16, 28, 30, 16, 16, 16, 18, 8, 12, 10)
    save_book(book, "contracts/合同台账.xlsx")
    account("contracts/合同台账.xlsx", "合同台账", "contracts", 2 + len(CONTRACTS), len(CONTRACTS))


def projects():
    words = {RET: "Retainer", FIX: "Fixed price", TM: "Time and materials", INT: "Internal"}
    book, sheet = new_sheet("Projects")
    sheet.append("Project,Client,Type,Start date,End date,Budget hours,Budget amount,Currency,Project manager,Status,Contract #".split(","))
    bold(sheet, 1)
    for name, p in PROJECT.items():
        sheet.append([name, p["client"], words[p["kind"]], p["starts"], p["ends"], p["budget_hours"], p["budget_amount"], p["currency"], p["manager"], p["status"].capitalize(), p["contract"] or None])
    date_cells(sheet, "yyyy-mm-dd")
    widths(sheet, 26, 24, 20, 12, 12, 14, 16, 10, 22, 10, 14)
    save_book(book, "projects/projects.xlsx")
    account("projects/projects.xlsx", "Projects", "projects", 1 + len(PROJECT), len(PROJECT))


# ---------------------------------------------------------------- finance
XERO = ("ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,POPostalCode,POCountry,SAAddressLine1,SAAddressLine2,SAAddressLine3,SAAddressLine4,SACity,SARegion,"
        "SAPostalCode,SACountry,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,Discount,LineAmount,"
        "AccountCode,TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency,Type,Sent,Status").split(",")
CITY = {GBP: ("London", "United Kingdom"), KZT: ("Алматы", "Казахстан"), CNY: ("上海", "中国")}


def invoices():
    rows = [XERO]
    for i in INVOICES:
        cash = paid(i, AS_OF)
        due = 0 if i.status == "voided" else i.gross - cash
        status = {"draft": "Draft", "voided": "Voided"}.get(i.status) or ("Paid" if due == 0 else "Awaiting Payment")
        city, country = CITY[i.currency]
        if i.status == "draft":
            FLAWS.append(f"finance/invoices.csv row {len(rows) + 1}: {i.number} is a draft")
        for text, qty, unit, net, tax in i.lines:
            d = dict.fromkeys(XERO, "")
            d.update(ContactName=CLIENT[i.client]["legal"], EmailAddress=CLIENT[i.client]["email"], POCity=city, POCountry=country, InvoiceNumber=i.number, Reference=i.contract,
                     InvoiceDate=dmy(i.day, "/"), DueDate=dmy(i.due, "/"), Total=units(i.gross), TaxTotal=units(i.tax), InvoiceAmountPaid=units(cash), InvoiceAmountDue=units(due),
                     Description=text, Quantity=f"{qty / 100:.4f}", UnitAmount=units(unit), LineAmount=units(net), AccountCode="200", TaxType=f"{i.pct}% (VAT on Income)", TaxAmount=units(tax),
                     TrackingName1="Project", TrackingOption1=i.project, Currency=i.currency, Type="Sales credit note" if i.kind == "credit_note" else "Sales invoice",
                     Sent="" if status == "Draft" else "Sent", Status=status)
            rows.append([d[k] for k in XERO])
    save_text("finance/invoices.csv", csv_text(rows))
    account("finance/invoices.csv", "", "invoices", len(rows), len(rows) - 1)


def outgoing(lo, hi, seed, menu):
    rng, out = random.Random(seed), []
    for y, m in MONTHS:
        for day, (who, what) in zip((5, 10, 25), menu):
            out.append((workday(D(y, m, day)), who, what, rng.randint(lo, hi) * 100))
    return [o for o in out if o[0] <= AS_OF]


def bank_lines(currency, seed, lo, hi, menu):
    """Lines of a bank account in order of date: (day, counterparty, payment or None, text, cents in, cents out)."""
    lines = [(p.day, CLIENT[p.client]["legal"], p, "", p.cents, 0) for p in PAYMENTS if p.currency == currency]
    lines += [(day, who, None, what, 0, cents) for day, who, what, cents in outgoing(lo, hi, seed, menu)]
    return sorted(lines, key=lambda x: (x[0], x[2] is None, x[1], x[4], x[5]))


def bank_london():
    head = ["Date", "Counterparty", "Reference", "Money in", "Money out", "Currency", "Balance"]
    rows, balance = [head], 9000000
    menu = [("Landlord", "Rent"), ("Software vendor", "Licences"), ("Payroll", "Salaries")]
    for day, who, p, text, cash_in, cash_out in bank_lines(GBP, "out london", 3000, 14000, menu):
        balance += cash_in - cash_out
        if p:
            who = who.upper()
            text = " ".join(i.number for i in p.names) + (" part payment" if p.flavour == "part" else "")
            if p.flavour:
                FLAWS.append(f"finance/bank-london.csv row {len(rows) + 1}: {p.flavour} {text}")
        rows.append([dmy(day, "/"), who, text, units(cash_in) if cash_in else "", units(cash_out) if cash_out else "", GBP, units(balance) if balance >= 0 else "-" + units(-balance)])
    save_text("finance/bank-london.csv", csv_text(rows))
    account("finance/bank-london.csv", "", "payments", len(rows), len(rows) - 1)


def russian(cents):
    return f"{cents // 100:,}".replace(",", " ") + f",{cents % 100:02}"


def bank_almaty():
    menu = [("Арендодатель", "Аренда офиса"), ("Оператор связи", "Интернет и телефония"), ("Сотрудники", "Заработная плата по ведомости")]
    lines = bank_lines(KZT, "out almaty", 150000, 2400000, menu)
    opening = 1200000000
    rows = [["Выписка по счету", "KZ00 0000 0000 0000 0001"], ["Владелец", "Tansywick Almaty"], ["Период", "01.11.2025 - 31.10.2026"], ["Входящий остаток", russian(opening)], [],
            ["Дата операции", "Номер документа", "Контрагент", "Назначение платежа", "Приход", "Расход", "Валюта"]]
    for n, (day, who, p, text, cash_in, cash_out) in enumerate(lines, 1):
        if p:
            who = who.replace("«", '"').replace("»", '"').replace("ё", "е")
            named = " и ".join(f"№ {i.number} от {dmy(i.day)}" for i in p.names)
            text = f"Оплата по {'счетам' if len(p.names) > 1 else 'счету'} {named}, договор {p.names[0].contract}, в т.ч. НДС"
        rows.append([dmy(day), f"{n:06}", who, text, russian(cash_in) if cash_in else "", russian(cash_out) if cash_out else "", KZT])
    total_in, total_out = sum(x[4] for x in lines), sum(x[5] for x in lines)
    rows += [["Итого обороты", "", "", "", russian(total_in), russian(total_out), ""], ["Исходящий остаток", russian(opening + total_in - total_out)]]
    assert opening + total_in - total_out > 0
    save_text("finance/Выписка Алматы.csv", csv_text(rows, ";", "\r\n"), "cp1251")
    account("finance/Выписка Алматы.csv", "", "payments", len(rows), len(lines))


def bank_shanghai():
    book, sheet = new_sheet("流水")
    sheet.append(["账户明细", None, None, None, None, None, None])
    sheet.append(["账号：0000 0001 2345", None, None, None, "币种：人民币"])
    sheet.append("交易日期 对方户名 摘要 收入金额 支出金额 币种 余额".split())
    bold(sheet, 3)
    menu = [("房东", "房租"), ("软件供应商", "软件费"), ("员工", "工资")]
    balance = 60000000
    lines = bank_lines(CNY, "out shanghai", 9000, 90000, menu)
    for day, who, p, text, cash_in, cash_out in lines:
        balance += cash_in - cash_out
        if p:
            text = "预付款 二期" if p.flavour == "prepayment" else "货款 " + " ".join(i.number for i in p.names)
            if p.flavour:
                FLAWS.append(f"finance/上海银行流水.xlsx 流水!A{sheet.max_row + 1}: {p.flavour} {text}")
        sheet.append([day, who, text, plain(cash_in) if cash_in else None, plain(cash_out) if cash_out else None, CNY, plain(balance)])
    for row in sheet.iter_rows(min_row=4):
        row[0].number_format = "yyyy-mm-dd"
        for k in (3, 4, 6):
            row[k].number_format = "#,##0.00"
    widths(sheet, 14, 28, 24, 16, 16, 8, 18)
    save_book(book, "finance/上海银行流水.xlsx")
    account("finance/上海银行流水.xlsx", "流水", "payments", sheet.max_row, len(lines))


def acts():
    book, sheet = new_sheet("Акты")
    sheet.append(["Акт №", "Дата акта", "Клиент", "Договор №", "Счёт №", "Сумма", "Валюта", "Акт подписан", "Скан", "Оригинал получен", "Комментарий"])
    bold(sheet, 1)
    yes = {True: "да", False: "нет"}
    for a in ACTS:
        i = a.invoice
        sheet.append([a.number, a.day, CLIENT[i.client]["legal"], i.contract, i.number, plain(i.gross), KZT, yes[a.signed], yes[a.scan], yes[a.original], a.note or None])
    sheet.append(["Итого", None, None, None, None, plain(sum(a.invoice.gross for a in ACTS)), KZT])
    bold(sheet, sheet.max_row)
    date_cells(sheet, "DD.MM.YYYY")
    for row in sheet.iter_rows(min_row=2):
        row[5].number_format = "# ##0.00"
    widths(sheet, 10, 12, 28, 16, 12, 18, 8, 14, 8, 18, 18)
    save_book(book, "finance/acts.xlsx")
    account("finance/acts.xlsx", "Акты", "documents", sheet.max_row, len(ACTS))


def expenses():
    rows = [["Date", "Number", "Vendor", "Client", "Project", "Description", "Amount", "Currency", "Pass-through", "Paid on"]]
    for x in EXPENSES:
        if x.day >= D(2026, 10, 1) and not any("31.09.2026" in r for r in rows):
            rows.append(["31.09.2026", "EX-0999", "Taxi firm", PEL, P_PEL, "Travel to client", "48.00", GBP, "no", "12.10.2026"])
            FLAWS.append(f"finance/expenses.csv row {len(rows)} cell A{len(rows)}: `31.09.2026`")
        rows.append([dmy(x.day), x.number, x.vendor, x.client, x.project, x.text, units(x.cents), x.currency, "yes" if x.pass_through else "no", dmy(x.paid_on) if x.paid_on <= AS_OF else ""])
    save_text("finance/expenses.csv", csv_text(rows))
    account("finance/expenses.csv", "", "expenses", len(rows), len(rows) - 2, 1)


def rates():
    rows = [["Date", "Currency", "Rate"]] + [[d.isoformat(), c, f"0.{r:06}"] for (d, c), r in RATES.items()]
    save_text("finance/rates.csv", csv_text(rows))
    account("finance/rates.csv", "", "rates", len(rows), len(rows) - 1)


# ---------------------------------------------------------------- people
def people():
    book, sheet = new_sheet("Team")
    sheet.append(["Name", "Role", "Team", "Grade", "Weekly hours", "Working days", "Start date", "End date", "Target utilization", "Cost rate", "Bill rate", "Currency", "Region", "Email"])
    bold(sheet, 1)
    for c in PEOPLE:
        sheet.append([c.person, c.role, c.team, c.grade, c.weekly, c.words or None, c.starts, c.ends, c.target / 100 if c.target else None, plain(c.cost), plain(c.bill), c.currency, c.region, c.email])
        sheet.cell(sheet.max_row, 9).number_format = "0%"
    date_cells(sheet, "yyyy-mm-dd")
    widths(sheet, 22, 22, 16, 10, 12, 16, 12, 12, 16, 10, 10, 10, 8, 34)
    save_book(book, "people/team.xlsx")
    account("people/team.xlsx", "Team", "people", 1 + len(PEOPLE), len(PEOPLE))
    rows = [["Date", "Region", "Holiday"]] + [[d.isoformat(), r, n] for d, r, n in HOLIDAYS]
    save_text("people/holidays.csv", csv_text(rows))
    account("people/holidays.csv", "", "holidays", len(rows), len(rows) - 1)
    book, sheet = new_sheet("Отпуска")
    sheet.append(["Сотрудник", "Дата", "Вид отсутствия", "Дней"])
    bold(sheet, 1)
    for person, day, kind, tenths in LEAVE:
        sheet.append([person, day, kind, 1 if tenths == 10 else tenths / 10])
    date_cells(sheet, "DD.MM.YYYY")
    widths(sheet, 24, 14, 18, 8)
    save_book(book, "people/Отпуска.xlsx")
    account("people/Отпуска.xlsx", "Отпуска", "leave", 1 + len(LEAVE), len(LEAVE))


# ---------------------------------------------------------------- feedback, review, campaigns
def feedback():
    rows = [["Timestamp", "Email Address", "Which company do you work for?", "Your name", "How likely are you to recommend Tansywick to a friend or colleague? (0-10)", "What is the main reason for your score?"]]
    rng = random.Random("survey")
    answers = [(d, c, n, e, s, t) for d, c, n, e, s, t in NPS] + [(D(2026, 9, 26), QHE, "顾晓", "gu@qinghe.example", 11, "")]
    for d, c, name, email, score, text in sorted(answers, key=lambda a: (a[0], a[3])):
        rows.append([f"{d.month}/{d.day}/{d.year} {rng.randint(9, 17)}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}", email, c, name, score, text])
        if score == 11:
            FLAWS.append(f"feedback/nps-survey.csv row {len(rows)} cell E{len(rows)}: score 11")
    save_text("feedback/nps-survey.csv", csv_text(rows))
    account("feedback/nps-survey.csv", "", "responses", len(rows), len(rows) - 2, 1)
    rows = [["Дата", "Клиент", "Контакт", "Удовлетворённость (1-5)", "Комментарий"]] + [[dmy(d), CLIENT[c]["legal"], n, s, t] for d, c, n, s, t in CSAT]
    save_text("feedback/csat-2026-Q3.csv", csv_text(rows, ";"), "utf-8-sig")
    account("feedback/csat-2026-Q3.csv", "", "responses", len(rows), len(rows) - 1)


def review():
    book, sheet = new_sheet("Goals")
    sheet.append(["Client", "Goal", "Unit", "Baseline", "Target", "Actual", "Start date", "Due date", "Status"])
    bold(sheet, 1)
    for g in GOALS:
        sheet.append(list(g))
    date_cells(sheet, "yyyy-mm-dd")
    widths(sheet, 24, 26, 12, 12, 12, 12, 12, 12, 10)
    save_book(book, "review/goals.xlsx")
    account("review/goals.xlsx", "Goals", "goals", 1 + len(GOALS), len(GOALS))

    iso = lambda d: d.isoformat() if d else ""
    rows = [["#", "Client", "Action", "Owner", "Agreed on", "Due date", "Done on", "Status"]]
    rows += [[n, c, a, o, iso(ag), iso(du), iso(do), "done" if do else "open"] for n, (c, a, o, ag, du, do) in enumerate(ACTIONS, 1)]
    save_text("review/actions.csv", csv_text(rows))
    account("review/actions.csv", "", "actions", len(rows), len(rows) - 1)

    book, sheet = new_sheet("Risk register")
    sheet.append(["Client risk register"])
    sheet.append(["Prepared by:", IMO, None, "Scale: 1 (low) to 5 (high)"])
    sheet.append([])
    for n, text in enumerate(["Client", "Risk", "Probability", "Impact", "Mitigation", "Owner", "Raised on", "Closed on", "Status"]):
        sheet.cell(4, n + 1, text).font = Font(bold=True)
    for c, r, p, i, m, o, raised, closed in RISKS:
        sheet.append([c, r, p, i, m or None, o or None, raised, closed, "closed" if closed else "open"])
    date_cells(sheet, "yyyy-mm-dd")
    widths(sheet, 24, 36, 12, 10, 26, 20, 12, 12, 10)
    save_book(book, "review/risk-register.xlsx")
    account("review/risk-register.xlsx", "Risk register", "risks", 4 + len(RISKS), len(RISKS))

    rows = [["Date", "Client", "Type", "Channel", "Person", "Summary"]] + [[d.isoformat(), c, k.capitalize(), ch, p, s] for d, c, k, ch, p, s in sorted(TOUCHES, key=lambda t: t[0])]
    save_text("review/touches.csv", csv_text(rows))
    account("review/touches.csv", "", "touches", len(rows), len(rows) - 1)
    rows = [["Client", "Stakeholder", "Role", "Influence", "Attitude", "Last contact"]] + [[c, n, r, i, a, d.isoformat()] for c, n, r, i, a, d in STAKEHOLDERS]
    save_text("review/stakeholders.csv", csv_text(rows))
    account("review/stakeholders.csv", "", "stakeholders", len(rows), len(rows) - 1)


# What the goals of truth.py say of October: 118 enquiries, and 3,900 for each of 525 enquiries.
STATED = {
    ("2026-10", DUN, "Paid search", "Leads"): 89,
    ("2026-10", DUN, "Paid social", "Leads"): 29,
    ("2026-10", STV, "Paid social", "Spend"): units(133894000),
}


def campaigns():
    rng = random.Random("campaigns")
    rows = [["Month", "Client", "Channel", "Spend", "Impressions", "Clicks", "Leads", "Conversions", "Revenue", "Currency"]]
    for m in range(1, 11):
        for client, unit in ((BRK, 100), (PEL, 100), (DUN, 100), (STV, 68000), (ALM, 68000), (QHE, 950), (MQU, 950)):
            for channel in ("Paid search", "Paid social"):
                spend = rng.randint(800, 4200) * unit
                seen = rng.randint(40000, 260000)
                clicks = seen * rng.randint(8, 30) // 1000
                leads = clicks * rng.randint(20, 70) // 1000
                won = leads * rng.randint(80, 300) // 1000
                rows.append([f"2026-{m:02}", client, channel, units(spend), seen, clicks, leads, won, units(won * unit * rng.randint(60, 140)), CLIENT[client]["currency"]])
    for row in rows[1:]:
        for at, heading in enumerate(rows[0]):
            row[at] = STATED.get((*row[:3], heading), row[at])
    save_text("campaigns/results-2026.csv", csv_text(rows))
    account("campaigns/results-2026.csv", "", "results", len(rows), len(rows) - 1)


def main():
    save_text("monthend.toml", f'base_currency = "{BASE}"\n')
    for part in (harvest, toggl, kimai, load_grid, clients, contracts, projects, invoices, bank_london, bank_almaty, bank_shanghai, acts, expenses, rates, people, feedback, review, campaigns):
        part()
    out = [["file", "sheet", "table", "rows_total", "rows_used", "rows_set_aside", "rows_not_data"]]
    for (file, sheet), (table, total, used, aside) in sorted(ROWS.items()):
        out.append([file, sheet, table, total, used, aside, total - used - aside])
    (HERE / "expected").mkdir(exist_ok=True)
    (HERE / "expected" / "rows.csv").write_text(csv_text(out), encoding="utf-8")
    print("\n".join(FLAWS))


if __name__ == "__main__":
    main()
