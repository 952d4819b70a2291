"""Bounded reach beside its peers: `python -m benchmarks reach [--json]`. What is counted: README.md here."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ours import EVERYBODY, LIMIT_S, network

HERE = Path(__file__).parent
ROOT = HERE.parent
PACKAGED = ROOT / "src/wooncirkel/apps/places/demo/groningen/network.npz"
PEERS = ROOT / ".venv-peers"
ROUNDS, HUBS = 3, 500
TOOLS = ("ours", "scipy", "networkx", "pandana")


def main(arguments: list[str]) -> int:
    """Run every tool in turn, three rounds; the last line is JSON."""
    if set(arguments) - {"--json"}:
        print("python -m benchmarks reach [--json]", file=sys.stderr)
        return 2
    quiet = "--json" in arguments
    python = peers_python(quiet)
    with tempfile.TemporaryDirectory() as folder:
        problem = store_problem(Path(folder) / "problem.npz")
        runs: dict[str, list[dict[str, Any]]] = {tool: [] for tool in TOOLS}
        for lap in range(ROUNDS):
            for tool in TOOLS:
                runs[tool].append(child(command(tool, python, problem)))
                tell(quiet, lap, tool, runs[tool][-1])
        countries = [child(own("country", PACKAGED)) for _ in range(ROUNDS)]
    figures = summary(runs, countries)
    if not quiet:
        print("\n".join(f"{name:>28}  {value}" for name, value in figures.items()))
    print(json.dumps(figures))
    return 0 if figures["equal_to_scipy"] else 1


def store_problem(path: Path) -> Path:
    """The plain graph, hubs and limit as every tool reads them."""
    streets = network(str(PACKAGED))
    indptr, target, ms = streets.graph(EVERYBODY).csr()
    hubs = np.random.default_rng(1).choice(streets.node_count, HUBS, replace=False).astype(np.int32)
    np.savez(
        path, indptr=indptr, target=target, ms=ms, x=streets.node_x, y=streets.node_y, hubs=hubs,
        limit=np.int64(LIMIT_S * 1000),
    )  # fmt: skip
    return path


def command(tool: str, python: Path, problem: Path) -> list[str]:
    """The command line of one run."""
    if tool == "ours":
        return own("province", PACKAGED, problem)
    return [str(python), str(HERE / "peers.py"), tool, str(problem)]


def own(task: str, *paths: Path) -> list[str]:
    """A run of our own engine in this environment."""
    return [sys.executable, "-m", "benchmarks.ours", task, *(str(path) for path in paths)]


def child(command: list[str]) -> dict[str, Any]:
    """Run in a process of its own, on one thread; the last line it prints is its report."""
    one = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
    )
    environment = {"NUMBA_CACHE_DIR": str(ROOT / "var" / "numba")} | os.environ | one
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def tell(quiet: bool, lap: int, tool: str, run: dict[str, Any]) -> None:
    """One line per run."""
    if not quiet:
        figures = f"build {run['build']:.3f} s, query {run['query']:.4f} s, {run['pairs']:,} pairs"
        print(f"round {lap + 1}  {tool:<9}{figures}, {run['peak_mb']:.0f} MB", flush=True)


def least(runs: list[dict[str, Any]], *names: str) -> float:
    """The quickest run, adding these parts [s]."""
    return float(min(sum(run[name] for name in names) for run in runs))


def summary(runs: dict[str, list[dict[str, Any]]], countries: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of the benchmark; a ratio is the peer's time over ours."""
    ours, first = runs["ours"], runs["ours"][0]
    query, whole = least(ours, "query"), least(ours, "build", "query")
    return {
        "seconds": round(query, 5),
        "pairs": first["pairs"],
        "peak_mb": round(max(run["peak_mb"] for run in ours)),
        "ns_per_relaxation": round(query * 1e9 / first["relaxations"], 2),
        "vs_scipy": round(least(runs["scipy"], "query") / query, 1),
        "vs_networkx": round(least(runs["networkx"], "query") / query, 1),
        "vs_pandana": round(least(runs["pandana"], "build", "query") / whole, 1),
        "vs_pandana_query": round(least(runs["pandana"], "query") / query, 1),
        "build_seconds": round(least(ours, "build"), 4),
        "relaxations": first["relaxations"],
        "equal_to_scipy": len({run["pairs_hash"] for tool in ("ours", "scipy") for run in runs[tool]}) == 1,
        "equal_to_networkx": first["pairs_hash"] == runs["networkx"][0]["pairs_hash"],
        "pairs_pandana": runs["pandana"][0]["pairs"],
        "country_seconds": round(least(countries, "query"), 3),
        "country_build_seconds": round(least(countries, "build"), 3),
        "country_pairs": countries[0]["pairs"],
        "country_nodes": countries[0]["nodes"],
        "country_peak_mb": round(max(run["peak_mb"] for run in countries)),
    }


def peers_python(quiet: bool) -> Path:
    """The peers' own environment, made from peers.lock when it is not there or the lock has changed."""
    lock, mark, python = HERE / "peers.lock", PEERS / "peers.lock", PEERS / "bin" / "python"
    if mark.exists() and mark.read_bytes() == lock.read_bytes():
        return python
    if not quiet:
        print("Making the environment of the peers …", flush=True)
    shutil.rmtree(PEERS, ignore_errors=True)
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    venv.create(PEERS, with_pip=uv is None)
    installer = (
        [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    )
    subprocess.run([*installer, "--quiet", "--require-hashes", "-r", str(lock)], check=True)
    shutil.copy(lock, mark)
    return python
