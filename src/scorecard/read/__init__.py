"""Inbound: the only reader of spreadsheets."""
