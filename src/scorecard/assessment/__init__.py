"""The judge: one target with its figures gives one assessment, on plain values.

Read beside the method: `target` (what is aimed at), `figures` (what is known), `pathway` (what is
expected), `gate` (the seven steps), `methods` (how far), and `assess`, which puts them together,
with flags and forecast.  `frames` is the adapter for pandas, `arrow` for tables of Arrow; `lines`,
`history` and `expectations` give what stands around an assessment.
"""
