"""The nouns: periods, statuses, findings, policies and the contracts of every frame."""
