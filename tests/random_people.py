"""Fill-ins at random: what was meant, how it was typed, which faults were planted and where."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from people import PAST, Person, Typed, put

LAST: Final = PAST["2026-Q2"]
FLOWS: Final = ("invest", "revenue", "fdi", "deals", "output")
POINTS: Final = ("firms", "share", "plan", "energy")
DECIMALS: Final = {"invest": 0, "revenue": 2, "fdi": 1, "deals": 0, "output": 1, "firms": 0}
UNITS: Final = {
    "invest": "万元",
    "revenue": "亿元",
    "fdi": "万美元",
    "deals": "个",
    "firms": "家",
    "output": "亿元",
}
REFUSED: Final = {
    "C104": ("18+", "17000余", "10多", "若干", "一批", "500以上"),
    "C106": ("看情况", "见附件", "同比增长", "已完成"),
    "C107": ("4,38,600", "1,23", "12,3456"),
    "C113": ("18(其中新增3)", "5/9", "8~10", "3-5"),
    "C114": ("—", "-", "/", "无", "同上", "…"),
    "C108": ("12亩", "45%"),
}
"""Entries that are refused in any cell of money or counts, by code."""


@dataclass
class FillIn:
    """One filled-in form: figures by (indicator, column), planted faults by (code, cell)."""

    seed: int
    meant: dict[tuple[str, str], float] = field(default_factory=dict)
    planted: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    data: bytes = b""
    name: str = ""
    done: list[str] = field(default_factory=list)


class _Filler:
    """Fills one form; `dice` decide everything."""

    def __init__(self, form: bytes, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311  (examples, not secrets)
        self.person = Person(form)
        self.out = FillIn(seed)
        self.free = [*FLOWS, *POINTS]
        self.late: list[Callable[[], tuple[str, str]]] = []
        self.added = 0

    def run(self, faults: int) -> FillIn:
        self._fill()
        self._plant(faults)
        self._handle()
        places = {i: row for row, i in self.person.indicators.items()}
        for (indicator, column), code in list(self.out.planted.items()):
            if column in self.person.columns:
                cell = self.person.sheet.cell(places[indicator], self.person.columns[column])
                self.out.rows[f"{code} {cell.coordinate}"] = code
        for plant in self.late:
            code, address = plant()
            self.out.rows[f"{code} {address}"] = code
        self.out.data = self.person.saved()
        self.out.name = self.dice.choice(
            (
                "上报.xlsx",
                "虚构示例高新区-经济发展局终稿(2).xlsx",
                "新建 XLSX 工作表.xlsx",
                "a.xlsx",
            )
        )
        return self.out

    # -------------------------------------------------------------- sound figures

    def _fill(self) -> None:
        person, dice = self.person, self.dice
        person.sent_on(date(2026, 10, dice.randint(1, 9)))
        if dice.random() < 0.5:
            person.sign(dice.choice(("王某某", "李某 0531-88880000", "张三")))
        for indicator in (*FLOWS, *POINTS):
            for column, value in self._values(indicator).items():
                self.out.meant[indicator, column] = value
                self._type(indicator, column, value)
            if dice.random() < 0.8:
                person.type(indicator, "state", dice.choice(("快报", "核定", "Final", "核定数")))
            if dice.random() < 0.8:
                person.type(indicator, "evidence", "虚构台账第3号")
            if dice.random() < 0.3:
                person.type(indicator, "note", dice.choice(("=1+1", "-", "进展顺利", "@某处")))

    def _values(self, indicator: str) -> dict[str, float]:
        dice, last = self.dice, LAST[indicator]
        if indicator in POINTS:
            size = {"firms": 0, "share": 1, "plan": 1, "energy": 2}[indicator]
            value = round(last[0] * dice.uniform(0.9, 1.4), size)
            return {"this_period": min(value, 1.0) if indicator == "plan" else value}
        places = DECIMALS[indicator]
        value = round(last[0] * dice.uniform(0.7, 1.6), places)
        both = {"this_period": value, "to_date": round(last[1] + value, places)}
        drop = dice.random()
        if drop < 0.1:
            del both["to_date"]
        elif drop < 0.2:
            del both["this_period"]
        return both

    def _type(self, indicator: str, column: str, value: float) -> None:
        """The value, spelled in one of the ways that leave no doubt."""
        typed: Typed = int(value) if float(value).is_integer() else value
        plain = repr(typed)
        ways: list[Typed] = [typed] * 6 + [plain, f" {plain} ", f"'{plain}", plain.translate(WIDE)]
        if isinstance(typed, int) and typed >= 1000:
            ways += [f"{typed:,}", f"{typed:,}".replace(",", "，")]
        if indicator in UNITS:
            ways.append(f"{plain}{UNITS[indicator]}")
        if indicator == "invest":
            ways.append(f"{value / 10_000:.4f}亿元")
        choice = self.dice.choice(ways)
        if self.dice.random() < 0.1:
            self.person.paste(indicator, column, choice)
        else:
            self.person.type(indicator, column, choice)

    # -------------------------------------------------------------- planted faults

    def _plant(self, count: int) -> None:
        kinds = [self._word] * 3 + [self._kind] * 2
        kinds += [self._sum, self._falls, self._mixed_up, self._slipped, self._range, self._state]
        kinds += [self._renamed_row, self._no_name, self._unknown, self._title, self._correction]
        for kind in self.dice.sample(kinds, count):
            kind()

    def _take(self, *among: str) -> str | None:
        """A row without a fault so far."""
        mine = [i for i in self.free if i in among]
        if not mine:
            return None
        chosen = self.dice.choice(mine)
        self.free.remove(chosen)
        return chosen

    def _put(self, indicator: str, column: str, value: Typed, code: str) -> None:
        self.out.meant.pop((indicator, column), None)
        self.person.type(indicator, column, value, "General")
        self.out.planted[indicator, column] = code

    def _clear(self, indicator: str, column: str) -> None:
        self.out.meant.pop((indicator, column), None)
        self.person.type(indicator, column, None)

    def _column(self, indicator: str) -> str:
        return self.dice.choice(("this_period", "to_date")) if indicator in FLOWS else "this_period"

    def _word(self) -> None:
        indicator = self._take("invest", "revenue", "output", "deals", "firms")
        if indicator is not None:
            code = self.dice.choice(sorted(REFUSED))
            self._put(indicator, self._column(indicator), self.dice.choice(REFUSED[code]), code)

    def _kind(self) -> None:
        indicator = self._take(*FLOWS, *POINTS)
        if indicator is None:
            return
        column = self._column(indicator)
        code, value = self.dice.choice(
            (
                ("C109", True),
                ("C110", "#REF!"),
                ("C110", "#DIV/0!"),
                ("C112", date(2026, 8, 10)),
                ("C111", None),
            )
        )
        self._put(indicator, column, value, code)
        if code == "C111":
            self.person.formula(indicator, column, "=100+23")
        elif code == "C112":
            self.person.cell(indicator, column).number_format = "yyyy-mm-dd"

    def _sum(self) -> None:
        indicator = self._take(*FLOWS)
        if indicator is None:
            return
        single = self._values(indicator).get("this_period")
        single = LAST[indicator][0] if single is None else single
        self.out.meant[indicator, "this_period"] = single
        self.person.type(indicator, "this_period", single, "General")
        wrong = round(LAST[indicator][1] + single * self.dice.uniform(1.2, 1.5), 2)
        if indicator == "deals":
            wrong = float(int(wrong) + 3)
        self._put(indicator, "to_date", wrong, "X206")
        self._no_note(indicator)

    def _no_note(self, indicator: str) -> None:
        """What has a note would be confirmed."""
        self.person.type(indicator, "note", None)

    def _falls(self) -> None:
        indicator = self._take(*FLOWS)
        if indicator is not None:
            self._clear(indicator, "this_period")
            less = round(LAST[indicator][1] * self.dice.uniform(0.7, 0.95), 0)
            self._put(indicator, "to_date", less, "X204")
            self._no_note(indicator)

    def _mixed_up(self) -> None:
        indicator = self._take("invest", "revenue", "fdi", "output")
        if indicator is not None:
            self._clear(indicator, "to_date")
            value = LAST[indicator][0] * self.dice.choice((1e4, 1e-4)) * self.dice.uniform(0.8, 1.2)
            self._put(indicator, "this_period", float(f"{value:.6g}"), "C124")
            self._no_note(indicator)

    def _slipped(self) -> None:
        indicator = self._take("firms")
        if indicator is not None:
            value = round(LAST["firms"][0] * self.dice.choice((10, 0.1, 100)))
            self._put("firms", "this_period", value, "F154")
            self._no_note(indicator)

    def _range(self) -> None:
        indicator = self._take("share", "plan", "firms")
        if indicator is not None:
            value = {"share": 130, "plan": 1.5, "firms": -3}[indicator]
            code = "C143" if indicator == "plan" else "C116"
            self._put(indicator, "this_period", value, code)

    def _state(self) -> None:
        indicator = self._take(*FLOWS, *POINTS)
        if indicator is not None:
            self.person.type(indicator, "state", self.dice.choice(("差不多", "已审", "ok")))
            self.out.planted[indicator, "state"] = "C140"

    def _renamed_row(self) -> None:
        indicator = self._take(*POINTS)
        if indicator is not None:
            put(self.person.cell(indicator, "indicator"), "固定资产投资")
            self.out.planted[indicator, "indicator"] = "F109"
            self.out.meant.pop((indicator, "this_period"), None)

    def _no_name(self) -> None:
        value = self.dice.randint(1, 900)

        def plant() -> tuple[str, str]:
            row = self._below()
            self.person.insert(row, {"this_period": value})
            return "F110", f"G{row}"

        self.late.append(plant)

    def _unknown(self) -> None:
        def plant() -> tuple[str, str]:
            row = self._below()
            self.person.insert(row, {"indicator": "自己加的指标", "this_period": 5})
            return "F108", f"B{row}"

        self.late.append(plant)

    def _below(self) -> int:
        """The next row below the table that nobody has added yet."""
        self.added += 1
        return self.person._block()[1] + self.added

    def _title(self) -> None:
        put(self.person.sheet["A1"], "2026年第二季度目标完成情况表")
        self.out.rows["F105 A1"] = "F105"

    def _correction(self) -> None:
        sheet = self.person.book["更正"]
        line = ("企业数", "2026年第一季度", "时点值", None, 1_420, None, None, "重复计算")
        code, cell, gap = self.dice.choice(
            (("F146", "H4", 7), ("F145", "E4", 4), ("F143", "B4", 1))
        )
        for place, value in enumerate(line):
            if place != gap and value is not None:
                put(sheet.cell(4, place + 1), value)
        self.out.rows[f"{code} {cell}"] = code

    # -------------------------------------------------------------- what people do to sheets

    def _handle(self) -> None:
        dice, person = self.dice, self.person
        if dice.random() < 0.3:
            order: Mapping[str, float] = {i: dice.random() for i in person.ids}
            person.sort(lambda name: order.get(name, 1.0))
            self.out.done.append("sorted")
        if dice.random() < 0.3:
            person.insert(person._block()[0] + dice.randint(1, 3))
            self.out.done.append("inserted")
        if dice.random() < 0.2:
            person.insert(person._block()[1] + 1, {"no": "注：数据为虚构示例"})
            self.out.done.append("remark")
        if dice.random() < 0.2 and self.free:
            gone = dice.choice(self.free)
            person.delete(gone)
            self.out.meant = {k: v for k, v in self.out.meant.items() if k[0] != gone}
            self.out.done.append(f"deleted {gone}")
        if dice.random() < 0.2:
            person.rename("this_period", dice.choice(("三季度完成数", "7-9月", "完成情况")))
            self.out.done.append("renamed")
        if dice.random() < 0.2:
            person.reorder(("更正", "填报表"))
            self.out.done.append("reordered")
        if dice.random() < 0.2:
            person.sheet.column_dimensions["G"].width = 33
            person.sheet.row_dimensions[5].height = 50


WIDE: Final = {ord(str(n)): chr(0xFF10 + n) for n in range(10)} | {ord("."): "．"}


def filled_at_random(form: bytes, seed: int) -> FillIn:
    """A form filled in with zero to four planted faults; the same seed gives the same."""
    dice = random.Random(seed)  # noqa: S311  (examples, not secrets)
    return _Filler(form, seed).run(dice.choice((0, 0, 1, 1, 2, 3, 4)))
