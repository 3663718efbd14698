"""The declarations: closed words, sheets and columns, findings, reasons, periods, frames."""
