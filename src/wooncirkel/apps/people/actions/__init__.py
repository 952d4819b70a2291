"""Acts of the room people: the only place that saves its rows."""
