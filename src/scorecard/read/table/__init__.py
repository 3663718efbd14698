"""Any table of targets and figures that people already have: what `scorecard assess` reads.

Stages, each of which can be looked at: file → sheets (`sheets`) → blocks and header rows
(`headers`) → columns understood (`columns`) → rows understood (`rows`) → targets and figures with
their addresses (`read`).  The words of headers and cells are data (`vocabulary.toml`).
"""
