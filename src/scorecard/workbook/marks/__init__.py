"""Marked copies: faults written into the sender's own workbook, and taken out again."""
