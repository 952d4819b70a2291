"""Two people changed the same thing: nothing is overwritten, both texts are shown."""


class StaleError(Exception):
    """A save of something that has changed since it was read; `yours` and `theirs` hold the fields."""

    def __init__(self, yours: dict[str, str], theirs: dict[str, str]) -> None:
        """Keep both, so that a page can show them."""
        super().__init__("changed since it was read")
        self.yours, self.theirs = yours, theirs
