"""The invented agency Tansywick: what really happened, before any file tells it badly.

Everything is integers or dates. Time is in seconds, money in hundredths of the currency unit, rates of exchange in
millionths of the base unit. One seed, no clock: every run gives the same agency.
"""
import calendar
import random
from datetime import date, timedelta
from fractions import Fraction as F

AGENCY = "Tansywick"
START, AS_OF = date(2025, 11, 1), date(2026, 10, 31)
MONTHS = [(2025, 11), (2025, 12)] + [(2026, m) for m in range(1, 11)]
BASE = "GBP"
GBP, KZT, CNY = "GBP", "KZT", "CNY"
D = date


def month_end(y, m):
    return date(y, m, calendar.monthrange(y, m)[1])


def days(first, last):
    while first <= last:
        yield first
        first += timedelta(days=1)


# ---------------------------------------------------------------- people
MON_FRI, MON_THU = (0, 1, 2, 3, 4), (0, 1, 2, 3)


class Contract:
    """One row of the people table: a person and a contract period."""

    def __init__(self, person, role, team, grade, weekly, words, workdays, starts, ends, target, cost, bill, currency, region, email):
        self.person, self.role, self.team, self.grade = person, role, team, grade
        self.weekly, self.words, self.workdays = weekly, words, workdays
        self.starts, self.ends, self.target = starts, ends, target
        self.cost, self.bill, self.currency, self.region, self.email = cost, bill, currency, region, email

    def covers(self, day):
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def hours_of(self, day):
        """Contract hours of a day, exact."""
        if self.weekly == 0 or not self.covers(day) or day.weekday() not in self.workdays:
            return F(0)
        return F(self.weekly, len(self.workdays))


IMO, CAL, PRI, THE, FRE, ROW = "Imogen Tarrant", "Callum Wexley", "Priya Nandakumar", "Theo Ashgrove", "Freya Lindholm", "Rowan Pellew"
AIG, DAN, MAD, TIM, ALI = "Айгерим Сапарова", "Данияр Омаров", "Мадина Жунусова", "Тимур Ахметов", "Алия Бекова"
CHE, LIZ, WAN = "陈雨桐", "李子墨", "王思远"

CS, STUDIO, ALMATY, SHANGHAI = "Client Services", "Studio", "Алматы", "上海"
PEOPLE = [
    Contract(IMO, "Account director", CS, "senior", 40, "Mon-Fri", MON_FRI, D(2019, 3, 4), None, 60, 5800, 14000, GBP, "GB", "imogen@tansywick.example"),
    Contract(CAL, "Strategist", CS, "senior", 40, "Mon-Fri", MON_FRI, D(2021, 9, 1), None, 75, 5200, 12500, GBP, "GB", "callum@tansywick.example"),
    Contract(PRI, "Designer", STUDIO, "middle", 28, "Mon-Thu", MON_THU, D(2022, 1, 10), None, 80, 4100, 10500, GBP, "GB", "priya@tansywick.example"),
    Contract(THE, "Copywriter", STUDIO, "middle", 40, "Mon-Fri", MON_FRI, D(2020, 6, 1), D(2026, 6, 30), 80, 3900, 9500, GBP, "GB", "theo@tansywick.example"),
    Contract(THE, "Copywriter", STUDIO, "middle", 32, "Mon-Fri", MON_FRI, D(2026, 7, 1), None, 80, 4200, 9500, GBP, "GB", "theo@tansywick.example"),
    Contract(FRE, "Junior strategist", CS, "junior", 40, "Mon-Fri", MON_FRI, D(2026, 10, 15), None, 70, 2700, 7500, GBP, "GB", "freya@tansywick.example"),
    Contract(ROW, "Developer (freelance)", STUDIO, "senior", 0, "", MON_FRI, D(2024, 2, 1), None, None, 6000, 11000, GBP, "GB", "rowan@pellew.example"),
    Contract(AIG, "Аккаунт-директор", ALMATY, "senior", 40, "пн-пт", MON_FRI, D(2020, 2, 3), None, 60, 950000, 2600000, KZT, "KZ", "aigerim@tansywick.example"),
    Contract(DAN, "Дизайнер", ALMATY, "middle", 40, "пн-пт", MON_FRI, D(2021, 4, 12), None, 80, 720000, 1900000, KZT, "KZ", "daniyar@tansywick.example"),
    Contract(MAD, "Копирайтер", ALMATY, "junior", 32, "пн-чт", MON_THU, D(2023, 8, 7), None, 75, 480000, 1400000, KZT, "KZ", "madina@tansywick.example"),
    Contract(TIM, "Разработчик", ALMATY, "middle", 40, "пн-пт", MON_FRI, D(2022, 5, 16), D(2026, 9, 18), 80, 800000, 2100000, KZT, "KZ", "timur@tansywick.example"),
    Contract(ALI, "SMM-менеджер", ALMATY, "middle", 40, "пн-пт", MON_FRI, D(2022, 11, 1), None, 75, 650000, 1700000, KZT, "KZ", "aliya@tansywick.example"),
    Contract(CHE, "客户总监", SHANGHAI, "senior", 40, "周一至周五", MON_FRI, D(2021, 3, 1), None, 60, 26000, 78000, CNY, "CN", "chenyutong@tansywick.example"),
    Contract(LIZ, "设计师", SHANGHAI, "middle", 28, "周一至周四", MON_THU, D(2022, 7, 4), None, 80, 19000, 60000, CNY, "CN", "lizimo@tansywick.example"),
    Contract(WAN, "文案", SHANGHAI, "junior", 40, "周一至周五", MON_FRI, D(2024, 4, 8), None, 75, 13000, 42000, CNY, "CN", "wangsiyuan@tansywick.example"),
]
NAMES = list(dict.fromkeys(c.person for c in PEOPLE))
LONDON_PEOPLE, ALMATY_PEOPLE, SHANGHAI_PEOPLE = [IMO, CAL, PRI, THE, FRE, ROW], [AIG, DAN, MAD, TIM, ALI], [CHE, LIZ, WAN]


def contract_of(person, day):
    return next((c for c in PEOPLE if c.person == person and c.covers(day)), None)


def contract_of_month(person, y, m):
    """The row valid on the month's last day, else the latest row that touches the month."""
    last = month_end(y, m)
    row = contract_of(person, last)
    if row:
        return row
    touching = [c for c in PEOPLE if c.person == person and c.starts <= last and (c.ends is None or c.ends >= date(y, m, 1))]
    return touching[-1] if touching else None


HOLIDAYS = [(d, "GB", n) for d, n in [
    (D(2025, 12, 25), "Christmas Day"), (D(2025, 12, 26), "Boxing Day"), (D(2026, 1, 1), "New Year's Day"), (D(2026, 4, 3), "Good Friday"),
    (D(2026, 4, 6), "Easter Monday"), (D(2026, 5, 4), "Early May bank holiday"), (D(2026, 5, 25), "Spring bank holiday"),
    (D(2026, 8, 31), "Summer bank holiday"), (D(2026, 12, 25), "Christmas Day"), (D(2026, 12, 28), "Boxing Day (substitute)")]]
HOLIDAYS += [(d, "KZ", n) for d, n in [
    (D(2025, 12, 16), "День Независимости"), (D(2026, 1, 1), "Новый год"), (D(2026, 1, 2), "Новый год"), (D(2026, 1, 7), "Рождество"),
    (D(2026, 3, 9), "Женский день (перенос)"), (D(2026, 3, 23), "Наурыз мейрамы"), (D(2026, 3, 24), "Наурыз мейрамы (перенос)"),
    (D(2026, 3, 25), "Наурыз мейрамы (перенос)"), (D(2026, 5, 1), "Праздник единства"), (D(2026, 5, 7), "День защитника Отечества"),
    (D(2026, 5, 11), "День Победы (перенос)"), (D(2026, 7, 6), "День столицы"), (D(2026, 8, 31), "День Конституции (перенос)"),
    (D(2026, 10, 26), "День Республики (перенос)"), (D(2026, 12, 16), "День Независимости")]]
HOLIDAYS += [(d, "CN", n) for d, n in [
    (D(2026, 1, 1), "元旦"), (D(2026, 1, 2), "元旦"), (D(2026, 2, 16), "春节"), (D(2026, 2, 17), "春节"), (D(2026, 2, 18), "春节"),
    (D(2026, 2, 19), "春节"), (D(2026, 2, 20), "春节"), (D(2026, 2, 23), "春节"), (D(2026, 4, 6), "清明节"), (D(2026, 5, 1), "劳动节"),
    (D(2026, 5, 4), "劳动节"), (D(2026, 5, 5), "劳动节"), (D(2026, 6, 19), "端午节"), (D(2026, 9, 25), "中秋节"), (D(2026, 10, 1), "国庆节"),
    (D(2026, 10, 2), "国庆节"), (D(2026, 10, 5), "国庆节"), (D(2026, 10, 6), "国庆节"), (D(2026, 10, 7), "国庆节")]]
HOLIDAY_SET = {(d, r) for d, r, _ in HOLIDAYS}


def leave_rows():
    """(person, day, kind, tenths of a day): only days with contract hours; halves stand only on eight-hour days."""
    spans = [
        (IMO, D(2025, 12, 29), D(2025, 12, 31), "отпуск"), (IMO, D(2026, 8, 10), D(2026, 8, 21), "отпуск"), (IMO, D(2026, 10, 9), D(2026, 10, 9), "отпуск"),
        (CAL, D(2026, 5, 26), D(2026, 5, 29), "отпуск"), (CAL, D(2026, 9, 14), D(2026, 9, 18), "отпуск"), (CAL, D(2026, 2, 11), D(2026, 2, 12), "больничный"),
        (PRI, D(2026, 4, 7), D(2026, 4, 16), "отпуск"), (PRI, D(2026, 10, 19), D(2026, 10, 21), "отпуск"),
        (THE, D(2026, 1, 19), D(2026, 1, 21), "больничный"), (THE, D(2026, 7, 20), D(2026, 7, 31), "отпуск"), (THE, D(2026, 11, 16), D(2026, 11, 20), "отпуск"),
        (AIG, D(2026, 7, 13), D(2026, 7, 24), "отпуск"), (DAN, D(2026, 6, 8), D(2026, 6, 19), "отпуск"), (DAN, D(2026, 10, 14), D(2026, 10, 15), "больничный"),
        (MAD, D(2026, 3, 2), D(2026, 3, 5), "отпуск"), (TIM, D(2026, 8, 3), D(2026, 8, 14), "отпуск"), (ALI, D(2026, 9, 7), D(2026, 9, 11), "отпуск"),
        (CHE, D(2026, 2, 24), D(2026, 2, 27), "отпуск"), (LIZ, D(2026, 8, 17), D(2026, 8, 27), "отпуск"), (WAN, D(2026, 6, 22), D(2026, 6, 26), "отпуск"),
        (WAN, D(2026, 12, 7), D(2026, 12, 11), "отпуск"), (ALI, D(2026, 12, 21), D(2026, 12, 25), "отпуск"), (IMO, D(2026, 12, 21), D(2026, 12, 24), "отпуск"),
    ]
    rows = []
    for person, a, b, kind in spans:
        for day in days(a, b):
            c = contract_of(person, day)
            if c and c.hours_of(day) and (day, c.region) not in HOLIDAY_SET:
                rows.append((person, day, kind, 10))
    rows.append((ALI, D(2026, 10, 16), "отгул", 5))
    rows.append((CHE, D(2026, 10, 23), "отгул", 5))
    rows.append((CAL, D(2026, 3, 27), "отгул", 5))
    return sorted(rows, key=lambda r: (r[1], NAMES.index(r[0])))


LEAVE = leave_rows()
LEAVE_OF = {(p, d): F(t, 10) for p, d, _, t in LEAVE}


def day_hours(person, day):
    """(S, Hd, L) of a person and day, in hours, exact."""
    c = contract_of(person, day)
    s = c.hours_of(day) if c else F(0)
    hd = s if c and (day, c.region) in HOLIDAY_SET else F(0)
    leave = min(LEAVE_OF.get((person, day), F(0)) * 8, s - hd)   # one whole day is eight hours, capped at the day
    return s, hd, leave


# ---------------------------------------------------------------- clients
BRK, PEL, QUE, DUN, COR, ISH = "Brackenhall Foods", "Pellworth Optics", "Quennell Outdoor", "Dunmarrow Housing", "Corvane Ferries", "Isherwell Museum"
STV, SBL, ALM, KOK, NUR = "Степной Ветер", "Сарыбел Логистика", "Алатау Мёд", "Кокжиек Фарма", "Нурлы Дом"
QHE, LQI, LYU, MQU = "青禾茶饮", "鹭桥家居", "岚屿旅行", "墨泉书店"

# client: legal name, status, manager, tier, group, since, renewal, next report, review days, terms, channel, email, currency, language, stage, industry
CLIENTS = {
    BRK: ("Brackenhall Foods Ltd", "active", IMO, "A", "Harrowmoor Group", D(2021, 5, 1), D(2027, 4, 30), D(2026, 11, 6), 30, 30, "email", "finance@brackenhall.example", GBP, "en", "growth", "food"),
    PEL: ("Pellworth Optics Limited", "active", IMO, "B", "Harrowmoor Group", D(2022, 9, 1), D(2026, 12, 31), D(2026, 11, 10), 90, 30, "email", "ap@pellworth.example", GBP, "en", "steady", "retail"),
    QUE: ("Quennell Outdoor Ltd", "active", IMO, "A", "", D(2023, 2, 15), D(2027, 1, 31), D(2026, 11, 6), 60, 30, "call", "accounts@quennell.example", GBP, "en", "at risk", "retail"),
    DUN: ("Dunmarrow Housing Ltd", "active", IMO, "C", "", D(2024, 6, 3), None, D(2026, 11, 12), 180, 30, "email", "invoices@dunmarrow.example", GBP, "en", "steady", "housing"),
    COR: ("Corvane Ferries plc", "paused", IMO, "C", "", D(2024, 10, 1), None, None, 180, 45, "email", "office@corvane.example", GBP, "en", "paused", "travel"),
    ISH: ("Isherwell Museum", "lost", IMO, "C", "", D(2022, 1, 10), None, None, 180, 30, "email", "admin@isherwell.example", GBP, "en", "closed", "culture"),
    STV: ("ТОО «Степной Ветер»", "active", AIG, "A", "", D(2021, 9, 1), D(2026, 12, 31), D(2026, 11, 5), 30, 15, "call", "buh@stepnoyveter.example", KZT, "ru", "growth", "energy"),
    SBL: ("ТОО «Сарыбел Логистика»", "active", AIG, "B", "", D(2023, 4, 1), D(2027, 3, 31), D(2026, 11, 9), 90, 15, "email", "finance@sarybel.example", KZT, "ru", "steady", "logistics"),
    ALM: ("ТОО «Алатау Мёд»", "active", AIG, "C", "", D(2024, 3, 11), None, D(2026, 11, 13), 180, 10, "meeting", "office@alataumed.example", KZT, "ru", "steady", "food"),
    KOK: ("АО «Кокжиек Фарма»", "active", AIG, "B", "", D(2026, 1, 12), D(2026, 12, 31), D(2026, 11, 9), 90, 20, "meeting", "docs@kokzhiek.example", KZT, "ru", "launch", "pharma"),
    NUR: ("ТОО «Нурлы Дом»", "prospect", AIG, "C", "", D(2026, 9, 1), None, None, 180, 15, "meeting", "info@nurlydom.example", KZT, "ru", "pitch", "housing"),
    QHE: ("青禾茶饮有限公司", "active", CHE, "A", "", D(2022, 3, 1), D(2027, 2, 28), D(2026, 11, 6), 30, 30, "call", "caiwu@qinghe.example", CNY, "zh", "growth", "food"),
    LQI: ("鹭桥家居有限公司", "active", CHE, "B", "", D(2023, 10, 9), D(2026, 12, 31), D(2026, 11, 11), 90, 30, "email", "caiwu@luqiao.example", CNY, "zh", "steady", "retail"),
    LYU: ("岚屿旅行股份有限公司", "active", CHE, "B", "", D(2026, 3, 2), D(2027, 2, 28), D(2026, 11, 11), 90, 30, "meeting", "caiwu@lanyu.example", CNY, "zh", "launch", "travel"),
    MQU: ("墨泉书店有限公司", "active", CHE, "C", "", D(2024, 8, 15), None, D(2026, 11, 16), 180, 20, "meeting", "caiwu@moquan.example", CNY, "zh", "steady", "culture"),
    AGENCY: ("Tansywick Ltd", "internal", IMO, "", "", D(2019, 3, 4), None, None, None, None, "", "hello@tansywick.example", GBP, "en", "", ""),
}
FIELDS = "legal status manager tier group since renewal next_report review_days terms channel email currency language stage industry".split()
CLIENT = {name: dict(zip(FIELDS, row)) for name, row in CLIENTS.items()}
TAX = {GBP: lambda d: 20, KZT: lambda d: 12 if d.year == 2025 else 16, CNY: lambda d: 6}

# ---------------------------------------------------------------- engagements
# project: client, kind, starts, ends, budget hours, budget amount (units), currency, manager, status, contract
P_BRK, P_BRE = "Always-on content", "Easter launch"
P_PEL, P_QUW, P_QUR = "Pellworth social", "Quennell website", "Quennell journal"
P_DUN, P_COR, P_ISH = "Dunmarrow campaigns", "Timetable design", "Exhibition programme"
P_STV, P_SBL, P_SBC, P_ALM, P_KOK, P_NUR = "Степной Ветер: соцсети", "Сарыбел: поддержка сайта", "Сарыбел: каталог", "Алатау: контент", "Кокжиек: запуск бренда", "Нурлы Дом: тендер"
P_QHE, P_QHN, P_LQI, P_LYU, P_MQU = "青禾社媒运营", "青禾新品上市", "鹭桥品牌顾问", "岚屿官网", "墨泉活动执行"
P_INT = "Studio internal"
RET, FIX, TM, INT = "retainer", "fixed", "time_and_materials", "internal"
PROJECTS = {
    P_BRK: (BRK, RET, D(2025, 5, 1), D(2027, 4, 30), 130, 13800, GBP, IMO, "active", "TW-2025-004"),
    P_BRE: (BRK, FIX, D(2026, 1, 12), D(2026, 4, 30), 320, 34000, GBP, CAL, "closed", "TW-2026-002"),
    P_PEL: (PEL, RET, D(2025, 9, 1), D(2026, 12, 31), 115, 8200, GBP, IMO, "active", "TW-2025-011"),
    P_QUW: (QUE, FIX, D(2026, 2, 2), D(2026, 8, 31), 960, 68000, GBP, CAL, "active", "TW-2026-005"),
    P_QUR: (QUE, RET, D(2025, 2, 1), D(2027, 1, 31), 65, 5400, GBP, IMO, "active", "TW-2025-002"),
    P_DUN: (DUN, TM, D(2025, 11, 3), D(2026, 12, 18), 1600, 160000, GBP, CAL, "active", "TW-2025-015"),
    P_COR: (COR, TM, D(2025, 10, 1), D(2026, 6, 30), 220, 24000, GBP, IMO, "paused", "TW-2025-013"),
    P_ISH: (ISH, RET, D(2025, 4, 1), D(2026, 3, 31), 75, 4300, GBP, IMO, "closed", "TW-2025-007"),
    P_STV: (STV, RET, D(2025, 9, 1), D(2026, 12, 31), 240, 3300000, KZT, AIG, "active", "TW-KZ-25-03"),
    P_SBL: (SBL, RET, D(2025, 4, 1), D(2027, 3, 31), 170, 1850000, KZT, AIG, "active", "TW-KZ-25-01"),
    P_SBC: (SBL, FIX, D(2026, 4, 6), D(2026, 9, 30), 400, 5700000, KZT, DAN, "closed", "TW-KZ-26-02"),
    P_ALM: (ALM, TM, D(2025, 11, 3), D(2026, 12, 31), None, 26000000, KZT, ALI, "active", "TW-KZ-25-05"),
    P_KOK: (KOK, FIX, D(2026, 1, 12), D(2026, 12, 31), 1750, 19500000, KZT, AIG, "active", "TW-KZ-26-01"),
    P_NUR: (NUR, TM, D(2026, 9, 7), D(2026, 11, 30), 60, 0, KZT, AIG, "active", ""),
    P_QHE: (QHE, RET, D(2025, 3, 1), D(2027, 2, 28), 140, 66000, CNY, CHE, "active", "SH-2025-003"),
    P_QHN: (QHE, FIX, D(2026, 5, 6), D(2026, 11, 30), 420, 245000, CNY, CHE, "active", "SH-2026-004"),
    P_LQI: (LQI, RET, D(2025, 10, 9), D(2026, 12, 31), 110, 36000, CNY, CHE, "active", "SH-2025-009"),
    P_LYU: (LYU, FIX, D(2026, 3, 2), D(2027, 2, 28), 800, 330000, CNY, CHE, "active", "SH-2026-001"),
    P_MQU: (MQU, TM, D(2025, 11, 3), D(2026, 12, 31), 1000, 550000, CNY, CHE, "active", "SH-2025-012"),
    P_INT: (AGENCY, INT, D(2025, 1, 1), None, None, None, GBP, IMO, "active", ""),
}
PFIELDS = "client kind starts ends budget_hours budget_amount currency manager status contract".split()
PROJECT = {name: dict(zip(PFIELDS, row)) for name, row in PROJECTS.items()}

# contract: client, name, signed, starts, ends, amount (units, net of tax), currency, terms, status
CONTRACTS = {
    "TW-2025-002": (QUE, "Quennell journal retainer", D(2025, 1, 20), D(2025, 2, 1), D(2027, 1, 31), 129600, GBP, 30, "active"),
    "TW-2025-004": (BRK, "Always-on content retainer", D(2025, 4, 22), D(2025, 5, 1), D(2027, 4, 30), 331200, GBP, 30, "active"),
    "TW-2025-007": (ISH, "Exhibition programme", D(2025, 3, 25), D(2025, 4, 1), D(2026, 3, 31), 51600, GBP, 30, "closed"),
    "TW-2025-011": (PEL, "Pellworth social retainer", D(2025, 8, 28), D(2025, 9, 1), D(2026, 12, 31), 131200, GBP, 30, "active"),
    "TW-2025-013": (COR, "Timetable design", D(2025, 9, 30), D(2025, 10, 1), D(2026, 6, 30), 24000, GBP, 45, "closed"),
    "TW-2025-015": (DUN, "Dunmarrow campaigns", D(2025, 10, 29), D(2025, 11, 3), D(2026, 12, 18), 160000, GBP, 30, "active"),
    "TW-2026-002": (BRK, "Easter launch", D(2026, 1, 9), D(2026, 1, 12), D(2026, 4, 30), 34000, GBP, 30, "closed"),
    "TW-2026-005": (QUE, "Quennell website", D(2026, 1, 30), D(2026, 2, 2), D(2026, 8, 31), 68000, GBP, 30, "active"),
    "TW-KZ-25-01": (SBL, "Поддержка сайта", D(2025, 3, 26), D(2025, 4, 1), D(2027, 3, 31), 44400000, KZT, 15, "active"),
    "TW-KZ-25-03": (STV, "Ведение соцсетей", D(2025, 8, 27), D(2025, 9, 1), D(2026, 12, 31), 52800000, KZT, 15, "active"),
    "TW-KZ-25-05": (ALM, "Контент и съёмки", D(2025, 10, 31), D(2025, 11, 3), D(2026, 12, 31), 26000000, KZT, 10, "active"),
    "TW-KZ-26-01": (KOK, "Запуск бренда", D(2026, 1, 8), D(2026, 1, 12), D(2026, 12, 31), 19500000, KZT, 20, "active"),
    "TW-KZ-26-02": (SBL, "Каталог услуг", D(2026, 4, 1), D(2026, 4, 6), D(2026, 9, 30), 5700000, KZT, 15, "closed"),
    "SH-2025-003": (QHE, "社媒运营年度合同", D(2025, 2, 24), D(2025, 3, 1), D(2027, 2, 28), 1584000, CNY, 30, "active"),
    "SH-2025-009": (LQI, "品牌顾问合同", D(2025, 9, 28), D(2025, 10, 9), D(2026, 12, 31), 540000, CNY, 30, "active"),
    "SH-2025-012": (MQU, "活动执行框架合同", D(2025, 10, 30), D(2025, 11, 3), D(2026, 12, 31), 550000, CNY, 20, "active"),
    "SH-2026-001": (LYU, "官网建设合同", D(2026, 2, 25), D(2026, 3, 2), D(2027, 2, 28), 330000, CNY, 30, "active"),
    "SH-2026-004": (QHE, "新品上市合同", D(2026, 4, 29), D(2026, 5, 6), D(2026, 11, 30), 245000, CNY, 30, "active"),
}

# ---------------------------------------------------------------- time
EN, RU, ZH = "en", "ru", "zh"
TASKS = {   # (task, billable)
    EN: [("Design", True), ("Copy", True), ("Planning", True), ("Production", True), ("Reporting", True), ("Account handling", False)],
    RU: [("Дизайн", True), ("Тексты", True), ("Стратегия", True), ("Публикации", True), ("Отчётность", True), ("Ведение клиента", False)],
    ZH: [("设计", True), ("文案", True), ("策划", True), ("执行", True), ("报告", True), ("客户沟通", False)],
}
INTERNAL_TASKS = {EN: ["Team meeting", "New business", "Training"], RU: ["Планёрка", "Новый бизнес", "Обучение"], ZH: ["例会", "商务拓展", "培训"]}
# person: [(project, weight)]; the weight of internal work last
MIX = {
    IMO: [(P_BRK, 22), (P_PEL, 12), (P_QUW, 8), (P_QUR, 8), (P_DUN, 6), (P_COR, 3), (P_ISH, 5), (P_INT, 34)],
    CAL: [(P_BRK, 22), (P_BRE, 16), (P_QUW, 24), (P_DUN, 20), (P_PEL, 10), (P_COR, 6), (P_ISH, 6), (P_INT, 16)],
    PRI: [(P_BRK, 26), (P_BRE, 12), (P_QUW, 22), (P_PEL, 20), (P_DUN, 14), (P_ISH, 6), (P_INT, 10)],
    THE: [(P_BRK, 28), (P_QUR, 20), (P_PEL, 18), (P_BRE, 12), (P_DUN, 12), (P_COR, 6), (P_ISH, 6), (P_INT, 14)],
    FRE: [(P_BRK, 40), (P_PEL, 20), (P_DUN, 20), (P_INT, 30)],
    ROW: [(P_QUW, 80), (P_DUN, 20)],
    AIG: [(P_STV, 24), (P_SBL, 12), (P_KOK, 16), (P_ALM, 8), (P_NUR, 14), (P_INT, 30)],
    DAN: [(P_STV, 28), (P_SBC, 20), (P_KOK, 26), (P_ALM, 12), (P_SBL, 10), (P_INT, 12)],
    MAD: [(P_STV, 30), (P_ALM, 22), (P_KOK, 20), (P_SBL, 14), (P_SBC, 8), (P_NUR, 6), (P_INT, 14)],
    TIM: [(P_SBL, 34), (P_KOK, 26), (P_SBC, 22), (P_STV, 8), (P_INT, 14)],
    ALI: [(P_STV, 36), (P_ALM, 18), (P_KOK, 14), (P_BRK, 12), (P_SBL, 8), (P_INT, 16)],
    CHE: [(P_QHE, 22), (P_LQI, 12), (P_LYU, 12), (P_MQU, 10), (P_QHN, 10), (P_INT, 30)],
    LIZ: [(P_QHE, 26), (P_QHN, 20), (P_LYU, 24), (P_LQI, 14), (P_MQU, 10), (P_INT, 10)],
    WAN: [(P_QHE, 34), (P_MQU, 22), (P_LQI, 16), (P_LYU, 14), (P_QHN, 12), (P_INT, 16)],
}
LATE_UNTIL = {P_QUW: AS_OF}            # the late project is still worked on after its end
STOPPED = {P_COR: D(2026, 5, 29)}      # the paused client stopped earlier
NOTES = {
    EN: ["first draft", "amends round 1", "amends round 2", "call with client", "artwork", "briefing", "research", "review", "image selection", "sign-off"],
    RU: ["черновик", "правки", "созвон", "макеты", "бриф", "подбор изображений", "вычитка", "согласование", "публикация", "сбор данных"],
    ZH: ["初稿", "修改", "会议", "定稿", "素材整理", "简报", "校对", "确认", "发布", "数据整理"],
}


class Entry:
    __slots__ = "day person client project task note billable seconds begin".split()

    def __init__(self, *row):
        self.day, self.person, self.client, self.project, self.task, self.note, self.billable, self.seconds, self.begin = row

    @property
    def hours(self):
        return F(self.seconds, 3600)


def project_open(project, day):
    p = PROJECT[project]
    end = STOPPED.get(project) or LATE_UNTIL.get(project) or p["ends"] or AS_OF
    return p["starts"] <= day <= end


def make_time():
    out = []
    for person in NAMES:
        rng = random.Random("time " + person)
        lang, unit = (EN, 900) if person in LONDON_PEOPLE else (RU, 1) if person in ALMATY_PEOPLE else (ZH, 300)
        for day in days(START, AS_OF):
            s, hd, leave = day_hours(person, day)
            net = s - hd - leave
            if person == ROW:
                net = F(6) if day.weekday() in (1, 2, 3) and (day, "GB") not in HOLIDAY_SET and day >= D(2026, 2, 3) else F(0)
            if net <= 0:
                if day.weekday() == 5 and s == 0 and person != ROW and contract_of(person, day) and rng.random() < 0.03:
                    net = F(2)      # a Saturday now and then
                else:
                    continue
            elif rng.random() < 0.012:
                continue            # a forgotten day
            total = int(net * 3600 * rng.randint(92, 107) / 100) // 900 * 900
            choices = [(p, w) for p, w in MIX[person] if project_open(p, day)]
            if person in LONDON_PEOPLE and (day.year, day.month) == (2026, 10):
                choices = [(p, w * 2 if p == P_BRK else w) for p, w in choices]   # the over-serviced October
            wanted = min(len(choices), rng.choice([2, 3, 3, 4, 4, 5])) if net > 3 else 1
            picked = []
            while len(picked) < wanted:
                p = rng.choices([c[0] for c in choices], [c[1] for c in choices])[0]
                if p not in picked:
                    picked.append(p)
            cuts = [rng.randint(2, 6) for _ in picked]
            parts = [max(900, total * c // sum(cuts) // 900 * 900) for c in cuts]
            parts[-1] = max(900, total - sum(parts[:-1]))
            begin = rng.choice([32400, 33300, 34200])
            for project, seconds in zip(picked, parts):
                if unit == 1:
                    seconds += rng.randint(-400, 400)
                elif unit == 300:
                    seconds += 300 * rng.randint(-1, 1)
                if project == P_INT:
                    task, billable = rng.choice(INTERNAL_TASKS[lang]), False
                else:
                    task, billable = rng.choices(TASKS[lang], [5, 5, 4, 4, 2, 3])[0]
                    billable = billable and project != P_NUR
                note = "" if rng.random() < 0.15 else rng.choice(NOTES[lang])
                out.append(Entry(day, person, PROJECT[project]["client"], project, task, note, billable, seconds, begin))
                begin += seconds + (2700 if begin < 46800 <= begin + seconds else 0)
    return sorted(out, key=lambda e: (e.day, NAMES.index(e.person), e.begin))


TIME = make_time()

# ---------------------------------------------------------------- exchange rates (millionths of a pound for one unit)
RATES = {}
_r = random.Random("rates")
_k, _c = 1480, 104600
for _y, _m in [(2025, 10)] + MONTHS:
    RATES[month_end(_y, _m), KZT], RATES[month_end(_y, _m), CNY] = _k, _c
    _k += _r.randint(-28, 24)
    _c += _r.randint(-1400, 1500)


def rate(currency, day):
    """Pounds for one unit: the latest rate up to the day."""
    if currency == BASE:
        return F(1)
    best = max(d for d, c in RATES if c == currency and d <= day)
    return F(RATES[best, currency], 1_000_000)


# ---------------------------------------------------------------- expenses
class Expense:
    def __init__(self, *row):
        self.day, self.number, self.vendor, self.client, self.project, self.text, self.cents, self.currency, self.pass_through, self.paid_on = row


def make_expenses():
    rng, out = random.Random("expenses"), []
    menu = {
        GBP: [("Print shop", "Print run", True, 42000, 260000), ("Photo library", "Image licences", True, 9000, 64000), ("Taxi firm", "Travel to client", False, 2400, 18000)],
        KZT: [("Типография", "Печать", True, 12000000, 68000000), ("Фотостудия", "Фотосъёмка", True, 15000000, 45000000), ("Такси", "Проезд", False, 600000, 3200000)],
        CNY: [("印刷厂", "印刷", True, 320000, 1800000), ("摄影工作室", "拍摄", True, 400000, 1500000), ("出租车", "交通", False, 12000, 90000)],
    }
    n = 1
    for y, m in MONTHS:
        last = month_end(y, m)
        open_projects = [p for p in PROJECT if PROJECT[p]["kind"] != INT and p != P_NUR and project_open(p, last)]
        for project in rng.sample(open_projects, 6):
            cur = PROJECT[project]["currency"]
            vendor, text, through, lo, hi = rng.choice(menu[cur])
            day = D(y, m, rng.randint(2, last.day - 1))
            cents = rng.randint(lo // 500, hi // 500) * 500
            out.append(Expense(day, f"EX-{n:04}", vendor, PROJECT[project]["client"], project, text, cents, cur, through, day + timedelta(days=rng.randint(3, 25))))
            n += 1
    return sorted(out, key=lambda e: (e.day, e.number))


EXPENSES = make_expenses()


# ---------------------------------------------------------------- invoices and payments
class Invoice:
    def __init__(self, client, day, due, lines, project, kind="invoice", status="live"):
        self.number, self.client, self.day, self.due, self.project, self.kind, self.status = None, client, day, due, project, kind, status
        self.currency = CLIENT[client]["currency"]
        pct = TAX[self.currency](day)
        self.lines = []     # (text, quantity in hundredths, unit cents, line cents, tax cents)
        for text, qty, unit in lines:
            net = qty * unit // 100
            self.lines.append((text, qty, unit, net, (net * pct + 50) // 100))
        self.pct = pct
        self.net = sum(line[3] for line in self.lines)
        self.tax = sum(line[4] for line in self.lines)
        self.gross = self.net + self.tax
        self.contract = PROJECT[project]["contract"] if project else ""

    @property
    def live(self):
        return self.status == "live"

    @property
    def sign(self):
        return -1 if self.kind == "credit_note" else 1


class Payment:
    """An incoming bank line. links: [(invoice, cents)] of confidence A or B; none: the cash stays in the payer's credits."""

    def __init__(self, day, client, cents, links, flavour="", names=None):
        self.day, self.client, self.cents, self.links, self.flavour = day, client, cents, links, flavour
        self.names = [i for i, _ in links] if names is None else names    # invoices named in the text
        self.currency = CLIENT[client]["currency"]


MILESTONES = {
    P_BRE: [((2026, 1), 40), ((2026, 3), 30), ((2026, 4), 30)],
    P_QUW: [((2026, 2), 30), ((2026, 5), 25), ((2026, 8), 20), ((2026, 10), 15)],
    P_SBC: [((2026, 4), 50), ((2026, 9), 50)],
    P_KOK: [((2026, 1), 20), ((2026, 4), 20), ((2026, 7), 20), ((2026, 10), 20)],
    P_QHN: [((2026, 5), 40), ((2026, 9), 30)],
    P_LYU: [((2026, 3), 30), ((2026, 7), 30), ((2026, 10), 20)],
}
WORDS = {GBP: ("Monthly fee", "Stage payment", "Time worked", "Costs at cost"), KZT: ("Абонентская плата", "Этап работ", "Работа по часам", "Возмещение расходов"), CNY: ("月度服务费", "阶段款", "按工时结算", "代垫费用")}


def make_invoices():
    out, rng = [], random.Random("invoices")
    for y, m in MONTHS:
        first, last = D(y, m, 1), month_end(y, m)
        for project, p in PROJECT.items():
            client, cur = p["client"], p["currency"]
            if p["kind"] == INT or project == P_NUR:
                continue
            fee, stage, worked, costs = WORDS[cur]
            terms = CLIENT[client]["terms"]
            lines, day = [], None
            if p["kind"] == RET and p["starts"] <= first and last <= p["ends"]:
                day = first + timedelta(days=rng.randint(0, 4))
                lines.append((f"{fee} {y}-{m:02}", 100, p["budget_amount"] * 100))
            if p["kind"] == FIX:
                for n, (ym, pct) in enumerate(MILESTONES[project], 1):
                    if ym == (y, m):
                        day = D(y, m, rng.randint(12, 24))
                        lines.append((f"{stage} {n}", 100, p["budget_amount"] * pct))
            if p["kind"] == TM:
                day = last - timedelta(days=max(0, last.weekday() - 4))
                worked_by = {}
                for e in TIME:
                    if e.project == project and e.billable and (e.day.year, e.day.month) == (y, m):
                        worked_by[e.person] = worked_by.get(e.person, 0) + e.seconds
                for person, seconds in worked_by.items():
                    lines.append((f"{worked}: {person}", (seconds + 18) // 36, contract_of_month(person, y, m).bill))
            if not lines:
                continue
            for x in EXPENSES:
                if x.pass_through and x.project == project and (x.day.year, x.day.month) == (y, m) and x.day <= day:
                    lines.append((f"{costs}: {x.text}", 100, x.cents))
            out.append(Invoice(client, day, day + timedelta(days=terms), lines, project))
    # pass-through costs that missed the invoice of their project's month are billed apart, at the month's end
    for y, m in MONTHS:
        last = month_end(y, m)
        for x in EXPENSES:
            if x.pass_through and (x.day.year, x.day.month) == (y, m) and x.client not in (ISH, COR):
                same = [i for i in out if i.project == x.project and i.day >= x.day and (i.day.year, i.day.month) == (y, m)]
                if not same:
                    out.append(Invoice(x.client, last, last + timedelta(days=CLIENT[x.client]["terms"]), [(f"{WORDS[x.currency][3]}: {x.text}", 100, x.cents)], x.project))
    out.append(Invoice(BRK, D(2026, 7, 20), D(2026, 7, 20), [("Goodwill credit for a late delivery, against a later invoice", 100, 60000)], P_BRK, kind="credit_note"))
    out.append(Invoice(PEL, D(2026, 6, 18), D(2026, 7, 18), [("Extra banner set (raised twice, voided)", 100, 125000)], P_PEL, status="voided"))
    out.append(Invoice(QUE, D(2026, 10, 30), D(2026, 11, 29), [("Stage payment 5 (draft, to be agreed)", 100, 680000)], P_QUW, status="draft"))
    out.sort(key=lambda i: (i.day, list(CLIENTS).index(i.client), i.project, i.gross))
    number = 1001
    credits = 1
    for i in out:
        if i.kind == "credit_note":
            i.number = f"CN-{credits:04}"
            credits += 1
        else:
            i.number = f"INV-{number}"
            number += 1
    return out


INVOICES = make_invoices()
DELAY = {BRK: (20, 33), PEL: (18, 30), QUE: (55, 90), DUN: (25, 40), COR: (40, 70), ISH: (30, 45), STV: (8, 18), SBL: (10, 28), ALM: (9, 30), KOK: (15, 35),
         QHE: (20, 34), LQI: (28, 45), LYU: (25, 50), MQU: (15, 40)}


def workday(day):
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def make_payments():
    out, rng = [], random.Random("payments")
    live = [i for i in INVOICES if i.live and i.kind == "invoice"]
    cor_unpaid = [i for i in live if i.client == COR][-1]
    held = {cor_unpaid.number}
    held.update(i.number for i in live if i.project == P_QUW and i.day >= D(2026, 5, 1) and i.day < D(2026, 6, 30))
    mqu_late = next(i for i in live if i.client == MQU and (i.day.year, i.day.month) == (2026, 7) and len(i.lines) > 1)
    held.add(mqu_late.number)
    held.add(next(i.number for i in live if i.client == ALM and (i.day.year, i.day.month) == (2026, 9) and len(i.lines) > 1))
    part = next(i for i in live if i.project == P_QUW and i.day >= D(2026, 8, 1))
    short = next(i for i in live if i.project == P_LQI and (i.day.year, i.day.month) == (2026, 8))
    together = [i for i in live if i.project == P_SBL and (i.day.year, i.day.month) in [(2026, 2), (2026, 3)]]
    twice = next(i for i in live if i.client == DUN and (i.day.year, i.day.month) == (2026, 8) and len(i.lines) > 1)
    for i in live:
        if i.number in held or i in together:
            continue
        lo, hi = DELAY[i.client]
        day = workday(i.day + timedelta(days=rng.randint(lo, hi)))
        if i is part:
            out.append(Payment(D(2026, 10, 6), i.client, 1000000, [(i, 1000000)], "part"))
        elif i is short:
            out.append(Payment(D(2026, 9, 22), i.client, i.gross - 5000, [(i, i.gross - 5000)], "short"))
        elif i is twice:
            out.append(Payment(D(2026, 10, 5), i.client, i.gross, [(i, i.gross)]))
            out.append(Payment(D(2026, 10, 8), i.client, i.gross, [], "duplicate", [i]))
        elif day <= AS_OF:
            out.append(Payment(day, i.client, i.gross, [(i, i.gross)]))
    out.append(Payment(D(2026, 3, 30), SBL, sum(i.gross for i in together), [(i, i.gross) for i in together], "together"))
    out.append(Payment(D(2026, 10, 27), LYU, 3000000, [], "prepayment"))
    out.sort(key=lambda p: (p.day, list(CLIENTS).index(p.client), p.cents))
    return out


PAYMENTS = make_payments()
FEE_CLOSED = {id(i): i.gross - c for p in PAYMENTS if p.flavour == "short" for i, c in p.links}   # closed by a bank fee


def paid(invoice, day):
    return sum(c for p in PAYMENTS if p.day <= day for i, c in p.links if i is invoice)


def open_amount(invoice, day):
    """What is open of an invoice at a day's end. A difference within the fee tolerance closes it."""
    left = invoice.gross - paid(invoice, day)
    return 0 if left == FEE_CLOSED.get(id(invoice)) else left


def check_ladder():
    """No bank line that must stay unmatched equals something open, so that no weaker rule may catch it."""
    for p in PAYMENTS:
        eve = p.day - timedelta(days=1)
        opened = [open_amount(i, eve) for i in INVOICES if i.live and i.kind == "invoice" and i.client == p.client and i.day <= p.day]
        opened = [x for x in opened if x]
        if not p.links:
            sums = {0}
            for x in opened:
                sums |= {s + x for s in sums}
            assert p.cents not in sums, (p.client, p.cents)
        for i, cents in p.links:
            assert i.day <= p.day and cents <= open_amount(i, eve)


check_ladder()

# ---------------------------------------------------------------- closing documents (Almaty)
class Act:
    def __init__(self, *row):
        self.number, self.day, self.invoice, self.signed, self.scan, self.original, self.note = row


def make_acts():
    rng, out = random.Random("acts"), []
    n = 1
    for i in INVOICES:
        if i.currency != KZT or not i.live:
            continue
        if i.day >= D(2026, 10, 20) or (i.client == ALM and i.day.month == 8 and i.day.year == 2026):
            continue                      # the act is still awaited
        old = i.day < D(2026, 7, 1)
        signed = old or rng.random() < 0.8
        original = old or (signed and rng.random() < 0.7)
        out.append(Act(f"А-{n:03}", min(month_end(i.day.year, i.day.month), AS_OF), i, signed, signed or rng.random() < 0.5, original, "" if signed else "ждём подпись"))
        n += 1
    return out


ACTS = make_acts()

# ---------------------------------------------------------------- plan: weeks and shares (percent of the contract week; freelancer in hours)
WEEKS = [D(2026, 10, 5) + timedelta(days=7 * n) for n in range(13)]
# person: [(client, [firm percent per week], {week index: tentative})]
PLAN = {
    IMO: [(BRK, [35] * 13), (PEL, [15] * 13), (QUE, [20] * 8 + [10] * 5), (AGENCY, [20] * 13)],
    CAL: [(QUE, [40] * 6 + [20] * 7), (DUN, [30] * 11 + [0] * 2), (BRK, [25] * 13)],
    PRI: [(BRK, [50] * 13), (PEL, [25] * 13), (QUE, [30] * 5 + [0] * 8)],
    THE: [(BRK, [40] * 13), (QUE, [25] * 13), (PEL, [25] * 13)],
    FRE: [(BRK, [0, 0] + [50] * 11), (DUN, [0, 0] + [25] * 9 + [0] * 2)],
    AIG: [(STV, [30] * 13), (KOK, [20] * 12 + [0]), (NUR, [15] * 8 + [0] * 5), (AGENCY, [20] * 13)],
    DAN: [(STV, [40] * 13), (KOK, [40] * 12 + [0]), (ALM, [25] * 13)],
    MAD: [(STV, [50] * 13), (ALM, [25] * 13)],
    ALI: [(STV, [45] * 13), (BRK, [15] * 13), (ALM, [20] * 13)],
    CHE: [(QHE, [35] * 13), (LQI, [15] * 13), (LYU, [20] * 13), (AGENCY, [15] * 13)],
    LIZ: [(QHE, [50] * 8 + [25] * 5), (LYU, [50] * 13)],
    WAN: [(QHE, [50] * 13), (MQU, [30] * 13), (LQI, [15] * 13)],
}
TENTATIVE = {(CAL, DUN): range(7, 11), (DAN, KOK): range(8, 12), (LIZ, LYU): range(6, 13), (AIG, NUR): range(4, 8), (PRI, QUE): range(3, 5)}
FREELANCE = [(QUE, [16, 16, 16, 16, 12, 12, 8, 8, 0, 0, 0, 0, 0])]        # hours a week
# leave of a whole week in the grid; the leave table has the same days
PLAN_LEAVE = {(THE, D(2026, 11, 16)), (WAN, D(2026, 12, 7)), (ALI, D(2026, 12, 21)), (IMO, D(2026, 12, 21))}


class Booking:
    def __init__(self, person, week, client, hours, firm):
        self.person, self.week, self.client, self.hours, self.firm = person, week, client, hours, firm


def make_bookings():
    out = []
    for person, rows in PLAN.items():
        for client, shares in rows:
            for n, pct in enumerate(shares):
                if pct and (person, WEEKS[n]) not in PLAN_LEAVE:
                    c = contract_of(person, WEEKS[n])
                    out.append(Booking(person, WEEKS[n], client, F(c.weekly * pct, 100), n not in TENTATIVE.get((person, client), ())))
    for client, hours in FREELANCE:
        out += [Booking(ROW, WEEKS[n], client, F(h), True) for n, h in enumerate(hours) if h]
    return out


BOOKINGS = make_bookings()

# ---------------------------------------------------------------- reviews, feedback
# survey: day, client, contact, email, score, comment
NPS = [
    (D(2026, 2, 10), BRK, "Moira Denholm", "moira@brackenhall.example", 7, "Solid, a bit slow at Easter"), (D(2026, 9, 15), BRK, "Moira Denholm", "moira@brackenhall.example", 9, "Much better rhythm"),
    (D(2026, 9, 16), BRK, "Jonah Peake", "jonah@brackenhall.example", 10, ""), (D(2026, 9, 16), BRK, "Alison Trew", "alison@brackenhall.example", 8, "Reports could be shorter"),
    (D(2026, 9, 18), BRK, "Dev Ranganath", "dev@brackenhall.example", 9, ""), (D(2026, 9, 21), BRK, "Kit Solway", "kit@brackenhall.example", 6, "Too many amends"),
    (D(2026, 9, 22), BRK, "Lena Forsdyke", "lena@brackenhall.example", 10, "They know our shelves"),
    (D(2026, 9, 17), PEL, "Owen Hartill", "owen@pellworth.example", 9, ""), (D(2026, 9, 18), PEL, "Sadie Marsh", "sadie@pellworth.example", 8, ""),
    (D(2026, 9, 23), QUE, "Bryn Calloway", "bryn@quennell.example", 4, "The website is late"), (D(2026, 9, 24), DUN, "Tessa Oakes", "tessa@dunmarrow.example", 8, ""),
    (D(2026, 9, 15), STV, "Руслан Идрисов", "ruslan@stepnoyveter.example", 10, "Быстро отвечают"), (D(2026, 9, 16), STV, "Динара Калиева", "dinara@stepnoyveter.example", 9, ""), (D(2026, 9, 28), STV, "Олжас Бейсен", "olzhas@stepnoyveter.example", 7, ""),
    (D(2026, 9, 21), SBL, "Марат Есенов", "marat@sarybel.example", 8, ""), (D(2026, 9, 22), KOK, "Жанна Тлеуова", "zhanna@kokzhiek.example", 9, "Сильная команда"),
    (D(2026, 9, 25), QHE, "周可欣", "zhou@qinghe.example", 9, "配合很好"), (D(2026, 9, 28), QHE, "许文博", "xu@qinghe.example", 8, ""),
    (D(2026, 9, 29), LQI, "沈嘉怡", "shen@luqiao.example", 7, "希望更多创意"), (D(2026, 9, 30), LYU, "郭亦凡", "guo@lanyu.example", 6, "进度偏慢"), (D(2026, 10, 9), MQU, "唐书宁", "tang@moquan.example", 10, ""),
]
CSAT = [(D(2026, 7, 14), STV, "Руслан Идрисов", 5, "Отчёт понятный"), (D(2026, 7, 15), SBL, "Марат Есенов", 4, ""), (D(2026, 7, 20), KOK, "Жанна Тлеуова", 5, ""),
        (D(2026, 8, 18), STV, "Динара Калиева", 4, ""), (D(2026, 8, 25), ALM, "Сауле Нурпеис", 3, "Долгие согласования"), (D(2026, 9, 30), SBL, "Марат Есенов", 5, "")]
# touches: day, client, kind, channel, person, summary
TOUCHES = [
    (D(2026, 9, 10), BRK, "review", "in person", IMO, "Quarter review, agreed the autumn plan"), (D(2026, 10, 21), BRK, "call", "phone", IMO, "October hours are over the plan"), (D(2026, 6, 11), BRK, "review", "in person", IMO, "Half-year review"),
    (D(2026, 7, 2), PEL, "review", "video", IMO, "Quarter review"), (D(2026, 10, 14), PEL, "email", "email", CAL, "Renewal terms sent"),
    (D(2026, 6, 25), QUE, "review", "in person", IMO, "Website timetable moved to November"), (D(2026, 10, 19), QUE, "meeting", "in person", CAL, "Go-live plan"), (D(2026, 9, 29), QUE, "call", "phone", IMO, "Unpaid invoice of the second stage"),
    (D(2026, 5, 20), DUN, "review", "video", CAL, "Yearly plan"), (D(2026, 8, 27), DUN, "email", "email", CAL, "Autumn campaign brief"),
    (D(2026, 1, 22), COR, "review", "video", IMO, "Scope for the summer timetable"), (D(2026, 6, 3), COR, "call", "phone", IMO, "Work stops until the budget is clear"),
    (D(2025, 11, 20), ISH, "review", "in person", IMO, "Told us about the funding gap"), (D(2026, 3, 26), ISH, "email", "email", IMO, "Farewell and handover"),
    (D(2026, 10, 7), STV, "review", "созвон", AIG, "Итоги квартала, план на ноябрь"), (D(2026, 10, 28), STV, "call", "телефон", ALI, "Согласование публикаций"),
    (D(2026, 8, 13), SBL, "review", "созвон", AIG, "Каталог: приёмка"), (D(2026, 10, 12), SBL, "email", "почта", AIG, "Отчёт за сентябрь"),
    (D(2026, 4, 16), ALM, "review", "встреча", AIG, "Итоги сезона"), (D(2026, 9, 3), ALM, "meeting", "встреча", ALI, "Съёмка"),
    (D(2026, 7, 9), KOK, "review", "встреча", AIG, "Этап 3"), (D(2026, 10, 22), KOK, "meeting", "встреча", AIG, "Запуск в декабре"),
    (D(2026, 9, 9), NUR, "meeting", "встреча", AIG, "Бриф тендера"), (D(2026, 10, 15), NUR, "call", "телефон", AIG, "Вопросы по тендеру"),
    (D(2026, 9, 28), QHE, "review", "线上", CHE, "季度回顾"), (D(2026, 10, 20), QHE, "call", "电话", WAN, "新品排期"),
    (D(2026, 8, 6), LQI, "review", "线下", CHE, "品牌手册确认"), (D(2026, 10, 13), LQI, "email", "邮件", CHE, "九月报告"),
    (D(2026, 7, 23), LYU, "review", "线下", CHE, "官网二期"), (D(2026, 10, 16), LYU, "meeting", "线下", LIZ, "页面走查"), (D(2026, 5, 14), MQU, "review", "线下", CHE, "年度活动"),
]
# goals: client, goal, unit, baseline, target, actual, starts, due, status
GOALS = [
    (BRK, "Newsletter subscribers", "people", 12000, 20000, 18600, D(2026, 1, 1), D(2026, 12, 31), "open"), (BRK, "Share of repeat buyers", "%", 22, 30, 25, D(2026, 1, 1), D(2026, 12, 31), "open"),
    (PEL, "Eye-test bookings a month", "bookings", 310, 420, 405, D(2026, 1, 1), D(2026, 12, 31), "open"), (QUE, "Website live", "pages", 0, 60, 41, D(2026, 2, 1), D(2026, 11, 30), "open"),
    (QUE, "Journal readers", "people", 4000, 9000, 8200, D(2026, 1, 1), D(2026, 12, 31), "open"), (DUN, "Enquiries a month", "enquiries", 80, 120, 118, D(2026, 1, 1), D(2026, 12, 31), "open"),
    (STV, "Охват в месяц", "чел.", 150000, 260000, 255000, D(2026, 1, 1), D(2026, 12, 31), "open"), (STV, "Стоимость заявки", "KZT", 5200, 3600, 3900, D(2026, 1, 1), D(2026, 12, 31), "open"),
    (SBL, "Заявки с сайта", "шт.", 40, 90, 61, D(2026, 1, 1), D(2026, 12, 31), "open"), (KOK, "Узнаваемость", "%", 0, 15, 9, D(2026, 1, 12), D(2026, 12, 31), "open"),
    (QHE, "社媒粉丝", "人", 80000, 150000, 141000, D(2026, 1, 1), D(2026, 12, 31), "open"), (QHE, "新品试饮", "人", 0, 5000, 3900, D(2026, 5, 6), D(2026, 11, 30), "open"),
    (LQI, "到店客流", "人", 900, 1300, 1020, D(2026, 1, 1), D(2026, 12, 31), "open"), (LYU, "官网预订", "单", 0, 800, 420, D(2026, 3, 2), D(2027, 2, 28), "open"),
]
# actions: client, action, owner, agreed, due, done
ACTIONS = [
    (BRK, "Agree extra hours or cut the scope", IMO, D(2026, 10, 21), D(2026, 11, 6), None), (BRK, "Shorter monthly report", CAL, D(2026, 9, 10), D(2026, 10, 9), D(2026, 10, 7)), (BRK, "Photo library clean-up", PRI, D(2026, 9, 10), D(2026, 10, 16), None),
    (PEL, "Renewal offer", IMO, D(2026, 9, 30), D(2026, 10, 23), None), (QUE, "New go-live date in writing", CAL, D(2026, 10, 19), D(2026, 10, 26), None), (QUE, "Payment plan for stage two", IMO, D(2026, 9, 29), D(2026, 10, 15), None),
    (QUE, "Hand over journal calendar", THE, D(2026, 6, 25), D(2026, 7, 31), D(2026, 7, 28)), (DUN, "Autumn campaign proposal", CAL, D(2026, 8, 27), D(2026, 9, 18), D(2026, 9, 16)), (COR, "Ask about the budget again", IMO, D(2026, 6, 3), D(2026, 9, 1), None),
    (STV, "План публикаций на ноябрь", ALI, D(2026, 10, 7), D(2026, 10, 30), D(2026, 10, 29)), (STV, "Тест видеоформата", MAD, D(2026, 10, 7), D(2026, 11, 20), None), (SBL, "Оригинал акта за каталог", AIG, D(2026, 10, 12), D(2026, 10, 20), None),
    (KOK, "Медиаплан запуска", AIG, D(2026, 10, 22), D(2026, 11, 12), None), (NUR, "Смета тендера", AIG, D(2026, 10, 15), D(2026, 10, 29), None), (QHE, "新品排期表", WAN, D(2026, 10, 20), D(2026, 10, 30), None),
    (LQI, "第四季度创意提案", CHE, D(2026, 10, 13), D(2026, 11, 13), None), (LYU, "补充页面清单", LIZ, D(2026, 10, 16), D(2026, 10, 23), D(2026, 10, 22)), (MQU, "冬季活动报价", WAN, D(2026, 9, 20), D(2026, 10, 12), None),
]
# risks: client, risk, probability 1..5, impact 1..5, mitigation, owner, raised, closed
RISKS = [
    (BRK, "Over-servicing eats the margin", 4, 4, "Renegotiate the fee", IMO, D(2026, 9, 10), None), (PEL, "Renewal not signed by December", 3, 4, "Offer in October", IMO, D(2026, 9, 30), None),
    (QUE, "Website later than November", 4, 5, "Second developer", CAL, D(2026, 8, 24), None), (QUE, "Stage two stays unpaid", 3, 4, "Escalate to the owner", IMO, D(2026, 9, 29), None), (COR, "Old invoice is written off", 4, 3, "", "", D(2026, 9, 1), None),
    (ISH, "Funding ends", 5, 4, "Handover", IMO, D(2025, 11, 20), D(2026, 3, 31)), (STV, "Смена директора по маркетингу", 2, 4, "Знакомство", AIG, D(2026, 10, 7), None), (SBL, "Нет разработчика на поддержку", 4, 3, "Искать замену", AIG, D(2026, 9, 18), None),
    (KOK, "Регистрация затянется", 3, 3, "План Б", AIG, D(2026, 7, 9), None), (QHE, "新品延期", 2, 3, "预留两周", CHE, D(2026, 9, 28), None), (LYU, "官网内容未交", 4, 4, "每周催稿", CHE, D(2026, 10, 16), None),
]
STAKEHOLDERS = [
    (BRK, "Moira Denholm", "Marketing director", "high", "supporter", D(2026, 10, 21)), (BRK, "Kit Solway", "Brand manager", "medium", "critic", D(2026, 9, 21)), (PEL, "Owen Hartill", "Owner", "high", "supporter", D(2026, 10, 14)),
    (QUE, "Bryn Calloway", "Head of digital", "high", "critic", D(2026, 10, 19)), (DUN, "Tessa Oakes", "Communications", "medium", "neutral", D(2026, 8, 27)), (STV, "Руслан Идрисов", "Директор по маркетингу", "high", "supporter", D(2026, 10, 28)),
    (STV, "Динара Калиева", "Бренд-менеджер", "medium", "supporter", D(2026, 9, 16)), (SBL, "Марат Есенов", "Коммерческий директор", "high", "neutral", D(2026, 10, 12)), (KOK, "Жанна Тлеуова", "Руководитель проекта", "high", "supporter", D(2026, 10, 22)),
    (QHE, "周可欣", "市场总监", "high", "supporter", D(2026, 10, 20)), (LQI, "沈嘉怡", "品牌经理", "medium", "neutral", D(2026, 10, 13)), (LYU, "郭亦凡", "数字负责人", "high", "critic", D(2026, 10, 16)),
]
