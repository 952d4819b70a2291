"""What granian serves. It refuses to start with a route that declares no policy."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wooncirkel.project.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from wooncirkel.apps.places.bridge import warm_up
from wooncirkel.apps.shared.policy import refuse_undeclared_routes

refuse_undeclared_routes()
warm_up()
