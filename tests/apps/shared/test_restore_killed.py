"""A restore that is killed leaves the old installation whole or the new one, and never a mixture."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from apps.shared.installation import KEYS, NOW, Installation, change, key_file, on_both, place, state
from wooncirkel.apps.shared.backup.restoring import restore
from wooncirkel.apps.shared.models import Message

pytestmark = on_both

KILLED = """
import os, signal, sys
import django
from wooncirkel.apps.shared import hooks
from wooncirkel.apps.shared.backup import files, restoring
from wooncirkel.cli import main
die = lambda *a: os.kill(os.getpid(), signal.SIGKILL)
{moment} = die
sys.argv = {arguments}
main()
"""
MOMENTS = ("restoring.unpack", "files.bring_back", "restoring.bring_up_to_date", "restoring.erase_again")


class TestKilled:
    @pytest.mark.parametrize("moment", MOMENTS)
    def test_killed_half_way_the_old_installation_is_whole(
        self, full: Installation, kept: Path, tmp_path: Path, moment: str
    ) -> None:
        with full.in_use():
            change()
        before, key = state(full), key_file(tmp_path)
        arguments = ["wooncirkel", "restore", str(kept), "--identity", str(key), "--replace"]
        done = program(full, KILLED.format(moment=moment, arguments=arguments))
        assert done.wait(60) == -signal.SIGKILL
        assert state(full) == before
        with full.in_use():
            restore(kept, keys=KEYS, now=NOW, replace=True)
            assert Message.objects.count() == 50
        assert not list(full.var.glob("*restoring*"))

    def test_killed_just_after_the_new_database_stands_nothing_is_lost(
        self, full: Installation, kept: Path, tmp_path: Path
    ) -> None:
        before, key = full.rows(), key_file(tmp_path)
        with full.in_use():
            change()
        arguments = ["wooncirkel", "restore", str(kept), "--identity", str(key), "--replace"]
        done = program(full, KILLED.format(moment="files.take_away", arguments=arguments))
        assert done.wait(60) == -signal.SIGKILL
        assert full.rows() == before

    def test_killed_at_any_moment_it_is_the_old_or_the_new(
        self, full: Installation, kept: Path, tmp_path: Path, amount: Callable[..., int]
    ) -> None:
        new = state(full)
        with full.in_use():
            change()
        old, key = state(full), key_file(tmp_path)
        for seed in range(amount(sample=3, full=40)):
            command = [sys.executable, "-m", "wooncirkel", "restore", str(kept), "--identity", str(key)]
            with subprocess.Popen(
                [*command, "--replace"], env=place(full), stdout=subprocess.DEVNULL
            ) as running:
                while running.poll() is None and not (full.var / "backup-work").exists():
                    time.sleep(0.01)
                time.sleep(np.random.default_rng(seed).random() * 0.7)
                running.kill()
            found = state(full)
            assert found in (old, new)
            if found == new:
                with full.in_use():
                    change()
                old = state(full)


def program(installation: Installation, text: str) -> "subprocess.Popen[bytes]":
    """Run a small program on an installation."""
    return subprocess.Popen([sys.executable, "-c", text], env=place(installation))
