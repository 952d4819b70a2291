"""Pages of the room circles."""
