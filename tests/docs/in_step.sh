#!/bin/sh
# in_step.sh CRISIM TREE: the references of scenarios and results are what the rows say, results are
# as their schema says, every line of the README's table is a line of the output, and every command
# that the README names exists.
set -eu
crisim=$1
cd "$2"
bad=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$crisim" schema --markdown >"$scratch/reference.md"
if ! diff docs/scenario-reference.md "$scratch/reference.md"; then
    echo "docs/scenario-reference.md is not what 'crisim schema --markdown' prints"
    bad=1
fi
"$crisim" schema results --markdown >"$scratch/results.md"
if ! diff docs/results-format.md "$scratch/results.md"; then
    echo "docs/results-format.md is not what 'crisim schema results --markdown' prints"
    bad=1
fi
"$crisim" schema results >"$scratch/schema.json"
"$crisim" run tests/hostile/study.json --json --quiet >"$scratch/run.json"
"$crisim" compare tests/hostile/study.json --quick --json --quiet >"$scratch/compare.json"
if ! python3 tests/docs/conforms.py "$scratch/schema.json" "$scratch/run.json" "$scratch/compare.json"; then
    echo "results are not as 'crisim schema results' says"
    bad=1
fi
# What is not described must be found: the judge itself is judged.
sed '0,/"seed"/s//"sead"/' "$scratch/run.json" >"$scratch/spoilt.json"
if python3 tests/docs/conforms.py "$scratch/schema.json" "$scratch/spoilt.json" >"$scratch/found.txt" ||
    [ "$(grep -c "'sead'\|'seed'" "$scratch/found.txt")" != 2 ]; then
    echo "a misspelt key goes unseen"
    bad=1
fi
"$crisim" compare scenarios/examples/compare-modes.json --quiet >"$scratch/out.txt"
# The first screen: at most 30 lines of 80 columns; a command to be pasted is not broken.
if [ "$(wc -l <"$scratch/out.txt")" -gt 30 ] || grep -v '^next: ' "$scratch/out.txt" | grep -qE '^.{81}'; then
    echo "the first screen of compare-modes.json is more than 30 lines of 80 columns"
    bad=1
fi
# The first fenced block of the README, without the indented shell lines.
awk '/^```/ { n++; next } n == 1 && NF' README.md >"$scratch/table.txt"
[ -s "$scratch/table.txt" ] || { echo "README.md has no table"; bad=1; }
while IFS= read -r line; do
    if ! grep -qxF -e "$line" "$scratch/out.txt"; then
        echo "README.md shows a line that is not printed: $line"
        bad=1
    fi
done <"$scratch/table.txt"
for command in $(grep -oE '`crisim [a-z]+' README.md | cut -d' ' -f2 | sort -u); do
    "$crisim" "$command" --help >/dev/null || { echo "README.md names 'crisim $command'"; bad=1; }
done
exit $bad
