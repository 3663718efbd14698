"""The verbs: pure functions from frames to frames or findings."""
