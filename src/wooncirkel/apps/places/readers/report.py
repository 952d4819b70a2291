"""What reading a file gave: the rows, what was wrong with others, what was left out on purpose."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from wooncirkel.apps.places.readers.errors import ROW_FAULTS, BadFile, bad_file

Row = TypeVar("Row")
Progress = Callable[[str, int], None]
"""Called with a stage (`read`, `network`, `tiles`) and how many rows it has done, which never falls."""
MOST_REJECTED = 0.5


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that cannot be used: its place in the file and a code of ROW_FAULTS."""

    row: str
    code: str

    @property
    def english(self) -> str:
        """The reason for the command line."""
        return ROW_FAULTS[self.code][0]

    @property
    def dutch(self) -> str:
        """The reason for a page."""
        return ROW_FAULTS[self.code][1]


def _one(_: object) -> int:
    return 1


@dataclass
class Reading(Generic[Row]):
    """Rows in the order of the file, rejected rows, and counts of what is left out by rule (never a
    fault).
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    progress: Progress | None = None
    weigh: Callable[[Row], int] = _one
    done: int = 0
    codes: set[str] = field(default_factory=set)

    @property
    def good(self) -> int:
        """How many rows of the file can be used: `weigh` says how many of them one of ours stands for."""
        return sum(self.weigh(row) for row in self.rows)

    def tick(self, more: int) -> None:
        """Tell the caller that so many more rows have been read."""
        self.done += more
        if self.progress:
            self.progress("read", self.done)

    def leave_out(self, reason: str, count: int = 1) -> None:
        """Count rows that are left out by rule."""
        if count:
            self.left_out[reason] += count

    def reject(self, row: str, code: str) -> None:
        """Note that `row` cannot be used."""
        self.rejected.append(Rejection(row, code))

    def is_new(self, row: str, code: str) -> bool:
        """Say whether this code occurs for the first time; otherwise `row` is rejected."""
        if code in self.codes:
            self.reject(row, "twice")
            return False
        self.codes.add(code)
        return True

    def settle(self, *, skip_bad_rows: bool) -> "Reading[Row]":
        """Return the reading when it may be imported; BadFile otherwise.

        Without `skip_bad_rows` one rejected row refuses the file; with it, at least half of the rows must
        be good.
        """
        share = len(self.rejected) / max(len(self.rejected) + self.good, 1)
        if self.rejected and (not skip_bad_rows or share > MOST_REJECTED):
            raise self._too_many()
        if not self.rows:
            raise bad_file("nothing", name=self.name, detail=_what_was_left_out(self.left_out))
        return self

    def _too_many(self) -> BadFile:
        first, code = self.rejected[0], "rows" if len(self.rejected) > 1 else "row"
        values = {"name": self.name, "count": len(self.rejected), "row": first.row}
        english = bad_file(code, **values, reason=first.english).english
        dutch = bad_file(code, **values, reason=first.dutch).dutch
        return RowsRefused(code, english, dutch, self.rejected)


class RowsRefused(BadFile):
    """A file refused for its rows; `rejected` lists them."""

    def __init__(self, code: str, english: str, dutch: str, rejected: list[Rejection]) -> None:
        """Keep the rejected rows beside the sentence."""
        super().__init__(code, english, dutch)
        self.rejected = rejected


def refuse_if_contradicted(name: str, rejected: list[Rejection], good: int, crs: str) -> None:
    """BadFile when most rows lie where the declared projection has no ground."""
    count = sum(rejection.code == "contradiction" for rejection in rejected)
    if count > MOST_REJECTED * (len(rejected) + good):
        raise bad_file("contradiction", name=name, crs=crs)


def counting_on(progress: Progress | None, done: int) -> Progress | None:
    """Return the same progress for a next file, that counts on from `done`."""
    return (lambda stage, more: progress(stage, done + more)) if progress else None


def _what_was_left_out(left_out: Counter[str]) -> str:
    if not left_out:
        return ""
    return " (left out: " + ", ".join(f"{count} {reason}" for reason, count in left_out.most_common(3)) + ")"
