"""The room of circles."""

from django.apps import AppConfig


class CirclesConfig(AppConfig):
    """Circles."""

    name = "wooncirkel.apps.circles"
    label = "circles"

    def ready(self) -> None:
        """Register the personal fields of this room, and its ways."""
        from wooncirkel.apps.circles.models import Role
        from wooncirkel.apps.circles.personal import register
        from wooncirkel.apps.circles.rules import helps_decide, lives_here, role
        from wooncirkel.apps.circles.wall import register as register_wall
        from wooncirkel.apps.shared import hooks, shell

        register()
        hooks.DAILY.append("wooncirkel.apps.circles.actions.forgetting.forget_deciders")
        hooks.DAILY.append("wooncirkel.apps.circles.actions.own_people.let_go_of_all")
        hooks.DAILY.append("wooncirkel.apps.circles.actions.drafts.forget_old")
        register_wall()
        hooks.DAILY.append("wooncirkel.apps.circles.actions.reviews.fill_queues")
        shell.WAYS.append(shell.Way("log", "log", "eye", "Logboek", role(Role.LOG_KEEPER)))
        shell.WAYS.append(shell.Way("desk", "desk", "coffee", "Balie", role(Role.HOST)))
        shell.MINE_TILES += [
            shell.Tile("mine", "who-i-am", "user-round", "Wie ik ben", lives_here, "Zo noem je mij"),
            shell.Tile(
                "mine", "my-people", "users-round", "Mijn mensen", lives_here, "Wie ik vertrouw", "brick"
            ),
            shell.Tile(
                "mine", "who-helps", "hand-helping", "Wie mij helpt", lives_here, "Samen beslissen", "evening"
            ),
            shell.Tile(
                "mine", "i-help", "heart-handshake", "Wie ik help", helps_decide, "Ik beslis mee", "wood"
            ),
            shell.Tile("mine", "my-card", "id-card", "Mijn kaart", lives_here, "Kaart kwijt?", "evening"),
        ]
        begins, plans = role(Role.PLANNER, Role.ADMINISTRATOR), role(Role.PLANNER)
        begin = shell.Way("circles", "begin-circle", "sprout", "Begin hier een kring", begins)
        shell.CIRCLE_WAYS.append(begin)
        shell.CITY_WAYS.append(
            shell.Way("where", "criteria", "sliders-horizontal", "Waar is een cirkel nodig?", plans)
        )
        shell.MINE_TILES.append(
            shell.Tile(
                "mine",
                "criteria",
                "sliders-horizontal",
                "Waar is een cirkel nodig?",
                plans,
                "Drie vragen over elke buurt",
                "evening",
            )
        )
        shell.FOOT_WAYS.append(shell.Way("circles", "circles", "circle-dot-dashed", "De kringen"))
