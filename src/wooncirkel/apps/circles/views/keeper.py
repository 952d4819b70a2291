"""Pages of the log keeper."""
