"""Quarterly sheets as they come back."""
