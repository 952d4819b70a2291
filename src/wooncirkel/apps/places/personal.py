"""The room places holds no persons."""

from wooncirkel.apps.places import models

WITHOUT_PERSONS = (
    models.Source,
    models.Municipality,
    models.District,
    models.Neighbourhood,
    models.Figure,
    models.Square,
    models.Pc6,
    models.Facility,
    models.Network,
)
