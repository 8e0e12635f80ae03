#!/bin/sh
# catalog.sh CRISIM SOURCE: a catalog folder with one wrong value is refused with exit code 4 and a
# message with file, line, column and the value; a large one is read in the time that its size needs.
#
# Each line of catalog.table changes the built-in tables in one place: FILE, a sed script, and what
# the message must hold (a fixed string).
set -eu
crisim=$1
source=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
tab=$(printf '\t')
failed=0
n=0
mkdir "$scratch/good"
cp "$source"/scenarios/catalog/data/*.tsv "$scratch/good"

# run CODE FOLDER FRAGMENT
run() {
    n=$((n + 1))
    code=0
    timeout -s KILL 10 "$crisim" catalog list regions --catalog "$2" >"$scratch/out" 2>"$scratch/err" </dev/null ||
        code=$?
    if [ "$code" != "$1" ] || { [ -n "$3" ] && ! grep -qF -e "$3" "$scratch/err"; }; then
        echo "$4: exit code $code, wanted $1 and: $3"
        head -n 4 "$scratch/err"
        failed=1
    fi
}

"$crisim" catalog list regions --catalog "$scratch/good" >"$scratch/out"
"$crisim" catalog list regions | cmp - "$scratch/out"
while IFS="$tab" read -r file change expected; do
    case $file in '' | '#'*) continue ;; esac
    rm -rf "$scratch/bad"
    cp -r "$scratch/good" "$scratch/bad"
    sed -e "$change" "$scratch/good/$file" >"$scratch/bad/$file"
    if cmp -s "$scratch/good/$file" "$scratch/bad/$file"; then
        echo "$file: nothing is changed by: $change"
        failed=1
        continue
    fi
    run 4 "$scratch/bad" "$file:$expected" "$change"
done <"$source/tests/hostile/catalog.table"

# fill FILE AWK: the rows of a table are replaced by what AWK prints; %s is the end of a row
fill() {
    rm -rf "$scratch/bad"
    cp -r "$scratch/good" "$scratch/bad"
    { grep '^#' "$scratch/good/$1" | head -n 1; grep -v '^#' "$scratch/good/$1" | head -n 1; } >"$scratch/bad/$1"
    awk -v OFS='\t' -v o="$(printf 'gr-quotas\t2026-09\tdocumented\t-')" "BEGIN { $2 }" >>"$scratch/bad/$1"
}
fill quotas.tsv 'for (i = 0; i < 100000; i++) print "*", "account", "account-tpd", "*", 1, "no", "-", o'
run 4 "$scratch/bad" "quotas.tsv:4:1: model: '* account' stands already on line 3" "100,000 equal quotas"
fill quotas.tsv 'for (i = 0; i < 100000; i++) print "model-" i, "account", "account-tpd", "region-" i, 1, "no", "-", o'
run 4 "$scratch/bad" "quotas.tsv:3:1: model: unknown model 'model-0'" "100,000 unknown models"
fill regions.tsv 'for (i = 0; i < 100000; i++) print "eu-west-2", "n", "eu", "aws", "GB", 1, 1, "yes", "yes", o'
run 4 "$scratch/bad" "regions.tsv:403:1: more than 400 rows" "100,000 equal Regions"
fill regions.tsv 'for (i = 0; i < 100000; i++) print "r" i, "n", "eu", "aws", "GB", 1, 1, "yes", "yes", o'
run 4 "$scratch/bad" "regions.tsv:403:1: more than 400 rows" "100,000 Regions"
fill models.tsv 'for (i = 0; i < 100000; i++) print "m" i, "m", "p", 1, "documented", "gr-quotas", "-", "documented", "gr-quotas", "-", "-", "documented", "gr-quotas", "-", "-", "-", "active", o'
run 4 "$scratch/bad" "models.tsv:20003:1: more than 20000 rows" "100,000 models"
fill sources.tsv 'for (i = 0; i < 100000; i++) print "s" i, "c"'
run 4 "$scratch/bad" "source 'gr-endpoints' has no row in 'sources'" "100,000 sources, none of them used"
fill profiles.tsv 'for (i = 0; i < 20000; i++) s = s "eu-west-2,"; print "eu.m", "eu", "geographic", "m", "active", "eu-west-2", substr(s, 1, 19999), o'
run 4 "$scratch/bad" "profiles.tsv:3:6" "a cell of 2,000 equal destinations"
fill profiles.tsv 'for (i = 0; i < 30000; i++) s = s "x"; print "eu.m", "eu", "geographic", "m", "active", "eu-west-2", s, o'
run 4 "$scratch/bad" "profiles.tsv:3:39: destinations: is longer than 20000 bytes (got 30000: 'xxx" "a cell of 30,000 bytes"
fill incidents.tsv 'for (i = 0; i < 100000; i++) print "2026-01-01", "r" i, "-", "w", "-", "-", 1, o'
run 0 "$scratch/bad" "" "100,000 incidents are fine"
fill prices.tsv 'for (i = 0; i < 100000; i++) print "anthropic.claude-sonnet-4-6", "us-list", "in-region", "standard", "-", i, 1, "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", o'
run 0 "$scratch/bad" "" "100,000 prices are fine"

# Not a plain file, no table, another table, nothing at all.
fill rtt.tsv ''
rm "$scratch/bad/rtt.tsv"
mkfifo "$scratch/bad/rtt.tsv"
run 4 "$scratch/bad" "rtt.tsv: is not a plain file" "a pipe"
fill rtt.tsv ''
: >"$scratch/bad/rtt.tsv"
run 4 "$scratch/bad" "rtt.tsv:1:1: not a catalog table" "an empty file"
printf '# crisim-catalog rtt 1\nfrom\tto\trtt_ms\tsource\tas_of\tmark\tnote\neu-\0west\n' >"$scratch/bad/rtt.tsv"
run 4 "$scratch/bad" "rtt.tsv:3:4: holds a NUL byte" "a NUL byte"
cp "$scratch/good/regions.tsv" "$scratch/bad/rtt.tsv"
run 4 "$scratch/bad" "rtt.tsv:1:1: holds table 'regions', not 'rtt'" "another table"
fill rtt.tsv ''
: >"$scratch/bad/qoutas.tsv"
run 4 "$scratch/bad" "'qoutas.tsv' is no catalog table; did you mean 'quotas.tsv'?" "a misspelt table"
run 4 "$scratch/nowhere" "cannot open the catalog folder" "no folder"
mkdir "$scratch/empty"
run 4 "$scratch/empty" "the catalog folder has no table" "an empty folder"

# A study with such a catalog ends the same way.
code=0
"$crisim" check "$source/tests/hostile/study.json" --catalog "$scratch/empty" >"$scratch/out" 2>"$scratch/err" || code=$?
[ "$code" = 4 ] || { echo "check --catalog: exit code $code"; failed=1; }

[ "$failed" = 0 ] && echo "$n catalog folders tried"
exit "$failed"
