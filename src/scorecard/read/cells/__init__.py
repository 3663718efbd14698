"""The cell grammar: raw cells typed where their address is known."""
