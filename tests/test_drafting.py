"""From a document to the target book: readers, the draft workbook, adoption, renewal."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from fpdf import FPDF
from openpyxl.chart import BarChart, Reference

from scorecard.draft import documents
from scorecard.draft.documents import FRAME, blocks_of, decoded
from scorecard.i18n import Words
from scorecard.pipeline.adopting import adopt
from scorecard.pipeline.drafting import (
    Records,
    draft,
    draft_rows,
    present_tables,
    read_draft,
    reading_of,
    source_of,
)
from scorecard.pipeline.new_workspace import write_own
from scorecard.schema.errors import DocumentError, DraftError
from scorecard.schema.sheets import DRAFT
from scorecard.schema.vocabulary import Change, Decision
from scorecard.workspace import Workspace, load_workspace

ROOT = Path(__file__).parents[1]
OWN = ROOT / "tests" / "data" / "draft" / "docs"
ORGANISATION = "青溪高新区"
ABOUT = {"organisation": ORGANISATION, "stated_on": "2024-01"}
WORDS = Words("zh")
Edit = Callable[[openpyxl.Workbook], None]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    write_own(tmp_path / "own", ORGANISATION, WORDS)
    (tmp_path / "own" / "report.txt").write_bytes((OWN / "A1.txt").read_bytes())
    return load_workspace(tmp_path / "own")


def drafted(workspace: Workspace) -> Path:
    return draft(workspace, workspace.root / "report.txt", ABOUT, WORDS)


def edited(path: Path, sheet: str, edits: dict[str, str | float | None], having: str = "") -> None:
    """Type into a column of the rows of a sheet that hold a text."""
    book = openpyxl.load_workbook(path)
    page = book[DRAFT[sheet].zh]
    heads = {cell.value: int(cell.column or 0) for cell in page[2]}
    for row in page.iter_rows(min_row=3):
        if any(having in str(cell.value or "") for cell in row):
            for column, value in edits.items():
                cell = page.cell(int(row[0].row or 0), heads[DRAFT[sheet].column(column).zh])
                cell.value = value
    book.save(path)


def confirmed(workspace: Workspace, having: str = "") -> Path:
    path = drafted(workspace)
    edited(path, "targets", {"confirm": "采用"}, having)
    edited(path, "targets", {"allowed_deviation": 0.5}, "左右")
    edited(path, "documents", {"grade": "官方发布"})
    return path


# ------------------------------------------------------------------- readers


def test_a_page_keeps_its_frame_apart() -> None:
    page = (
        "<html><head><title>站名</title></head><body><nav><a>栏目12</a></nav><div class='main'>"
        "<p>到2025年，企业达到<b>120</b>家。</p><table><tr><td>指标</td><td>2025年</td></tr></table>"
        "</div><div id='page-footer'>备案123号</div><script>var a=9</script></body></html>"
    )
    found = blocks_of(page.encode("gb18030"), "page.html")
    assert [b.text for b in found if b.kind != FRAME] == [
        "到2025年，企业达到120家。",
        "指标 | 2025年",
    ]
    assert {b.text for b in found if b.kind == FRAME} == {"栏目12", "备案123号", "站名"}


def test_a_docx_is_read_in_its_order() -> None:
    document = docx.Document()
    document.add_paragraph("一、目标")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "指标", "2025年"
    document.add_paragraph("完成。")
    written = BytesIO()
    document.save(written)
    found = blocks_of(written.getvalue(), "plan.docx")
    assert [b.text for b in found] == ["一、目标", "指标 | 2025年", "完成。"]


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    for text in ("The city will build at least 5,000 affordable", "homes by 2028."):
        pdf.add_page()
        pdf.cell(text=text)
    found = blocks_of(bytes(pdf.output()), "plan.pdf")
    assert found[0].page == 1
    assert "5,000 affordable" in found[0].text


def test_a_page_that_is_a_picture_is_refused() -> None:
    pdf = FPDF()
    pdf.add_page()
    with pytest.raises(DocumentError, match="pictures"):
        blocks_of(bytes(pdf.output()), "scan.pdf")


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.ofd", "a.xls", "a.zip", "a.docx", "a.pdf"])
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(DocumentError):
        blocks_of(b"PK\x03\x04 no document", name)


def test_an_old_encoding_is_read_as_the_larger_one() -> None:
    assert decoded("<meta charset=gb2312>镕".encode("gb18030")).endswith("镕")


# ------------------------------------------------------------------- the draft


@pytest.mark.parametrize("name", [path.name for path in sorted(OWN.glob("*.txt"))])
def test_every_number_stands_in_one_row_and_every_cell_in_the_document(name: str) -> None:
    source = source_of((OWN / name).read_bytes(), name, stated_on="2024")
    rows, reading = draft_rows(source, ORGANISATION, WORDS), reading_of(source)
    told = len(rows["targets"]) + len(rows["figures"]) + len(rows["aside"])
    assert told == len(reading.statements) + len(reading.aside)
    for row in (*rows["targets"], *rows["figures"], *rows["goals"]):
        assert str(row.values["quote"]) in source.cleaned.raw
    for row in (*rows["targets"], *rows["figures"]):
        quote = str(row.values["quote"])
        ((start, end),) = row.bold
        assert quote[start:end]
        assert str(row.values["printed"]).startswith(quote[start:end])
        assert str(row.values["printed"]).split(" (")[0] in source.cleaned.raw


def test_the_same_document_gives_the_same_bytes(workspace: Workspace) -> None:
    first = drafted(workspace).read_bytes()
    assert drafted(workspace).read_bytes() == first


def test_nothing_is_written_to_the_targets(workspace: Workspace) -> None:
    before = [path.read_bytes() for path in workspace.books()]
    drafted(workspace)
    assert [path.read_bytes() for path in workspace.books()] == before


def test_a_renewed_draft_keeps_decisions_and_typed_cells(workspace: Workspace) -> None:
    path = confirmed(workspace, "高新技术企业")
    edited(path, "targets", {"value": 210, "weight": 5}, "高新技术企业")
    drafted(workspace)
    records = [r for r in read_draft(path)["targets"] if r["confirm"] == Decision.ADOPT]
    assert [(r["value"], r["weight"], r["change"]) for r in records] == [(210, 5, None)]


def test_rows_of_another_edition_are_new_and_decided_ones_stay(workspace: Workspace) -> None:
    confirmed(workspace, "高新技术企业")
    (workspace.root / "report.txt").write_text("2024年计划\n力争企业突破300家。", encoding="utf-8")
    changes = {str(r["change"]) for r in read_draft(drafted(workspace))["targets"]}
    assert changes == {str(Change.NEW), str(Change.GONE)}


def test_a_number_that_was_set_aside_can_be_pulled_back(workspace: Workspace) -> None:
    path = drafted(workspace)
    edited(path, "aside", {"confirm": "采用"}, "0555")
    before = len(read_draft(path)["targets"])
    drafted(workspace)
    drafted(workspace)  # and it stays
    targets = read_draft(path)["targets"]
    assert len(targets) > before
    assert [t["confidence"] for t in targets if "0555" in str(t["quote"])] == ["low", "low"]
    assert not [r for r in read_draft(path)["aside"] if "0555" in str(r["sentence"])]


# ------------------------------------------------------------------- adoption


def test_confirmed_rows_enter_the_book_once(workspace: Workspace) -> None:
    path = confirmed(workspace)
    first = adopt(workspace, [path], WORDS)
    assert first.written
    assert first.targets == first.goals > 10
    again = adopt(workspace, [path], WORDS)
    assert (again.targets, again.goals, again.known) == (0, 0, first.goals)
    changes = [r["change"] for r in read_draft(drafted(workspace))["targets"]]
    assert changes.count(Change.ADOPTED) == first.targets


def test_a_number_that_the_quote_does_not_hold_is_the_offices(workspace: Workspace) -> None:
    path = confirmed(workspace, "高新技术企业")
    edited(path, "targets", {"value": 210}, "高新技术企业")
    book = adopt(workspace, [path], WORDS).book
    page = openpyxl.load_workbook(book)["目标值"]
    heads = {cell.value: int(cell.column or 0) for cell in page[3]}  # below the sample
    assert page.cell(4, heads["数值来源"]).value == "考核办补充"


@pytest.mark.parametrize("what", ["quote", "file", "organisation"])
def test_what_does_not_agree_is_refused_and_nothing_is_written(
    workspace: Workspace, what: str
) -> None:
    path = confirmed(workspace)
    if what == "quote":
        edited(path, "goals", {"quote": "力争达到一百"}, "高新技术企业")
    elif what == "file":
        (workspace.root / "report.txt").write_text("另一份文件", encoding="utf-8")
    else:
        edited(path, "about", {"content": None}, ORGANISATION)
    before = [book.read_bytes() for book in workspace.books()]
    with pytest.raises(DraftError):
        adopt(workspace, [path], WORDS)
    assert [book.read_bytes() for book in workspace.books()] == before


def test_a_book_that_would_have_errors_is_not_written(workspace: Workspace) -> None:
    path = drafted(workspace)
    edited(path, "targets", {"confirm": "采用"})
    before = [book.read_bytes() for book in workspace.books()]
    adopted = adopt(workspace, [path], WORDS)  # nobody has said how good the source is
    assert not adopted.written
    # What is to be mended is told by its place in the draft, in column and row.
    missing = [f.origin for f in adopted.findings if f.code == "B301"]
    assert [(o.file, o.sheet) for o in missing] == [("drafts/report.xlsx", "文件")]
    page = openpyxl.load_workbook(path)["文件"]
    heads = {cell.value: cell.coordinate for cell in page[2]}
    assert missing[0].cell == heads["来源等级"].replace("2", "3")
    assert "来源等级" in WORDS.finding(adopted.findings[0]).message
    # A word that the cell does not know is told as what it is, not as a blank; so is a decision.
    edited(path, "documents", {"grade": "甲级"})
    edited(path, "figures", {"confirm": "同意"})
    told = adopt(workspace, [path], WORDS).findings
    assert {("文件", "甲级"), ("数据", "同意")} <= {(f.origin.sheet, f.found) for f in told}
    assert "B301" not in {f.code for f in told}
    assert [book.read_bytes() for book in workspace.books()] == before


# ------------------------------------------------------------------- what is refused, what is read


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("plan.doc", b"\xd0\xcf\x11\xe0", "save it as docx"),
        ("plan.wps", b"\xd0\xcf\x11\xe0", "save it as docx"),
        ("plan.ofd", b"PK", "save it as PDF"),
        ("plan.xls", b"\xd0\xcf\x11\xe0", "copy it into a docx"),
        ("plan.png", b"\x89PNG", "not read"),
        ("plan.docx", b"\xd0\xcf\x11\xe0 encrypted", "encrypted"),
        ("plan.txt", b"  \n", "no text"),
    ],
)
def test_a_refusal_says_what_to_do(name: str, data: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        blocks_of(data, name)


def test_an_encrypted_pdf_is_refused() -> None:
    pdf = FPDF()
    pdf.set_encryption(owner_password="a", user_password="b")  # noqa: S106  (a made-up file)
    pdf.add_page()
    with pytest.raises(DocumentError, match="encrypted"):
        blocks_of(bytes(pdf.output()), "plan.pdf")


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica")
    for _ in range(3):
        pdf.add_page()
        pdf.cell(text="The city will build at least 5,000 homes.")
    document = docx.Document()
    document.add_paragraph("完成。")
    written = BytesIO()
    document.save(written)
    monkeypatch.setattr(documents, "MOST_PAGES", 2)
    with pytest.raises(DocumentError, match="1,000 pages"):
        blocks_of(bytes(pdf.output()), "long.pdf")
    monkeypatch.setattr(documents, "MOST_UNPACKED", 100)
    with pytest.raises(DocumentError, match="500 MB"):
        blocks_of(written.getvalue(), "bomb.docx")
    monkeypatch.setattr(documents, "MOST_BYTES", 3)
    with pytest.raises(DocumentError, match="50 MB"):
        blocks_of(b"1234", "long.txt")


def test_a_sentence_in_columns_stays_whole() -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    pdf.add_page()
    words = (
        "The city will build at least 5,000 affordable homes by 2028 and plant 60,000 trees. " * 9
    )
    for x in (10, 110):
        pdf.set_xy(x, 20)
        pdf.multi_cell(85, text=words)
    text = "".join(b.text for b in blocks_of(bytes(pdf.output()), "plan.pdf"))
    assert text.count("5,000 affordable homes by 2028 and plant 60,000 trees.") == 18


def test_merged_cells_say_their_number_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    texts = (("指标", "2020年", "2025年"), ("产值（亿元）", "560", "820"), ("增速", "8", "8"))
    for row, values in zip(table.rows, texts, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    table.cell(2, 1).merge(table.cell(2, 2)).text = "8"
    table.cell(1, 2).text = "820"
    written = BytesIO()
    document.save(written)
    found = [b.text for b in blocks_of(written.getvalue(), "plan.docx")]
    assert found == ["指标 | 2020年 | 2025年", "产值（亿元） | 560 | 820", "增速 | 8 |"]


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8", "utf-16"])
def test_an_encoding_that_nothing_declares_is_found(encoding: str) -> None:
    text = (
        "到2025年，全區企業達到120家，增長8%以上。"
        if encoding == "big5"
        else "到2025年，企业达到120家。"
    )
    assert decoded(text.encode(encoding)) == text


# ------------------------------------------------------------------- nothing lost, nothing invented


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["C2.txt", "C9.txt", "G4.txt", "G6.txt"])
def test_every_number_of_a_document_is_in_one_row_of_the_workbook(
    workspace: Workspace, name: str, language: str
) -> None:
    (workspace.root / name).write_bytes((OWN / name).read_bytes())
    path = draft(workspace, workspace.root / name, ABOUT, Words(language))
    raw = source_of((OWN / name).read_bytes(), name).cleaned.raw
    held: Counter[int] = Counter()
    for sheet, column in (("targets", "printed"), ("figures", "printed"), ("aside", "number")):
        for record in read_draft(path)[sheet]:
            start, text = int(str(record["key"]).split(":")[1]), str(record[column]).split(" (")[0]
            assert raw[start : start + len(text)] == text
            held.update(range(start, start + len(text)))
    digits = {m.start() for m in re.finditer(r"[0-9０-９]", raw)}
    assert {held[at] for at in digits} == {1}


def test_words_say_what_a_goal_without_a_number_is(workspace: Workspace) -> None:
    text = (
        "2024年工作安排\n确保年内出台招商引资办法。力争谱写高质量发展新篇章。努力改善营商环境。\n"
        "确保引进项目30个。已建成投产。"
    )
    (workspace.root / "plan.txt").write_text(text, encoding="utf-8")
    path = draft(workspace, workspace.root / "plan.txt", ABOUT, WORDS)
    found = {str(r["quote"]): str(r["class"]) for r in read_draft(path)["goals"] if r["confirm"]}
    assert found == {
        "确保年内出台招商引资办法。": "deliverable",
        "力争谱写高质量发展新篇章。": "slogan",
        "努力改善营商环境。": "needs_definition",
    }


def test_parts_that_do_not_add_up_are_asked_about(workspace: Workspace) -> None:
    text = (
        "2021年以来，园区累计招引项目18个，其中投资额超10亿元项目5个、超3亿元项目9个，总投资额135.7亿元。\n"
        "预计全年签约项目10个，其中内资项目7个、外资项目3个。"
    )
    (workspace.root / "results.txt").write_text(text, encoding="utf-8")
    path = draft(workspace, workspace.root / "results.txt", ABOUT, WORDS)
    rows = read_draft(path)["figures"]
    assert [r["value"] for r in rows if r["asked"]] == [5, 9]
    assert [r["state"] for r in rows] == [None] * 4 + ["estimate"] * 3


# ------------------------------------------------------------------- adopting into a book in use


def test_an_adopted_book_equals_the_one_made_by_hand(tmp_path: Path) -> None:
    """The excerpts of the tutorial say what two of the example's books hold."""
    page = (ROOT / "docs" / "tutorial" / "from-document.md").read_text(encoding="utf-8")
    texts = re.findall(r"```text\n(.*?)```", page, flags=re.DOTALL)[:2]
    made = load_workspace(ROOT)
    for text, name in zip(texts, ("莱芜高新区", "钟楼高新园"), strict=True):
        write_own(tmp_path / name, name, WORDS)
        own = load_workspace(tmp_path / name)
        (own.root / "text.txt").write_text(text, encoding="utf-8")
        path = draft(own, own.root / "text.txt", ABOUT | {"organisation": name}, WORDS)
        for sheet in ("targets", "figures"):
            edited(path, sheet, {"confirm": "采用"})
        edited(path, "documents", {"grade": "新闻媒体"})
        adopted = adopt(own, [path], WORDS)
        assert adopted.written, adopted.findings
        mine, theirs = (present_tables(w.targets / f"{name}.xlsx", 1) for w in (own, made))
        assert stated(mine) == stated(theirs)
        held = [str(r["quote"]) for r in theirs["goals"]]
        for fact in (r for r in mine["goals"] if r["class"] == "fact"):
            number = re.findall(r"\d[\d.]*(?=个|亿元$)", str(fact["quote"]))[-1]
            assert any(quote.endswith((f"{number}个", f"{number}亿元")) for quote in held)


def stated(tables: Records) -> list[tuple[object, ...]]:
    """The targets of a book that rest on a number of the document."""
    fields = ("due", "comparator", "value", "direction")
    return [
        tuple(str(r.get(f)) for f in fields) for r in tables["targets"] if r["comparator"] != "done"
    ]


def test_what_a_person_made_of_the_book_stays(workspace: Workspace) -> None:
    path = confirmed(workspace, "高新技术企业")
    book = next(iter(workspace.books()))
    opened = openpyxl.load_workbook(book)
    page = opened["目标表述"]
    page.column_dimensions["C"].width, page["A1"].value = 77, "我们的目标"
    note = opened.create_sheet("便笺")
    note["A1"] = "会上定的"
    chart = BarChart()
    chart.add_data(Reference(note, min_col=1, min_row=1))
    note.add_chart(chart, "C3")
    opened.save(book)
    drawn = zipfile.ZipFile(book).read("xl/charts/chart1.xml")
    assert adopt(workspace, [path], WORDS).written
    assert zipfile.ZipFile(book).read("xl/charts/chart1.xml") == drawn
    after = openpyxl.load_workbook(book)
    assert after["目标表述"].column_dimensions["C"].width == 77
    assert after["目标表述"]["A1"].value == "我们的目标"
    assert after["便笺"]["A1"].value == "会上定的"
    quotes = [str(cell.value) for cell in after["目标表述"]["C"]]
    assert "高新技术企业" in quotes[-1]


def test_a_reported_figure_enters_as_a_fact_with_its_indicator(workspace: Workspace) -> None:
    path = drafted(workspace)
    edited(path, "figures", {"confirm": "采用"})
    edited(path, "documents", {"grade": "官方发布"})
    adopted = adopt(workspace, [path], WORDS)
    tables = present_tables(adopted.book, 1)
    assert adopted.figures == adopted.goals > 3
    assert (adopted.targets, tables["targets"]) == (0, [])
    assert {r["class"] for r in tables["goals"]} == {"fact"}
    assert tables["indicators"]
