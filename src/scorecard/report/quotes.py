"""The sentences behind targets and goals, with the documents they stand in."""

from __future__ import annotations

from scorecard.model.frames import Books
from scorecard.model.labels import GRADES, ORIGINS, STRENGTHS
from scorecard.report.parts import Quote
from scorecard.report.records import Record, records
from scorecard.words import Words


class Quotes:
    """Goals and documents of the books, looked up by organisation and id."""

    def __init__(self, books: Books, words: Words) -> None:
        self.words = words
        self.made: dict[tuple[str | None, ...], Quote] = {}
        self.goals: dict[tuple[str, str], Record] = {
            (g["organisation"] or "", g["goal"] or ""): g for g in records(books.goals.values)
        }
        self.documents: dict[tuple[str, str], Record] = {
            (d["organisation"] or "", d["document"] or ""): d
            for d in records(books.documents.values)
        }

    def quote(
        self, organisation: str | None, goal: str | None, origin: str | None, strength: str | None
    ) -> Quote:
        """The sentence of a goal; its parts are empty where the books do not hold it."""
        key = (organisation, goal, origin, strength)
        if key not in self.made:
            self.made[key] = self._quote(*key)
        return self.made[key]

    def _quote(
        self, organisation: str | None, goal: str | None, origin: str | None, strength: str | None
    ) -> Quote:
        said = self.goals.get((organisation or "", goal or ""), {})
        document = said.get("document") or ""
        stated = self.documents.get((organisation or "", document), {})
        force = strength or said.get("strength") or ""
        return Quote(
            goal=goal or "",
            text=said.get("quote") or "",
            document=document,
            title=stated.get("title") or "",
            publisher=stated.get("publisher") or "",
            stated_on=self.words.period(stated.get("stated_on")),
            published_on=self.words.period(stated.get("published_on")),
            grade_word=self.words.label(GRADES, stated.get("grade") or ""),
            strength=force,
            strength_word=self.words.label(STRENGTHS, force),
            origin=origin or "",
            origin_word=self.words.label(ORIGINS, origin or ""),
        )
