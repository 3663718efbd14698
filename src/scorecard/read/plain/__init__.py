"""Plain tables of any office: what `scorecard assess` reads."""
