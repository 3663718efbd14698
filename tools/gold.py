"""How well `scorecard draft` reads documents that a person has annotated.

    python tools/gold.py DIR        with DIR/docs/*.txt and DIR/gold.csv
    python tools/gold.py DIR D05 -v one document, each difference printed
    python tools/gold.py DIR --no-cost without the seconds and the memory, as tests want it

Prints what was reached beside what must be, and ends with 1 where a must is missed.  A row of
`gold.csv` is one value of one clause: doc, kind (goal, report, soft, distract), quote, start (in
the clean text), indicator, comparator, value, unit, due, strength, note, anchor_year.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scorecard.draft.documents import clean
from scorecard.draft.goals import Reading, read
from scorecard.draft.sentence import Statement, sentences

Row = dict[str, str]
NAME_ALIKE = 0.8
SLACK = 2
"""Characters by which a number may stand outside its quote."""
LENGTH = 100_000
IMPORTS = "import time, pandas, pandera.pandas\nprint(time.process_time())"
MEMORY = """
import pathlib, resource, time
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
status = pathlib.Path("/proc/self/status")
# Linux counts what the parent held when it started this process; the process's own is told there.
own = status.read_text().partition("VmHWM:")[2].split() if status.exists() else ()
print(time.process_time(), own[0] if own else most)
"""


@dataclass(slots=True)
class Measure:
    """Counts of what was found and what it should be."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def rate(self, part: str, whole: str) -> float:
        """A count as per cent of another; 100 where there is nothing to count."""
        return 100 * self.counts[part] / self.counts[whole] if self.counts[whole] else 100.0


def main(arguments: Sequence[str]) -> int:
    """Measure the documents of a folder; 1 where a must is missed."""
    folder = Path(arguments[0])
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    only = {a for a in arguments[1:] if not a.startswith("-")}
    measure, texts = Measure(), []
    for document in sorted({row["doc"] for row in rows}):
        if only and document not in only:
            continue
        text = clean((folder / "docs" / f"{document}.txt").read_text(encoding="utf-8")).text
        texts.append(text)
        compare(text, [row for row in rows if row["doc"] == document], measure)
    if "-v" in arguments:
        print("\n".join(measure.differences))
    spent = None if "--no-cost" in arguments else cost("\n".join(texts))
    return report(measure, spent)


def compare(text: str, gold: Sequence[Row], measure: Measure) -> None:
    """Hold what is read of a document against its annotation."""
    anchors = [int(row["anchor_year"]) for row in gold if row.get("anchor_year")]
    reading = read(text, anchor=anchors[0] if anchors else None)
    _account(text, reading, measure)
    left = list(reading.statements)
    for row in gold:
        if row["kind"] not in {"goal", "report"}:
            continue
        measure.counts[f"{row['kind']} gold"] += 1
        found = _best(left, row)
        if found is None:
            measure.differences.append(f"{row['doc']} missed {row['kind']}: {row['quote']}")
        else:
            left.remove(found)
            _fields(found, row, measure)
        measure.counts["rank gold"] += row["comparator"].startswith("rank")
    for one in reading.statements:
        measure.counts[f"{one.kind} proposed"] += 1
        measure.counts[f"{one.kind} {one.confidence}"] += 1
    for one in left:
        said = text[slice(*one.quote)]
        measure.differences.append(f"{gold[0]['doc']} not annotated, {one.kind}: {said}")
    _sentences(text, reading, gold, measure)
    _distractors(reading, gold, measure)


def _best(statements: Sequence[Statement], row: Row) -> Statement | None:
    start = int(row["start"])
    end = start + len(row["quote"])
    near = [
        s
        for s in statements
        if s.kind == row["kind"]
        and start - SLACK <= s.number.start <= end + SLACK
        and _value(s) == row["value"]
    ]
    return next((s for s in near if s.number.unit == row["unit"]), near[0] if near else None)


def _value(one: Statement) -> str:
    number = one.number
    return f"{number.value}" if number.upper is None else f"{number.value}~{number.upper}"


def _fields(found: Statement, row: Row, measure: Measure) -> None:
    kind, counts = found.kind, measure.counts
    exact = (found.number.unit, found.comparator) == (row["unit"], row["comparator"])
    right = {
        f"{kind} exact": exact,
        f"{kind} {found.confidence} exact": exact,
        f"{kind} due": found.due == row["due"],
        "strength": kind == "goal" and found.strength == row["strength"],
        "nested": found.nested == row["note"].startswith("nested"),
        "name": alike(found.name, row["indicator"]) >= NAME_ALIKE,
        "rank exact": exact and row["comparator"].startswith("rank"),
    }
    counts.update(name for name, ok in right.items() if ok)
    counts.update([f"{kind} found", "found"])
    wrong = [name for name in (f"{kind} exact", f"{kind} due", "nested", "name") if not right[name]]
    wrong += ["strength"] if kind == "goal" and not right["strength"] else []
    if wrong:
        got = (found.name, found.comparator, found.number.unit, found.due, found.strength)
        measure.differences.append(f"{row['doc']} {', '.join(wrong)}: {row['quote']} | got {got}")


def alike(first: str, second: str) -> float:
    """The F1 of the characters of two names (1 the same characters, 0 none in common)."""
    common = sum((Counter(first) & Counter(second)).values())
    return 2 * common / (len(first) + len(second)) if common else 0.0


def _account(text: str, reading: Reading, measure: Measure) -> None:
    """Every number in exactly one place, every quote and number where it is said to be."""
    taken: Counter[int] = Counter()
    for number in [s.number for s in reading.statements] + reading.aside:
        taken.update(range(number.start, max(number.end, number.stop)))
    for digits in re.finditer(r"\d+(?:[.,]\d+)*", text):
        measure.counts["numbers"] += 1
        once = taken[digits.start()] == 1
        measure.counts["numbers once"] += once
        if not once:
            said = text[max(0, digits.start() - 12) : digits.end() + 8]
            measure.differences.append(f"number in {taken[digits.start()]} places: {said}")
    for one in reading.statements:
        measure.counts["quotes"] += 1
        start, end = one.quote
        inside = start <= one.number.start and one.number.end <= end
        here = text[one.number.start : one.number.end] == one.number.text
        measure.counts["quotes placed"] += inside and here


def _sentences(text: str, reading: Reading, gold: Sequence[Row], measure: Measure) -> None:
    spans = []
    start = 0
    for line in text.split("\n"):
        spans += list(sentences(text, start, start + len(line)))
        start += len(line) + 1

    def sentence(at: int) -> int:
        return next((s for s, e in spans if s <= at < e), -1)

    meant = {sentence(int(row["start"]) + 1) for row in gold if row["kind"] == "goal"}
    found = {sentence(s.number.start) for s in reading.statements if s.kind == "goal"}
    sizes = {"sentences": meant, "sentences found": found, "sentences both": meant & found}
    measure.counts.update({name: len(places) for name, places in sizes.items()})


def _distractors(reading: Reading, gold: Sequence[Row], measure: Measure) -> None:
    goals = [s for s in reading.statements if s.kind == "goal"]
    for row in (row for row in gold if row["kind"] == "distract"):
        start = int(row["start"])
        hit = [s for s in goals if start <= s.number.start < start + len(row["quote"])]
        measure.counts["distractors"] += 1
        measure.differences += [f"{row['doc']} distractor proposed: {row['quote']}" for _ in hit]
        measure.counts["distractors proposed"] += bool(hit)
        measure.counts["distractors high"] += any(s.confidence == "high" for s in hit)


def cost(text: str) -> tuple[float, float]:
    """Seconds for 100,000 characters, in imports of pandas and pandera; megabytes at the most.

    Seconds of the processor: what else the machine does counts for neither.
    """
    long = (text * (LENGTH // max(1, len(text)) + 1))[:LENGTH]
    code = (
        "import sys\nfrom scorecard.draft.documents import clean\n"
        "from scorecard.draft.goals import read\n"
        f"read(clean(sys.stdin.read()).text, anchor=2020)\n{MEMORY}"
    )
    seconds, memory = _run(code, long).split()
    return float(seconds) / float(_run(IMPORTS)), int(memory) / 1024


def _run(code: str, given: str = "") -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(  # noqa: S603  (this interpreter, a text of ours)
        command, input=given, text=True, capture_output=True, check=True, encoding="utf-8"
    ).stdout


def report(measure: Measure, spent: tuple[float, float] | None) -> int:
    """Print the table, with what was `spent` (see `cost`) if asked; 1 where a must is missed."""
    counts, rate = measure.counts, measure.rate
    # what, reached, the must, and whether it is a floor
    table = [
        ("goals exact: precision", rate("goal exact", "goal proposed"), 95, True),
        ("goals exact: recall", rate("goal exact", "goal gold"), 90, True),
        ("of high confidence, right", rate("goal high exact", "goal high"), 98, True),
        ("of goals, high confidence", rate("goal high", "goal proposed"), 60, True),
        ("goal sentences: precision", rate("sentences both", "sentences found"), 95, True),
        ("goal sentences: recall", rate("sentences both", "sentences"), 95, True),
        ("due exact", rate("goal due", "goal found"), 95, True),
        ("strength", rate("strength", "goal found"), 95, True),
        ("ranks", rate("rank exact", "rank gold"), 100, True),
        ("nested", rate("nested", "found"), 95, True),
        ("reported exact: precision", rate("report exact", "report proposed"), 90, True),
        ("reported exact: recall", rate("report exact", "report gold"), 90, True),
        (
            "distractors proposed",
            rate("distractors proposed", "distractors") if counts["distractors"] else 0.0,
            1,
            False,
        ),
        ("distractors of high confidence", float(counts["distractors high"]), 0, False),
        ("indicator names, F1 >= 0.8", rate("name", "found"), 80, True),
        ("numbers accounted for", rate("numbers once", "numbers"), 100, True),
        ("quotes at their place", rate("quotes placed", "quotes"), 100, True),
    ]
    if spent is not None:
        table += [
            ("100,000 characters, in imports", spent[0], 3, False),
            ("memory, MB", spent[1], 200, False),
        ]
    missed = 0
    for what, reached, must, floor in table:
        ok = reached >= must if floor else reached <= must
        missed += not ok
        sign = ">=" if floor else "<="
        print(f"{what:32}{reached:8.1f}  {sign} {must:5}{'' if ok else '  MISSED'}")
    goals, reports = counts["goal gold"], counts["report gold"]
    print(f"{goals} goals and {reports} reported figures annotated; {missed} of the musts missed")
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
