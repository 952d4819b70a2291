"""Pages of a resident about herself: her lines, her people, who looked."""
