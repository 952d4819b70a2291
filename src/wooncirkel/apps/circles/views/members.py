"""Pages of the members of a circle: roles, end dates, VOG dates."""
