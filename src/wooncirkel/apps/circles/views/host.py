"""Pages of a host: find somebody, add somebody, type for somebody."""
