#!/usr/bin/env bash
# run.sh TREE: the way of somebody who has never seen this before, in an empty folder: clone, compare a trace without a scenario file,
# have the file made, change one line of it, compare again. No other file is read and no other command is known. Each step is
# timed; what was typed as flags and what the file says must be the same figures, and the changed line must change them.
# Of a clone only what is committed is tried. Needs git and ../shared/traces beside TREE.
set -uo pipefail
tree=$(realpath "${1:?usage: run.sh TREE}")
trace=../shared/traces/azure-llm-2023-conv.csv
[ -f "$tree/$trace" ] || { echo "skipped: $trace is absent"; exit 77; }
git -C "$tree" rev-parse -q --verify HEAD >/dev/null 2>&1 || { echo "skipped: $tree is no git repository"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
n=0
# step COMMAND...: runs it, with its time; what it prints is kept in N.out and N.err beside the clone.
step() {
    local begin=${EPOCHREALTIME/./} code
    n=$((n + 1))
    "$@" >"$scratch/$n.out" 2>"$scratch/$n.err"
    code=$?
    local took=$((${EPOCHREALTIME/./} - begin))
    printf '%d. %s\n   %d.%03d s, exit %d\n' "$n" "$*" $((took / 1000000)) $((took / 1000 % 1000)) "$code"
    [ "$code" -eq 0 ] || { fail "exit $code of: $*"; tail -n 20 "$scratch/$n.err"; }
}

mkdir "$scratch/empty"
ln -s "$(realpath "$tree/../shared")" "$scratch/empty/shared"
cd "$scratch/empty" || exit 1
unset CRISIM_COMMAND
step git clone -q "file://$tree" crisim
cd crisim || exit 1
git log -1 --format='   commit %h, %s'
flags=(--trace "$trace" --model sonnet-4.6 --source-region eu-west-2 --slo success=99%)
step ./run.sh compare "${flags[@]}"
grep -q '^RECOMMENDED  ' "$scratch/$n.out" || fail "the first screen does not say what is recommended"
# The build says two lines, and the rest is what was assumed: a newcomer is not to be flooded.
[ "$(wc -l <"$scratch/$n.err")" -le 20 ] || fail "$(wc -l <"$scratch/$n.err") lines beside the first screen"
awk 'length > 80 && !/^next: /' "$scratch/$n.out" | grep . && fail "lines of more than 80 columns"
next=$(sed -n 's/^next: //p' "$scratch/$n.out" | head -n 1)
[ -n "$next" ] || fail "the first screen does not say what may come next"
step ./run.sh init my.json "${flags[@]}"
step ./run.sh compare my.json
mv "$scratch/$n.out" "$scratch/of-file.out"
step ./run.sh compare "${flags[@]}" --csv -q
mv "$scratch/$n.out" "$scratch/flags.csv"
step ./run.sh compare my.json --csv -q
cmp "$scratch/$n.out" "$scratch/flags.csv" && echo "   the same figures" || fail "the file has other figures than its flags"

# One line: what was assumed, and stands there with its note.
grep -q '"kind": "unlimited"' my.json || fail "my.json does not say that capacity is unlimited"
sed 's/"kind": "unlimited"/"kind": "slots", "slots": 12/' my.json >changed.json
[ "$(diff my.json changed.json | grep -c '^>')" -eq 1 ] || fail "more than one line was changed"
mv changed.json my.json
step ./run.sh compare my.json --csv -q
cmp -s "$scratch/$n.out" "$scratch/flags.csv" && fail "the changed line changes no figure"
step ./run.sh compare my.json
grep -q '^RECOMMENDED  \|^NO ' "$scratch/$n.out" || fail "the changed scenario has no verdict"
cmp -s "$scratch/$n.out" "$scratch/of-file.out" && fail "the changed scenario has the same screen"
# What it says comes next is pasted as it is.
step bash -c "$next"
[ "$(git status --porcelain | grep -cv '^?? my.json$\|^?? crisim-scenario.schema.json$')" -eq 0 ] || fail "files lie about: $(git status --porcelain)"
[ "$failures" -eq 0 ] || exit 1
echo "a newcomer gets there in $n commands"
