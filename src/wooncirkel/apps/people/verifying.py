"""Is the access log what it was when it was sealed? Every line is read, every seal computed again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from wooncirkel.apps.people import seallist
from wooncirkel.apps.people.models import AccessLine, Seal
from wooncirkel.apps.people.sealing import (
    FIELDS,
    Restored,
    Row,
    Sealed,
    begun,
    is_genuine,
    line_bytes,
    moment,
)

CHUNK = 5_000
KEPT = timedelta(days=5 * 365 + 2)
"""How long lines stay; five years, with the leap days that they can hold."""


@dataclass
class Report:
    """What was found; `faults` has a sentence for each thing that is wrong."""

    lines: int = 0
    seals: int = 0
    unsealed: int = 0
    unlisted: int = 0
    given_up: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Listed:
    """The seals that there must be: mark and moment by last line, in order; and how many were given up."""

    seals: dict[int, tuple[str, str]] = field(default_factory=dict)
    given_up: int = 0


def verify(*, key: bytes, now: datetime, listed: Path | None = None) -> Report:
    """Compare lines, seals and the list of seals; `listed` is a copy of the list that was kept elsewhere."""
    report = Report()
    before = (moment(now - KEPT), moment(now))
    stored = [_sealed(row) for row in Seal.objects.order_by("last").values_list(*Sealed.__slots__).iterator()]
    found = _listed(listed or seallist.file(), key, report, needed=bool(stored) or listed is not None)
    _check_runs(stored, key, report)
    _check_list(stored, found, report, oldest=before[0])
    last = stored[-1].last if stored else 0
    report.unsealed = AccessLine.objects.filter(pk__gt=last).count()
    return report


def _sealed(row: tuple[object, ...]) -> Sealed:
    at, *rest = row
    assert isinstance(at, datetime)
    return Sealed(moment(at), *rest)  # type: ignore[arg-type]


def where(seal: Sealed) -> str:
    """Return how a run of lines is called in a sentence."""
    return f"lines {seal.first}–{seal.last} (sealed {seal.at[:16].replace('T', ' ')} UTC)"


def _check_runs(stored: list[Sealed], key: bytes, report: Report) -> None:
    """Read the lines once, run by run, and compare each with its seal."""
    lines = AccessLine.objects.filter(pk__lte=stored[-1].last if stored else 0).order_by("pk")
    rows = lines.values_list(*FIELDS).iterator(chunk_size=CHUNK)
    row, mark = next(rows, None), None
    for seal in stored:
        count, digest, row = _run(seal, row, rows)
        report.seals += 1
        report.lines += count
        report.faults += _faults(seal, count, digest, mark, key)
        mark = seal.mac


def _run(seal: Sealed, row: Row | None, rows: Iterator[Row]) -> tuple[int, str, Row | None]:
    """Return how many lines stand up to the end of a seal, their digest, and the line after them."""
    count, digest = 0, begun(seal.previous)
    while row is not None and row[0] <= seal.last:
        digest.update(line_bytes(row))
        count += 1
        row = next(rows, None)
    return count, digest.hexdigest(), row


def _faults(seal: Sealed, count: int, digest: str, mark: str | None, key: bytes) -> list[str]:
    found = []
    if count != seal.count:
        found.append(f"There are {count} {where(seal)}, and {seal.count} were sealed.")
    elif digest != seal.digest:
        found.append(f"Of {where(seal)} at least one is not what was sealed.")
    if not is_genuine(key, seal):
        found.append(f"The seal over {where(seal)} was not made with this key, or was changed.")
    if mark is not None and seal.previous != mark:
        found.append(f"The seal over {where(seal)} does not follow the one before it.")
    return found


def _listed(path: Path, key: bytes, report: Report, *, needed: bool) -> Listed:
    """Read the list as a whole; a list that is missing or does not hang together is a fault."""
    found = Listed()
    if not path.exists():
        if needed:
            report.faults.append(f"The list of seals {path} is not there, so a cut-off end would not show.")
        return found
    last: Sealed | Restored | None = None
    for number, entry in seallist.entries(path):
        if entry is None:
            continue  # half a line of a power cut; the whole one follows it
        if not is_genuine(key, entry):
            report.faults.append(f"{path.name}, line {number}, was not made with this key, or was changed.")
        if not _take(entry, last, found):
            report.faults.append(f"{path.name}, line {number}, does not follow what stood before it.")
        last = entry
    return found


def _take(entry: Sealed | Restored, before: Sealed | Restored | None, found: Listed) -> bool:
    """Take an entry in; return whether it follows what came before it."""
    if isinstance(entry, Sealed):
        newest = next(reversed(found.seals.values()), None)
        found.seals[entry.last] = (entry.mac, entry.at)
        return newest is None or newest[0] == entry.previous
    gone = [last for last in found.seals if last > entry.last]
    found.given_up += len(gone)
    for last in gone:
        del found.seals[last]
    return before is not None and before.mac == entry.after


def _check_list(stored: list[Sealed], found: Listed, report: Report, *, oldest: str) -> None:
    """Compare the seals in the database with the list: what was sealed once must still be there."""
    report.given_up = found.given_up
    here = {seal.last: seal.mac for seal in stored}
    newest = max(found.seals, default=0)
    report.unlisted = sum(last > newest for last in here)
    gone = [(last, at) for last, (_, at) in found.seals.items() if last not in here and at > oldest]
    if gone:
        report.faults.append(
            f"{len(gone)} seals are gone from the database, up to line {gone[-1][0]} "
            f"(sealed {gone[-1][1][:16].replace('T', ' ')} UTC)."
        )
    other = [last for last, mac in here.items() if last in found.seals and found.seals[last][0] != mac]
    strange = [last for last in here if last < newest and last not in found.seals and last > min(found.seals)]
    if other or strange:
        report.faults.append(f"The seal up to line {(other + strange)[0]} is not the one in the list.")
    if stored and stored[0].previous and not _may_begin(stored[0], found, oldest):
        report.faults.append(f"What came before {where(stored[0])} is gone, and was not five years old.")


def _may_begin(first: Sealed, found: Listed, oldest: str) -> bool:
    """Return whether the seal before the first one was old enough to go."""
    before = [at for mac, at in found.seals.values() if mac == first.previous]
    return any(at <= oldest for at in before)
