"""What granian serves. It refuses to start with a route that declares no policy."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wooncirkel.project.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from wooncirkel.apps.shared.policy import refuse_undeclared_routes
from wooncirkel.apps.shared.warming import make_ready

refuse_undeclared_routes()
make_ready(application)
