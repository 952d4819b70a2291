"""What the whole room knows of the globe and the country."""

NETHERLANDS = (3.2, 50.7, 7.3, 53.7)
"""West, south, east, north [degrees]: a box with all of the European Netherlands in it."""
WORLD = (-180.0, -90.0, 180.0, 90.0)
"""All places there are [degrees]."""
WGS84, DUTCH_GRID = "EPSG:4326", "EPSG:28992"
METRES_PER_DEGREE = 111_320.0
"""Metres to a degree of latitude; east and west multiply by the cosine of the latitude [m/degree]."""
