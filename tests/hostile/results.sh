#!/bin/sh
# results.sh CRISIM SOURCE: a results folder with one wrong value is refused with exit code 4 and a
# message that names the file and the value.
#
# Each line of results.table changes a freshly saved folder in one place (FILE, a sed script) and
# says what the message must hold (a fixed string; FILE is looked for by itself). The digest in the
# manifest is written anew after the change, so that only the value itself can be refused; with a
# fourth column `unsigned` it stays, and the manifest has none. With `manifest` in that column the
# message must name the manifest instead of FILE.
set -eu
crisim=$1
source=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
tab=$(printf '\t')
failed=0
n=0

"$crisim" compare "$source/tests/hostile/study.json" --out "$scratch/good" >"$scratch/log" 2>&1 </dev/null ||
    { cat "$scratch/log"; exit 1; }
rm -f "$scratch"/good/figure-*.svg "$scratch"/good/report.*
"$crisim" report "$scratch/good" >"$scratch/log" 2>&1 || {
    echo "the folder as saved is refused:"
    cat "$scratch/log"
    exit 1
}
rm -f "$scratch"/good/figure-*.svg "$scratch"/good/report.*

while IFS="$tab" read -r file change expected signed; do
    case $file in '' | '#'*) continue ;; esac
    n=$((n + 1))
    rm -rf "$scratch/bad"
    cp -r "$scratch/good" "$scratch/bad"
    sed -e "$change" "$scratch/good/$file" >"$scratch/bad/$file"
    if cmp -s "$scratch/good/$file" "$scratch/bad/$file"; then
        echo "$file: nothing is changed by: $change"
        failed=1
        continue
    fi
    if [ "$file" != manifest.json ] && [ "$signed" != unsigned ]; then
        old=$(sha256sum <"$scratch/good/$file" | cut -d' ' -f1)
        new=$(sha256sum <"$scratch/bad/$file" | cut -d' ' -f1)
        sed -i "s/$old/$new/" "$scratch/bad/manifest.json"
    fi
    place=$file
    [ "$signed" != manifest ] || place=manifest.json
    code=0
    timeout -s KILL 20 "$crisim" report "$scratch/bad" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
    if [ "$code" != 4 ] || [ -s "$scratch/out" ] || ! grep -F -e "$expected" "$scratch/err" | grep -qF "$place"; then
        echo "$file, $change: exit code $code, wanted 4 and: $expected"
        head -n 4 "$scratch/err"
        failed=1
    fi
done <"$source/tests/hostile/results.table"

# A file that is not a plain one, is gone, or is no results folder at all.
check() {
    n=$((n + 1))
    code=0
    timeout -s KILL 20 "$crisim" report "$1" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
    if [ "$code" != 4 ] || ! grep -qF -e "$2" "$scratch/err"; then
        echo "$2: exit code $code"
        head -n 4 "$scratch/err"
        failed=1
    fi
    rm -rf "$scratch/bad"
    cp -r "$scratch/good" "$scratch/bad"
}

# list NAME: the manifest names one more file, with its digest
list() {
    sum=$(sha256sum <"$scratch/bad/$1" | cut -d' ' -f1)
    sed -i "s|\"files\": \[|&{\"file\": \"$1\", \"sha256\": \"$sum\"},|" "$scratch/bad/manifest.json"
}
rm -rf "$scratch/bad"
cp -r "$scratch/good" "$scratch/bad"
cp "$scratch/good/series-0-one.csv" "$scratch/bad/series-0-second.csv"
list series-0-second.csv
check "$scratch/bad" "must be the only such table of its option, which has 'series-0-second.csv' (got 'series-0-one.csv')"
# 20,000 limits that no quota of the summary has, and as many that it has: the second is slow at most.
awk -F, 'BEGIN { getline; print; for (k = 4; k < NF - 1; k++) counts = counts ",1"
        for (i = 0; i < 20000; i++) print "0,q" i ",tpm" counts ",0,0.5" }' \
    "$scratch/good/quota-0-one.csv" >"$scratch/quota"
replace() {
    old=$(sha256sum <"$scratch/bad/$2" | cut -d' ' -f1)
    cp "$1" "$scratch/bad/$2"
    new=$(sha256sum <"$scratch/bad/$2" | cut -d' ' -f1)
    sed -i "s/$old/$new/" "$scratch/bad/manifest.json"
}
replace "$scratch/quota" quota-0-one.csv
check "$scratch/bad" "quota-0-one.csv:2: quota: must be one of the quotas of summary.json (got 'q0' in column 2)"
awk '/^  "quotas": \[/ { print; for (i = 0; i < 20000; i++)
        printf "{\"name\": \"q%d\", \"options\": \"one\", \"limit\": \"tpm\", \"amount\": 1, \"mark\": \"seen\", \"source\": \"s\"},\n", i
    next } { print }' "$scratch/good/summary.json" >"$scratch/summary"
replace "$scratch/quota" quota-0-one.csv
replace "$scratch/summary" summary.json
if ! timeout -s KILL 20 "$crisim" report "$scratch/bad" >/dev/null 2>"$scratch/err"; then
    echo "20,000 limits are no reason to refuse a folder, or to take for ever"
    head -n 4 "$scratch/err"
    failed=1
fi
rm -rf "$scratch/bad"
cp -r "$scratch/good" "$scratch/bad"
rm "$scratch/bad/quota-0-one.csv"
check "$scratch/bad" 'quota-0-one.csv: cannot be opened'
rm "$scratch/bad/series-0-one.csv"
mkfifo "$scratch/bad/series-0-one.csv"
check "$scratch/bad" 'series-0-one.csv: is not a plain file'
rm "$scratch/bad/manifest.json"
check "$scratch/bad" 'there is no manifest.json'
: >"$scratch/bad/manifest.json"
check "$scratch/bad" 'manifest.json'
check "$scratch/nowhere" 'there is no such folder'

[ "$failed" = 0 ] && echo "$n hostile folders refused"
exit "$failed"
