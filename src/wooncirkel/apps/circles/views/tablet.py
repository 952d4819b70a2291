"""Pages of the tablet in the hub."""
