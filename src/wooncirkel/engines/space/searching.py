"""The search kernels: bounded shortest times over a contracted graph, in bucket order.

Per origin: (1) a home that lies inside a chain first spreads within that chain, plainly; (2) the core is
searched with a bucket queue: buckets 2^shift ms wide, label-correcting inside a bucket, so every time is
exact whatever the width; (3) chains of reached core nodes are filled by the minimum in `contract`. Scratch
arrays live as long as the call and are reset by what was touched. Times wait at `limit + 1`, so that one
comparison tests both "quicker" and "in time". Sources: Dial (1969) for buckets, Meyer and Sanders,
Delta-stepping (2003), for buckets wider than the shortest arc.
"""

from typing import NamedTuple

import numpy as np

from wooncirkel.engines.space.arrays import Array, Ints, Longs
from wooncirkel.engines.space.contract import Core, Pairs
from wooncirkel.engines.space.kernels import helper, inlined, kernel, whole, written_in

HALF = np.uint64(32)
LOW = np.uint64(0xFFFFFFFF)
HIGH = np.uint64(0xFFFFFFFF00000000)
ONE = np.uint32(1)
POOL = 1 << 14
SHIFT = 14


class Scratch(NamedTuple):
    """Memory of one question: dist (k+1,), local (n,) [ms], heads of the buckets, touched (k+2,), stack, and
    the first queue: pool, after."""

    dist: Array
    local: Array
    heads: Array
    touched: Array
    stack: Ints
    pool: Array
    after: Array


def scratch(core: Core, limit: int) -> Scratch:
    """Fresh working memory for a limit [ms]."""
    size = len(core.node_of)
    return Scratch(
        np.full(size + 1, limit + 1, np.uint32),
        np.full(len(core.core_of), limit + 1, np.uint32),
        np.zeros((limit >> SHIFT) + 2, np.uint32),
        np.empty(size + 2, np.uint32),
        np.empty(2 * core.longest + 4, np.int32),
        np.empty(POOL, np.uint64),
        np.empty(POOL, np.uint32),
    )


@helper
def offer(
    work: Scratch, pool: Array, after: Array, v: int, ms: int, count: int, touched: int
) -> tuple[int, int]:
    """Put a core node into its bucket if this is quicker."""
    node, time = np.uint32(v), np.uint32(ms)
    if time >= work.dist[node]:
        return count, touched
    fresh = True
    for i in range(touched):
        fresh = fresh and work.touched[i] != node
    if fresh:
        work.touched[touched] = node
        touched += 1
    work.dist[node] = time
    pool[count] = (np.uint64(time) << HALF) | np.uint64(node)
    after[count] = work.heads[ms >> SHIFT]
    work.heads[ms >> SHIFT] = count
    return count + 1, touched


@written_in
def start(
    pairs: Pairs, core: Core, work: Scratch, pool: Array, after: Array, nodes: Ints, times: Ints, limit: int
) -> tuple[int, int, int]:
    """Begin at up to two neighbouring nodes: entries in the pool, nodes touched, home chain or -1."""
    count, touched, home, top = whole(1), whole(0), whole(-1), 0
    for i in range(len(nodes)):
        if nodes[i] < 0 or times[i] > limit:
            continue
        if core.core_of[nodes[i]] >= 0:
            ms = whole(times[i])
            count, touched = offer(work, pool, after, core.core_of[nodes[i]], ms, count, touched)
        elif times[i] < work.local[nodes[i]]:
            home = core.chain_of[nodes[i]]
            work.local[nodes[i]] = times[i]
            work.stack[top] = nodes[i]
            top += 1
    while top > 0:
        top -= 1
        v = work.stack[top]
        for e in range(pairs.indptr[v], pairs.indptr[v + 1]):
            w, ms = pairs.neighbour[e], np.int64(work.local[v]) + pairs.out_ms[e]
            if ms > limit:
                continue
            if core.core_of[w] >= 0:
                count, touched = offer(work, pool, after, core.core_of[w], ms, count, touched)
            elif ms < work.local[w]:
                work.local[w] = ms
                work.stack[top] = w
                top += 1
    return count, touched, home


@written_in
def grown(pool: Array, after: Array) -> tuple[Array, Array]:
    """The queue with twice the room."""
    wider, longer = np.empty(2 * len(pool), np.uint64), np.empty(2 * len(pool), np.uint32)
    for i in range(len(pool)):
        wider[i], longer[i] = pool[i], after[i]
    return wider, longer


@helper
def settle(
    core: Core, work: Scratch, pool: Array, after: Array, first: int, known: int, limit: int
) -> tuple[Array, Array, int]:
    """Empty the buckets in order; gives the queue (it may have grown) and the number of nodes touched."""
    arcs, arc_indptr = core.arcs, core.arc_indptr
    dist, heads, seen = work.dist, work.heads, work.touched
    unseen, bucket_of = np.uint32(limit + 1), np.uint64(SHIFT + 32)
    count, touched = np.uint32(first), np.uint32(known)
    for b in range(len(heads)):
        bucket = np.uint32(b)
        while heads[bucket] != 0:
            entry = pool[heads[bucket]]
            heads[bucket] = after[heads[bucket]]
            u = np.uint32(entry & LOW)
            if dist[u] != np.uint32(entry >> HALF):
                continue
            begin, end = arc_indptr[u], arc_indptr[u + ONE]
            if count + end - begin >= np.uint32(len(pool)):
                pool, after = grown(pool, after)
            for e in range(begin, end):
                word = arcs[np.uint32(e)] + (entry & HIGH)
                v, ms = np.uint32(word & LOW), np.uint32(word >> HALF)
                old = dist[v]
                if ms < old:
                    seen[touched] = v
                    touched += np.uint32(old == unseen)
                    dist[v] = ms
                    place = np.uint32(word >> bucket_of)
                    pool[count], after[count] = word, heads[place]
                    heads[place] = count
                    count += ONE
    return pool, after, int(touched)


@inlined
def sweep(
    fill: Ints, first: int, last: int, a: int, dist: Array, limit: int, nodes: Ints, ms: Ints, at: int
) -> int:
    """Write the nodes in time of fill rows first to last, whose core node a is `a` [ms] away."""
    for i in range(first, last):
        row = np.uint32(i)
        b = np.int64(dist[np.uint32(fill[row, 3])])
        time = min(a + fill[row, 0], b + fill[row, 1])
        nodes[at], ms[at] = fill[row, 2], time
        at += int(time <= limit)
    return at


@helper
def emit(
    core: Core, work: Scratch, touched: int, limit: int, home: int, nodes: Ints, ms: Ints, at: int
) -> int:
    """Write the core nodes touched and the nodes in time of their chains, but for the home chain.

    A chain is written from its core node a, or from b where a is not in time; that is looked for only
    where the way from b back to a could end too late.
    """
    dist, seen, fill, node_of = work.dist, work.touched, core.fill, core.node_of
    fill_indptr, far_indptr, far_rows, far_ms = core.fill_indptr, core.far_indptr, core.far_rows, core.far_ms
    owner, skip_from, skip_to, late = whole(-1), whole(-1), whole(-1), whole(limit + 1)
    if home >= 0:
        owner, skip_from, skip_to = core.ends[home, 0], core.chain_indptr[home], core.chain_indptr[home + 1]
    for k in range(touched):
        u = seen[np.uint32(k)]
        mine, first, last = whole(dist[u]), whole(fill_indptr[u]), whole(fill_indptr[u + ONE])
        nodes[at], ms[at] = node_of[u], mine
        at += 1
        if u == owner:
            at = sweep(fill, first, skip_from, mine, dist, limit, nodes, ms, at)
            first = skip_to
        at = sweep(fill, first, last, mine, dist, limit, nodes, ms, at)
        if mine + far_ms[u] > limit:
            for j in range(far_indptr[u], far_indptr[u + ONE]):
                row = np.uint32(j)
                if dist[np.uint32(far_rows[row, 0])] == late and far_rows[row, 1] != skip_from:
                    first, last = whole(far_rows[row, 1]), whole(far_rows[row, 2])
                    at = sweep(fill, first, last, late, dist, limit, nodes, ms, at)
    return at


@written_in
def emit_home(core: Core, work: Scratch, home: int, limit: int, nodes: Ints, ms: Ints, at: int) -> int:
    """Write the nodes in time of the chain in which the search began."""
    a, b = np.int64(work.dist[core.ends[home, 0]]), np.int64(work.dist[core.ends[home, 1]])
    for i in range(core.chain_indptr[home], core.chain_indptr[home + 1]):
        v = core.fill[i, 2]
        time = min(a + core.fill[i, 0], b + core.fill[i, 1], np.int64(work.local[v]))
        work.local[v] = limit + 1
        nodes[at], ms[at] = v, time
        at += int(time <= limit)
    return at


@written_in
def forget(dist: Array, seen: Array, touched: int, limit: int) -> None:
    """Reset what was touched."""
    for k in range(touched):
        dist[seen[np.uint32(k)]] = np.uint32(limit + 1)


@kernel
def search(
    pairs: Pairs, core: Core, work: Scratch, seeds: Ints, seed_ms: Ints, limit: int, nodes: Ints, ms: Ints,
    indptr: Longs,
) -> int:  # fmt: skip
    """Reach from origins (o, 2) until nodes and ms have no room for one more; gives the origins done.

    seeds (o, 2) node or -1, seed_ms (o, 2) [ms]; limit [ms]; writes nodes, ms and indptr[1:].
    """
    pool, after = work.pool, work.after
    at = whole(0)
    for o in range(len(seeds)):
        if at + len(core.core_of) > len(nodes):
            return o
        count, known, home = start(pairs, core, work, pool, after, seeds[o], seed_ms[o], limit)
        pool, after, touched = settle(core, work, pool, after, count, known, limit)
        at = emit(core, work, touched, limit, home, nodes, ms, at)
        if home >= 0:
            at = emit_home(core, work, home, limit, nodes, ms, at)
        forget(work.dist, work.touched, touched, limit)
        indptr[o + 1] = at
    return len(seeds)
