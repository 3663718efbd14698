"""Outbound: views, tables, workbooks, charts and books; no arithmetic of its own."""
