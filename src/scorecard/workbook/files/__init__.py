"""Files from outside: looked at, read once, behind a wall and within limits."""
