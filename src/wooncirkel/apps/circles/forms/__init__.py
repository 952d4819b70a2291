"""Forms of the room circles: clean values, or an error in plain Dutch."""
