"""The judge: one target with its figures gives one assessment, on plain values.

Read beside the method: `target` (what is aimed at), `figures` (what is known), `pathway` (what is
expected), `gate` (the seven steps), `methods` (how far), `flags`, `forecast`, and `assess`, which
puts them together.  `frames` is the adapter for tables.
"""
