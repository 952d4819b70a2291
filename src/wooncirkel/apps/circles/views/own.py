"""A resident takes her data along, pauses, stops."""
