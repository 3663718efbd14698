"""Quarterly sheets to be filled in, one for each responsible unit."""
