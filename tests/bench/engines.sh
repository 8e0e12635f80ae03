#!/bin/sh
# engines.sh CRISIM: crisim's kernel beside engines of Debian's packages (libns3-dev, libsimgrid-dev,
# python3-simpy, pypy3), each run in turn when it is installed: HOLD with 10,000 pending exponential events,
# and M/M/1. Three interleaved rounds, medians of ns of processor time an event (HOLD) and a customer (M/M/1), as
# Markdown. SimGrid stands twice: by its timers, which are its event list, and by its actors; python3-simpy is SimPy 2.
set -eu
crisim=$1
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
rounds=3
if [ -d /usr/include/ns3 ]; then
    c++ -O2 -o "$scratch/ns3" "$here/ns3/bench.cc" $(pkg-config --cflags --libs ns3-core 2>/dev/null || echo "-lns3.37-core") >"$scratch/log" 2>&1 ||
        { echo "ns-3: does not build" >&2; tail -3 "$scratch/log" >&2; }
else
    echo "ns-3: not installed (libns3-dev), skipped" >&2
fi
if [ -d /usr/include/simgrid ]; then
    c++ -std=c++17 -O2 -o "$scratch/simgrid" "$here/simgrid/bench.cpp" -lsimgrid >"$scratch/log" 2>&1 ||
        { echo "SimGrid: does not build" >&2; tail -3 "$scratch/log" >&2; }
else
    echo "SimGrid: not installed (libsimgrid-dev), skipped" >&2
fi
python=/usr/bin/python3
have_simpy=no
$python -c 'import SimPy.Simulation' 2>/dev/null && have_simpy=yes || echo "SimPy: not installed (python3-simpy), skipped" >&2
round=0
while [ $round -lt $rounds ]; do
    "$crisim" bench --rounds 1 --json >"$scratch/json"
    awk '/"name": "hold, 10,000 pending"/ { h = 1 } h && /"ns":/ { gsub(/[^0-9.]/, "", $2); print $2; exit }' "$scratch/json" >>"$scratch/hold-crisim"
    awk '/"name": "M\/M\/1 through the engine"/ { h = 1 } h && /"ns":/ { gsub(/[^0-9.]/, "", $2); print $2; exit }' "$scratch/json" >>"$scratch/mm1-crisim"
    if [ -x "$scratch/ns3" ]; then
        for scheduler in Map Heap PriorityQueue Calendar; do
            "$scratch/ns3" hold 10000 1000000 "ns3::${scheduler}Scheduler" >>"$scratch/hold-ns-3 $scheduler"
            "$scratch/ns3" mm1 1000000 "ns3::${scheduler}Scheduler" >>"$scratch/mm1-ns-3 $scheduler"
        done
    fi
    if [ -x "$scratch/simgrid" ]; then
        "$scratch/simgrid" hold-timers 10000 1000000 2>/dev/null >>"$scratch/hold-SimGrid timers"
        "$scratch/simgrid" hold 10000 300000 2>/dev/null >>"$scratch/hold-SimGrid actors"
        "$scratch/simgrid" mm1 200000 2>/dev/null >>"$scratch/mm1-SimGrid actors"
    fi
    if [ $have_simpy = yes ]; then
        $python "$here/simpy/bench.py" hold 10000 200000 >>"$scratch/hold-SimPy 2 (CPython)"
        $python "$here/simpy/bench.py" mm1 100000 >>"$scratch/mm1-SimPy 2 (CPython)"
        if command -v pypy3 >/dev/null; then
            PYTHONPATH=/usr/lib/python3/dist-packages pypy3 "$here/simpy/bench.py" hold 10000 1000000 >>"$scratch/hold-SimPy 2 (PyPy)" 2>/dev/null || true
            PYTHONPATH=/usr/lib/python3/dist-packages pypy3 "$here/simpy/bench.py" mm1 500000 >>"$scratch/mm1-SimPy 2 (PyPy)" 2>/dev/null || true
        fi
    fi
    round=$((round + 1))
done
for kind in hold mm1; do
    [ $kind = hold ] && title="HOLD, 10,000 pending" || title="M/M/1"
    base=$(sort -n "$scratch/$kind-crisim" | sed -n 2p)
    printf '| %s | ns | x crisim |\n| --- | ---: | ---: |\n' "$title"
    for file in "$scratch/$kind-"*; do
        [ -s "$file" ] || continue
        sort -n "$file" | sed -n 2p | awk -v name="$(basename "$file" | sed "s/^$kind-//")" -v base="$base" '{ printf "| %s | %.0f | %.1f |\n", name, $1, $1 / base }'
    done
    echo
done
