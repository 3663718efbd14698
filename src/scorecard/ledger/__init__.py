"""The store of accepted figures."""
