"""Acts of the room circles: the only place that saves its rows."""
