"""Scores: points by the office's rules, roll-ups, league tables, targets made of others."""
