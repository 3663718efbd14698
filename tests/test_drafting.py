"""From a document to the target book: readers, the draft workbook, adoption, renewal."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from fpdf import FPDF

from scorecard.draft.documents import FRAME, blocks_of, decoded
from scorecard.i18n import Words
from scorecard.pipeline.adopting import adopt
from scorecard.pipeline.drafting import draft, draft_rows, read_draft, reading_of, source_of
from scorecard.pipeline.new_workspace import write_own
from scorecard.schema.draft_book import DRAFT, Change, Decision
from scorecard.schema.errors import DocumentError, DraftError
from scorecard.workspace import Workspace, load_workspace

OWN = Path(__file__).parent / "data" / "draft" / "docs"
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
    heads = {cell.value: int(cell.column or 0) for cell in page[2]}
    assert page.cell(3, heads["数值来源"]).value == "考核办补充"


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
    assert [book.read_bytes() for book in workspace.books()] == before
