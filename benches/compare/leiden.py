#!/usr/bin/env python3
"""Times Leiden in lockstep and in other tools, on a graph made from a seed.

    benches/compare/leiden.py --lockstep target/release/lockstep --graph mixed

Needs numpy. NetworKit and igraph take part where they can be imported. Every
tool clusters the same graph in memory: reading is left out of the seconds, of
which the least of --runs is shown. The modularity of every partition is
computed here, by one function.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

# Nodes, edges, sizes of the planted groups, and the share of the edges that
# leaves its group, at which modularity comes out near 0.37, 0.8 and 0.35.
GRAPHS = {
    "mixed": dict(nodes=220_663, edges=2_970_000, smallest=200, largest=12_000, mixing=0.69, rings=False),
    "strong": dict(nodes=220_663, edges=2_970_000, smallest=20, largest=400, mixing=0.2, rings=False),
    "fuzzy": dict(nodes=220_663, edges=2_970_000, smallest=50, largest=400, mixing=0.85, rings=True),
}


def group_sizes(rng, nodes, smallest, largest):
    """Sizes whose density falls with their square, up to `nodes` in all."""
    sizes = []
    while sum(sizes) < nodes:
        u = rng.random(64)
        sizes += (1 / (1 / smallest - u * (1 / smallest - 1 / largest))).astype(int).tolist()
    ends = np.cumsum(sizes)
    count = int(np.searchsorted(ends, nodes)) + 1
    ends = ends[:count]
    ends[-1] = nodes
    return ends


def draw(rng, cumulated, low, high):
    """Nodes between two places, in proportion to their activity."""
    below = np.where(low > 0, cumulated[low - 1], 0.0)
    at = below + rng.random(len(low)) * (cumulated[high - 1] - below)
    return np.minimum(np.searchsorted(cumulated, at, side="right"), high - 1)


def make(nodes, edges, smallest, largest, mixing, rings, seed):
    """Distinct edges (a, b, weight), a < b, of a degree-corrected planted
    partition with heavy-tailed degrees and weights. With `rings`, half of what
    leaves a group goes to the next ones, so that groups have no sharp edge."""
    rng = np.random.default_rng(seed)
    ends = group_sizes(rng, nodes, smallest, largest)
    starts = np.concatenate([[0], ends[:-1]])
    activity = np.minimum((1 - rng.random(nodes)) ** (-1 / 1.6), 2_000.0)
    cumulated = np.cumsum(activity)
    everywhere = lambda count: (np.zeros(count, int), np.full(count, nodes))
    keys = np.empty(0, np.int64)
    while len(keys) < edges:
        count = edges // 2
        a = draw(rng, cumulated, *everywhere(count))
        group = np.searchsorted(ends, a, side="right")
        leaves = rng.random(count) < mixing
        if rings:
            near = leaves & (rng.random(count) < 0.5)
            group = np.where(near, (group + rng.integers(1, 4, count)) % len(ends), group)
            leaves &= ~near
        low, high = np.where(leaves, 0, starts[group]), np.where(leaves, nodes, ends[group])
        b = draw(rng, cumulated, low, high)
        a, b = np.minimum(a, b)[a != b], np.maximum(a, b)[a != b]
        keys = np.unique(np.concatenate([keys, a * nodes + b]))
    keys = rng.permutation(keys)[:edges]
    weights = np.minimum(rng.zipf(2.5, edges), 1_000).astype(float)
    names = rng.permutation(nodes)
    return names[keys // nodes], names[keys % nodes], weights


def modularity(a, b, weights, membership):
    """Classical modularity of a partition."""
    total = weights.sum()
    inside = weights[membership[a] == membership[b]].sum()
    strengths = np.bincount(membership[a], weights) + 0.0
    strengths.resize(membership.max() + 1)
    other = np.bincount(membership[b], weights, minlength=len(strengths))
    return inside / total - (((strengths + other) / (2 * total)) ** 2).sum()


def lockstep(program, threads, path, nodes):
    with tempfile.TemporaryDirectory() as place:
        out = os.path.join(place, "partition.csv")
        command = [program, "cluster", path, "--threads", str(threads), "--out", out, "--json", "--quiet"]
        said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        rows = np.loadtxt(out, delimiter=",", skiprows=1, dtype=np.int64)
    membership = np.zeros(nodes, np.int64)
    membership[rows[:, 0]] = rows[:, 1] - 1
    return said["cluster_seconds"], membership


def networkit(threads, a, b, weights, nodes):
    import networkit as nk

    nk.setNumberOfThreads(threads)
    graph = nk.GraphFromCoo((weights, (a, b)), n=nodes, weighted=True)
    algorithm = nk.community.ParallelLeiden(graph)
    start = time.perf_counter()
    algorithm.run()
    seconds = time.perf_counter() - start
    return seconds, np.array(algorithm.getPartition().getVector())


def igraph(iterations, a, b, weights, nodes):
    import igraph as ig

    graph = ig.Graph(n=nodes, edges=np.column_stack([a, b]))
    start = time.perf_counter()
    found = graph.community_leiden("modularity", weights=weights, n_iterations=iterations)
    seconds = time.perf_counter() - start
    return seconds, np.array(found.membership)


def importable(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def write(path, a, b, weights):
    with open(path, "w") as file:
        file.write("account_a,account_b,weight\n")
        rows = zip(a.tolist(), b.tolist(), weights.astype(int).tolist())
        file.writelines(f"{x},{y},{w}\n" for x, y, w in rows)


def read(path):
    """Edges of a CSV file; names become numbers, which are written to a second
    file for lockstep, so that every tool is given the same."""
    with open(path) as file:
        header = file.readline().strip().split(",")
        weight = next(i for i, name in enumerate(header) if name in ("weight", "objects", "similarity", "days"))
        rows = [line.rstrip("\n").split(",") for line in file]
    names = {}
    a = np.array([names.setdefault(row[0], len(names)) for row in rows])
    b = np.array([names.setdefault(row[1], len(names)) for row in rows])
    return a, b, np.array([float(row[weight]) for row in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lockstep", default="lockstep", help="the program [default: lockstep]")
    parser.add_argument("--graph", choices=GRAPHS, default="mixed", help="the kind of graph to make [default: mixed]")
    parser.add_argument("--edges", metavar="CSV", help="cluster these edges instead: two names and a whole weight")
    parser.add_argument("--scale", type=float, default=1.0, help="makes the graph smaller or larger [default: 1]")
    parser.add_argument("--seed", type=int, default=1, help="of the graph [default: 1]")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="[default: 1 2]")
    parser.add_argument("--runs", type=int, default=3, help="of which the fastest counts [default: 3]")
    parser.add_argument("--keep", metavar="CSV", help="write the edges here and leave them")
    options = parser.parse_args()

    if options.edges:
        a, b, weights = read(options.edges)
    else:
        parameters = dict(GRAPHS[options.graph])
        for size in ("nodes", "edges"):
            parameters[size] = int(parameters[size] * options.scale)
        a, b, weights = make(**parameters, seed=options.seed)
    nodes = int(max(a.max(), b.max())) + 1

    with tempfile.TemporaryDirectory() as place:
        path = options.keep or os.path.join(place, "edges.csv")
        write(path, a, b, weights)
        tools = [("lockstep", n, lambda n=n: lockstep(options.lockstep, n, path, nodes)) for n in options.threads]
        if importable("networkit"):
            tools += [("NetworKit", n, lambda n=n: networkit(n, a, b, weights, nodes)) for n in options.threads]
        if importable("igraph"):
            tools += [(f"igraph, {i} passes", 1, lambda i=i: igraph(i, a, b, weights, nodes)) for i in (2,)]
        print("| tool | threads | nodes | edges | seconds | communities | modularity |")
        print("|---|---:|---:|---:|---:|---:|---:|")
        for name, threads, run in tools:
            try:
                runs = [run() for _ in range(options.runs)]
            except (OSError, subprocess.CalledProcessError) as error:
                print(f"{name}: {error}", file=sys.stderr)
                continue
            seconds = min(seconds for seconds, _ in runs)
            # The worst of the runs: tools whose result hangs on chance do not
            # pick their luckiest.
            quality = min(modularity(a, b, weights, membership) for _, membership in runs)
            communities = len(np.unique(runs[0][1]))
            row = [name, threads, nodes, len(a), f"{seconds:.3f}", communities, f"{quality:.4f}"]
            print("| " + " | ".join(map(str, row)) + " |", flush=True)


if __name__ == "__main__":
    main()
