"""Any table of targets and figures that people already have: what `scorecard assess` reads.

Stages, each of which can be looked at: file → sheets, their blocks and header rows (`blocks`) →
what each column is taken for (`roles`) → rows understood (`items`) → one indicator in one scale
(`settled`) → targets and figures with their addresses (`as_books`).  The words of headers and cells
are data (`vocabulary.toml`, looked up by `lexicon`).
"""
