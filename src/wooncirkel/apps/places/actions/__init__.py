"""The only part of the room places that saves: importing files, and the demo city.

Nothing is imported here: the demo city must be found standing without waiting for the readers.
"""
