"""Where everything stands in a workbook: columns, sheets and closed words, as data."""
