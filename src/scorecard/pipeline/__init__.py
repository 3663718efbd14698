"""The one place where stages are put together; returns results, prints nothing."""
