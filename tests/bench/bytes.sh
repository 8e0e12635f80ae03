#!/usr/bin/env bash
# bytes.sh CRISIM [JOBS...]: one line for every file that the examples and the golden scenarios give: its digest and its name, and the
# digest of what is printed. To see that a change of the code's structure changed no result:
#   tests/bench/bytes.sh build/release/crisim >before; (change, build); tests/bench/bytes.sh build/release/crisim | diff before -
# gcc's and clang's builds, and any number of threads, must give the same lines.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: bytes.sh CRISIM [ARGUMENTS FOR compare...]" >&2; exit 2; }
crisim=$(realpath "$1")
shift
top=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
for scenario in "$top"/scenarios/examples/*.json "$top"/tests/golden/*/scenario.json; do
    name=${scenario#"$top"/}
    code=0
    (cd "$(dirname "$scenario")" && CRISIM_COMMAND=crisim "$crisim" compare "$(basename "$scenario")" --quiet --replications 3 --out "$scratch/out" "$@") \
        >"$scratch/printed" 2>"$scratch/said" || code=$?
    # Commands that the screen suggests name the folder of this run.
    sed "s|$scratch|OUT|g" "$scratch/printed" | sha256sum | sed "s|-\$|$name: printed, exit $code|"
    [ ! -d "$scratch/out" ] || (cd "$scratch/out" && find . -type f ! -name run.log | LC_ALL=C sort | xargs sha256sum | sed "s|\./|$name: |")
    rm -rf "$scratch/out"
done
