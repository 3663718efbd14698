"""Tables of a sheet: found by their headers, read as columns of typed values."""
