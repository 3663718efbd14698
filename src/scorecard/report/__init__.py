"""Outbound: what is said, once, and on it every output; no arithmetic of its own.

In the order in which a number travels: `inputs` (frames of the rules, names of the books),
`amounts` (a number in words), `target_rows` and `series` (assessments and figures as rows),
`highlights` (what the first page says first), `method` (how it is judged, with `texts`), `build`
(all of it as one `View`), `view` (what a `View` holds).  Outputs: `workbook`, `charts` (in
`fonts`), `pdf`, `slide`, `notice`; plain text in `terminal`, `explain`, `limits`, `groups`,
`revisions`; `exports`.
"""
