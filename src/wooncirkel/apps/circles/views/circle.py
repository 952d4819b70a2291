"""Pages of a circle: its house, purposes, vision, partners, members."""
