"""Contraction: most corners of a street map lie between two junctions or in a dead end.

A search need not stop at those. Kept as *core* are the junctions where three or more ways meet once dead
ends are peeled off; every other node belongs to one *chain*: a line between two core nodes a and b with
all the dead ends that leave it (or, without b, the dead ends at a core node). A way into a chain passes a
or b, so for each node v in it

    time(v) = min(time(a) + from_a(v), time(b) + from_b(v))                                        (1)

and (1) is a sequential sweep after the search. One-way streets make from_a or from_b NEVER_MS. Exact for
every directed graph. Source: Dibbelt, Strasser, Wagner, Customizable Contraction Hierarchies (2016), §7.3,
on degree-2 chains; peeling is Batagelj and Zaversnik's k-core (2003) for k = 2.
"""

from typing import NamedTuple

import numpy as np

from wooncirkel.engines.space.arrays import NEVER_MS, Array, Bytes, Ints, Longs
from wooncirkel.engines.space.kernels import helper, kernel, whole, written_in


class Pairs(NamedTuple):
    """Undirected neighbours as a symmetric CSR: row v holds its neighbours in ascending order.

    indptr (n+1,), neighbour (2m,), out_ms (2m,) from v to the neighbour and back_ms (2m,) from the
    neighbour to v [ms], NEVER_MS where there is no way. No loops, no parallel rows.
    """

    indptr: Ints
    neighbour: Ints
    out_ms: Ints
    back_ms: Ints


class Core(NamedTuple):
    """The contracted graph of n nodes, k of them core, as the kernels read it.

    core_of (n,) core number or -1; node_of (k,) the way back; chain_of (n,) chain number or -1;
    arcs uint64, ms in the high and core number in the low half, by tail through arc_indptr (k+1,).
    Chains are numbered by their core node a: fill (n-k, 4) from_a [ms], from_b [ms], node, b holds the nodes
    of all chains, by chain through chain_indptr (chains+1,), by core node a through fill_indptr (k+1,).
    A chain without b has the dummy core number k there, which nothing reaches. far_rows (r, 3) a and the
    fill rows first and last of the chains whose b is this core node, by b through far_indptr (k+1,);
    far_ms (k,) the longest way from b back to such an a [ms]. ends (chains, 2) core numbers a and b. longest
    the most nodes in one chain.
    """

    core_of: Ints
    node_of: Ints
    chain_of: Ints
    arcs: Array
    arc_indptr: Array
    fill: Ints
    fill_indptr: Array
    chain_indptr: Ints
    far_rows: Ints
    far_indptr: Array
    far_ms: Ints
    ends: Ints
    longest: int


def contract(pairs: Pairs) -> Core:
    """Contract a graph of n nodes; see the head of this file."""
    nodes = len(pairs.indptr) - 1
    degree, removed, order, link = peel(pairs.indptr, pairs.neighbour)
    is_core = ((removed == 0) & (degree != 2)).astype(np.uint8)
    chain_of, from_a, from_b = (
        np.full(nodes, -1, np.int32),
        np.zeros(nodes, np.int32),
        np.zeros(nodes, np.int32),
    )
    ends, arcs = walk_chains(pairs, removed, is_core, chain_of, from_a, from_b)
    roots = hang_trees(
        order, link, removed, is_core, pairs.neighbour, pairs.back_ms, chain_of, from_a, from_b, len(ends)
    )
    node_of = np.flatnonzero(is_core).astype(np.int32)
    core_of = np.full(nodes, -1, np.int32)
    core_of[node_of] = np.arange(len(node_of), dtype=np.int32)
    return _assembled(core_of, node_of, chain_of, from_a, from_b, ends, roots, arcs)


def _assembled(
    core_of: Ints,
    node_of: Ints,
    chain_of: Ints,
    from_a: Ints,
    from_b: Ints,
    chains: Ints,
    roots: Ints,
    arcs: Ints,
) -> Core:
    size = len(node_of)
    first = core_of[np.concatenate([chains[:, 0], roots])]
    second = np.concatenate([core_of[chains[:, 1]], np.full(len(roots), size, np.int32)])
    back = np.concatenate([chains[:, 2], np.full(len(roots), NEVER_MS, np.int32)])
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order) + 1, np.int32)
    rank[order], rank[-1] = np.arange(len(order), dtype=np.int32), -1
    first, second, back, chain_of = first[order], second[order], back[order], rank[chain_of]
    chain_indptr, fill = group_by_chain(chain_of, from_a, from_b, second)
    fill_indptr = chain_indptr[_pointer(np.bincount(first, minlength=size))].astype(np.uint32)
    far_indptr, far_rows, far_ms = _far(first, second, back, chain_indptr, size)
    arc_indptr, packed = _packed(core_of[arcs[:, 0]], core_of[arcs[:, 1]], arcs[:, 2], size)
    return Core(
        core_of, node_of, chain_of, packed, arc_indptr, fill, fill_indptr, chain_indptr,
        far_rows, far_indptr, far_ms, np.stack([first, second], axis=1),
        int(np.diff(chain_indptr).max(initial=0)),
    )  # fmt: skip


def _packed(tail: Ints, head: Ints, ms: Ints, size: int) -> tuple[Array, Array]:
    order = np.argsort(tail, kind="stable")
    return _pointer(np.bincount(tail, minlength=size)).astype(np.uint32), pack(ms[order], head[order])


def _far(first: Ints, second: Ints, back: Ints, chain_indptr: Ints, size: int) -> tuple[Array, Ints, Ints]:
    chain = np.flatnonzero((second < size) & (first != second))
    chain = chain[np.argsort(second[chain], kind="stable")]
    rows = np.stack([first[chain], chain_indptr[chain], chain_indptr[chain + 1]], axis=1)
    longest = np.zeros(size, np.int32)
    np.maximum.at(longest, second[chain], back[chain])
    indptr = _pointer(np.bincount(second[chain], minlength=size))
    return indptr.astype(np.uint32), rows.astype(np.int32), longest


def _pointer(count: Longs) -> Longs:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(count, dtype=np.int64)])


def pack(ms: Ints | int, target: Ints | int) -> Array:
    """Time and target in one 64-bit word: adding `time << 32` to it relaxes the arc in one addition."""
    return (np.asarray(ms).astype(np.uint64) << np.uint64(32)) | np.asarray(target).astype(np.uint64)


@kernel
def mirror(size: int, low: Ints, high: Ints, up: Ints, down: Ints) -> Pairs:
    """Pairs (m,), low < high, sorted, with both times [ms], as a symmetric CSR of `size` nodes."""
    indptr = np.zeros(size + 1, np.int32)
    for i in range(len(low)):
        indptr[low[i] + 1] += 1
        indptr[high[i] + 1] += 1
    for v in range(size):
        indptr[v + 1] += indptr[v]
    at = indptr[:-1].copy()
    total = 2 * len(low)
    neighbour, out_ms, back_ms = (
        np.empty(total, np.int32),
        np.empty(total, np.int32),
        np.empty(total, np.int32),
    )
    for i in range(len(low)):
        e = at[high[i]]
        at[high[i]] = e + 1
        neighbour[e], out_ms[e], back_ms[e] = low[i], down[i], up[i]
    for i in range(len(low)):
        e = at[low[i]]
        at[low[i]] = e + 1
        neighbour[e], out_ms[e], back_ms[e] = high[i], up[i], down[i]
    return Pairs(indptr, neighbour, out_ms, back_ms)


@kernel
def peel(indptr: Ints, neighbour: Ints) -> tuple[Ints, Bytes, Ints, Ints]:
    """Take dead ends away until none is left: degree left, removed, order of removal, row to the parent."""
    size = len(indptr) - 1
    degree, removed = np.empty(size, np.int32), np.zeros(size, np.uint8)
    order, link = np.empty(size, np.int32), np.full(size, -1, np.int32)
    last = 0
    for v in range(size):
        degree[v] = indptr[v + 1] - indptr[v]
        if degree[v] == 1:
            order[last] = v
            last += 1
    first = 0
    while first < last:
        v = order[first]
        first += 1
        if degree[v] == 0:
            continue
        removed[v] = 1
        for e in range(indptr[v], indptr[v + 1]):
            p = neighbour[e]
            if not removed[p]:
                link[v] = e
                degree[p] -= 1
                if degree[p] == 1:
                    order[last] = p
                    last += 1
    return degree, removed, order[:last], link


@kernel
def walk_chains(
    pairs: Pairs, removed: Bytes, is_core: Bytes, chain_of: Ints, from_a: Ints, from_b: Ints
) -> tuple[Ints, Ints]:
    """Number the chains between core nodes: (chains, 3) a, b, ms b to a; core arcs (arcs, 3) tail, head, ms.

    Writes chain_of, from_a, from_b; in a ring without a junction the lowest node becomes core.
    """
    size = len(chain_of)
    ends, arcs = np.empty((size, 3), np.int32), np.empty((len(pairs.neighbour), 3), np.int32)
    path = np.empty(size + 1, np.int32)
    chains, rows = whole(0), whole(0)
    for lap in range(2):
        for a in range(size):
            if removed[a] or chain_of[a] >= 0 or is_core[a] == lap:
                continue
            is_core[a] = 1
            for e in range(pairs.indptr[a], pairs.indptr[a + 1]):
                b = whole(pairs.neighbour[e])
                if removed[b] or chain_of[b] >= 0:
                    continue
                there, back = whole(pairs.out_ms[e]), whole(NEVER_MS)
                if not is_core[b]:
                    b, there, back = walk(
                        pairs, removed, is_core, chain_of, from_a, from_b, path, a, e, chains
                    )
                    ends[chains, 0], ends[chains, 1], ends[chains, 2] = a, b, back
                    chains += 1
                rows = keep_arc(arcs, rows, a, b, there)
                rows = keep_arc(arcs, rows, b, a, back)
    return ends[:chains].copy(), arcs[:rows].copy()


@helper
def keep_arc(arcs: Ints, rows: int, tail: int, head: int, ms: int) -> int:
    """Append an arc unless it is a loop or no way."""
    if tail == head or ms >= NEVER_MS:
        return rows
    arcs[rows, 0], arcs[rows, 1], arcs[rows, 2] = tail, head, ms
    return rows + 1


@written_in
def walk(
    pairs: Pairs, removed: Bytes, is_core: Bytes, chain_of: Ints, from_a: Ints, from_b: Ints,
    path: Ints, a: int, first: int, chain: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Walk one chain from core node a along row `first`: the core node b at its end, ms there and back."""
    steps, e, before, v = 0, first, a, pairs.neighbour[first]
    there = int(pairs.out_ms[first])
    path[0] = first
    while not is_core[v]:
        chain_of[v], from_a[v] = chain, there
        e = pairs.indptr[v]
        while removed[pairs.neighbour[e]] or pairs.neighbour[e] == before:
            e += 1
        there = min(there + int(pairs.out_ms[e]), NEVER_MS)
        steps += 1
        path[steps] = e
        before, v = v, pairs.neighbour[e]
    back = 0
    for i in range(steps, 0, -1):
        back = min(back + int(pairs.back_ms[path[i]]), NEVER_MS)
        from_b[pairs.neighbour[path[i - 1]]] = back
    return int(v), there, min(back + int(pairs.back_ms[first]), NEVER_MS)


@kernel
def hang_trees(
    order: Ints, link: Ints, removed: Bytes, is_core: Bytes, neighbour: Ints, back_ms: Ints,
    chain_of: Ints, from_a: Ints, from_b: Ints, chains: int,
) -> Ints:  # fmt: skip
    """Hang the dead ends on the chain or core node they leave; gives the core nodes with dead ends."""
    tree, roots, count = np.full(len(chain_of), -1, np.int32), np.empty(len(chain_of), np.int32), 0
    for i in range(len(order) - 1, -1, -1):
        v = order[i]
        if not removed[v]:
            continue
        parent, ms = neighbour[link[v]], np.int64(back_ms[link[v]])
        if not is_core[parent]:
            chain_of[v] = chain_of[parent]
            from_a[v], from_b[v] = min(from_a[parent] + ms, NEVER_MS), min(from_b[parent] + ms, NEVER_MS)
            continue
        if tree[parent] < 0:
            tree[parent] = chains + count
            roots[count] = parent
            count += 1
        chain_of[v], from_a[v], from_b[v] = tree[parent], ms, NEVER_MS
    return roots[:count].copy()


@kernel
def group_by_chain(chain_of: Ints, from_a: Ints, from_b: Ints, second: Ints) -> tuple[Ints, Ints]:
    """The nodes of each chain together: pointer (chains+1,) and rows (n-k, 4) from_a, from_b, node, b."""
    indptr = np.zeros(len(second) + 1, np.int32)
    for v in range(len(chain_of)):
        if chain_of[v] >= 0:
            indptr[chain_of[v] + 1] += 1
    for c in range(len(second)):
        indptr[c + 1] += indptr[c]
    fill, at = np.empty((indptr[-1], 4), np.int32), indptr[:-1].copy()
    for v in range(len(chain_of)):
        c = chain_of[v]
        if c >= 0:
            fill[at[c], 0], fill[at[c], 1], fill[at[c], 2], fill[at[c], 3] = (
                from_a[v],
                from_b[v],
                v,
                second[c],
            )
            at[c] += 1
    return indptr, fill
