#!/bin/sh
# mutations.sh CRISIM ROOT: each kind of contradiction is put into a copy of the catalog's tables, once; `crisim catalog check` finds
# it, names it and exits 1. The copy as it is has none.
set -eu
crisim=$1
data=$2/scenarios/catalog/data
day=2026-11-26
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# broken NAME CODE PATTERN TABLE AWK...: the table after awk has the finding, and no other kind of contradiction
broken()
{
    name=$1 code=$2 pattern=$3 table=$4
    shift 4
    rm -rf "$scratch/data"
    cp -r "$data" "$scratch/data"
    awk -F '\t' -v OFS='\t' "$@" "$data/$table.tsv" >"$scratch/data/$table.tsv"
    if cmp -s "$data/$table.tsv" "$scratch/data/$table.tsv"; then
        echo "$name: nothing was changed"
        failed=1
        return
    fi
    got=0
    "$crisim" catalog check "$day" --catalog "$scratch/data" >"$scratch/out" 2>&1 || got=$?
    if [ "$got" != "$code" ] || ! grep -q -- "$pattern" "$scratch/out"; then
        echo "$name: exit $got, not $code, or no line '$pattern':"
        grep -v '^no price\|^old\|^conflict' "$scratch/out" | head -5
        failed=1
    fi
}

"$crisim" catalog check "$day" --catalog "$data" >"$scratch/out" || { echo "the tables as they are: exit $?"; failed=1; }
grep -q '^0 contradictions$' "$scratch/out" || { echo "the tables as they are contradict one another"; failed=1; }

opus=anthropic.claude-opus-5-5
broken 'a profile of an unknown Region' 4 "unknown region 'eu-west-9'" profiles '$1 == "eu." m && $6 == "eu-west-2" { $6 = "eu-west-9" } 1' m=$opus
broken 'a profile to an unknown Region' 4 "unknown region 'eu-west-9'" profiles '$1 == "eu." m && $6 == "eu-west-2" { $7 = $7 ",eu-west-9" } 1' m=$opus
broken 'a profile to a Region without Bedrock' 1 "^profile: eu.$opus from eu-west-2 leads to ap-east-1, which has no Bedrock" profiles \
    '$1 == "eu." m && $6 == "eu-west-2" { $7 = $7 ",ap-east-1" } 1' m=$opus
for mode in global geographic; do
    broken "no price of $mode calls" 1 "^price missing: $opus can be called $mode from" prices '!($1 == m && $3 ~ mode)' m=$opus mode=$mode
done
broken 'no price of one Region' 1 '^price missing: deepseek.v3.2 can be called in-region from 1 of' prices '!($1 == "deepseek.v3.2" && $2 == "us-east-1")'
broken 'no price of the other endpoint' 1 '^price missing: openai.gpt-6.1-sol can be called in-region from 1 of 1' prices \
    '!($1 == "openai.gpt-6.1-sol" && $2 == "us-east-1")'
broken 'a price that is published by nobody, and not known to be' 1 '^price missing: xai.grok-4.6 can be called global' unpriced '!($1 == "xai.grok-4.6" && $2 == "global")'
broken 'Global is dearer' 1 "^price: $opus from .*: global .* is dearer than geographic" prices '$1 == m && $3 == "global" { $6 = 100 * $6 } 1' m=$opus
broken 'Global writes dearer' 1 "^price: $opus from .*: global .* is dearer than geographic" prices '$1 == m && $3 == "global" { $7 = 100 * $7 } 1' m=$opus
broken 'a quota code twice' 1 '^quota code: L-' quotas '$7 ~ /^L-/ && $1 ~ /^anthropic/ && !code { code = $7; model = $1 } $7 ~ /^L-/ && $1 != model && !done && code { $7 = code; done = 1 } 1'
for table in models prices quotas profiles tiers unpriced; do
    broken "a date of tomorrow in $table" 1 "^future: $scratch/data/$table.tsv:[0-9]* is of 2026-11-27" $table \
        '/^#/ || !head { if (!/^#/) head = 1; print; next } !done { $(NF - 2) = "2026-11-27"; done = 1 } 1'
    broken "a row of more than a year in $table" 0 "^old: $table: 1 row of 2024-03-05" $table \
        '/^#/ || !head { if (!/^#/) head = 1; print; next } !done { $(NF - 2) = "2024-03-05"; done = 1 } 1'
done
exit $failed
