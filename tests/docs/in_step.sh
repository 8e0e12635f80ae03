#!/bin/sh
# in_step.sh CRISIM TREE: the scenario reference is what the rows say, every line of the README's
# table is a line of the output, and every command that the README names exists.
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
"$crisim" compare scenarios/examples/compare-modes.json --quiet >"$scratch/out.txt"
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
