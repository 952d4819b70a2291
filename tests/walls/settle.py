"""Store the cast in the installation of the environment, sign everybody in, say who has which session."""

import json
import os
import sys

import django


def main() -> None:
    """Do so, in a process of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wooncirkel.project.settings")
    django.setup()
    from django.test import Client

    from cast import gather
    from wooncirkel.apps.shared.rowsecurity import as_program

    with as_program("command"):
        cast = gather()
        sessions = {}
        for name in cast.people:
            client = Client()
            cast.sign_in(client, name)
            sessions[name] = client.session.session_key
    keys = {name: str(row.public_id) for name, row in cast.residents.items()}
    sys.stdout.write(json.dumps({"sessions": sessions, "keys": keys}) + "\n")


if __name__ == "__main__":
    sys.exit(main())
