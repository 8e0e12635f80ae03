#!/usr/bin/env bash
# report.sh CRISIM [SCENARIO...]: what the figures of a report cost beside its tables, in processor time of crisim and of everything
# it starts. Results are saved once (10 replications, or what the scenario states); then, in turn, seven rounds of ten reports each:
#   report   crisim report, with gnuplot
#   tables   the same where there is no gnuplot: all tables, no figure
#   empty    gnuplot started with nothing to draw: what a process of it costs before it draws
# The figures are medians of the rounds. `drawing` is what is left of report without the other two.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: report.sh CRISIM [SCENARIO...]" >&2; exit 2; }
crisim=$(realpath "$1")
shift
command -v gnuplot >/dev/null || { echo "report.sh needs gnuplot" >&2; exit 69; }
examples=$(cd "$(dirname "$0")/../../scenarios/examples" && pwd)
[ $# -gt 0 ] || set -- "$examples"/{compare-modes,serving-loss,peak-shift,sla-month}.json
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
rounds=7
times=10
mkdir "$scratch/none"
nothing() { gnuplot -d /dev/null; }
report() { "$crisim" report "$results" --force >/dev/null; }
tables() { PATH=$scratch/none "$crisim" report "$results" --force >/dev/null; }

# ms WHAT: milliseconds of processor time of one call, children included
ms() {
    local TIMEFORMAT='%U %S'
    { time for ((i = 0; i < times; i++)); do "$1"; done; } 2>&1 | awk -v n=$times '{ print ($1 + $2) * 1000 / n }'
}
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

printf '| %-22s | report ms | tables ms | empty ms | drawing ms | report / tables |\n' results
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
for scenario in "$@"; do
    results=$scratch/$(basename "$scenario" .json)
    "$crisim" compare "$scenario" --quiet --out "$results" >/dev/null || [ $? -eq 1 ]
    : >"$scratch/r" && : >"$scratch/t" && : >"$scratch/e"
    for ((round = 0; round < rounds; round++)); do
        ms report >>"$scratch/r"
        ms tables >>"$scratch/t"
        ms nothing >>"$scratch/e"
    done
    awk -v name="$(basename "$results")" -v r="$(median <"$scratch/r")" -v t="$(median <"$scratch/t")" -v e="$(median <"$scratch/e")" \
        'BEGIN { printf "| %-22s | %9.1f | %9.1f | %8.1f | %10.1f | %15.2f |\n", name, r, t, e, r - t - e, r / t }'
done
