#!/usr/bin/env bash
# run.sh TREE [NAME...]: what an addition costs, measured by making it. Each tests/changes/<name>.patch adds something to a copy of
# the tree, which is then built and tested; it stays a patch. Lines at its head say what is expected:
#   Change: what is added, in words
#   Files: N              at most so many files change, besides docs/ and the tests that come with it
#   Row: FILE | TEXT      a row for the last place of the list in FILE: after its last `X(...)` line, or, in a table of C, before
#                         the first line that is `    {NULL...` or `};`; the patch itself has no hunk there, so that other
#                         people's rows do not break it
#   Row: FILE @ WHERE | TEXT
#                         a row before the first line that contains WHERE, in a file with several lists
#   Docs: ARGS > FILE     what `crisim ARGS` prints is generated into FILE
#   Tests: REGEX          the tests of the rooms that it touches (ctest -R)
# A patch that does not apply, does not build, changes more files or fails its tests fails this script: repair it, never drop it.
set -uo pipefail
[ $# -ge 1 ] || { echo "usage: run.sh TREE [NAME...]" >&2; exit 2; }
tree=$(realpath "$1")
shift
here=$tree/tests/changes
[ $# -gt 0 ] || set -- $(cd "$here" && ls -- *.patch | sed 's/\.patch$//')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
copy=$scratch/crisim
mkdir "$copy"
(cd "$tree" && git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --ignore-failed-read -cf - 2>/dev/null) |
    tar -xf - -C "$copy"
[ ! -e "$tree/../shared" ] || ln -s "$(realpath "$tree/../shared")" "$scratch/shared"
cd "$copy" || exit 1
git init -q && git add -A && git -c user.name=x -c user.email=x@example.org commit -qm base
generator=
command -v ninja >/dev/null && generator="-G Ninja"
build() {
    cmake --build build -j "$(nproc)" >"$scratch/log" 2>&1
}
# shellcheck disable=SC2086
cmake -B build $generator -DCMAKE_BUILD_TYPE=Release -DCRISIM_WERROR=ON >"$scratch/log" 2>&1 && build ||
    { tail -30 "$scratch/log"; echo "the tree itself does not build"; exit 1; }

# row FILE[ @ WHERE] TEXT
row() {
    if [[ $1 == *" @ "* ]]; then
        set -- "${1%% @ *}" "$2" "${1#* @ }"
        awk -v text="$2" -v where="$3" '!done && index($0, where) { print "    " text; done = 1 } { print }' "$1" >"$scratch/row"
    elif grep -qE '^    X\(' "$1"; then
        awk -v text="$2" '{ line[NR] = $0 } /^    X\(/ { last = NR }
            END { for (i = 1; i <= NR; i++) { if (i == last) { sub(/[ \\]*$/, "", line[i]); print line[i] " \\"; print "    " text } else print line[i] } }' "$1" >"$scratch/row"
    else
        awk -v text="$2" '!done && /^(    \{NULL|\};)/ { print "    " text; done = 1 } { print }' "$1" >"$scratch/row"
    fi
    cmp -s "$1" "$scratch/row" && return 1
    cat "$scratch/row" >"$1"
}

fail=0
passed=0
for name in "$@"; do
    patch=$here/$name.patch
    problem=
    field() { sed -n "s/^$1: //p" "$patch"; }
    git apply --recount "$patch" 2>"$scratch/log" || problem="does not apply: $(head -3 "$scratch/log")"
    while [ -z "$problem" ] && IFS='|' read -r file text; do
        [ -n "$file" ] || continue
        row "$(sed 's/^ *//; s/ *$//' <<<"$file")" "$(echo "$text" | sed 's/^ *//')" || problem="no place for a row in $file"
    done <<<"$(field Row)"
    # New files take part in the next configuration by themselves.
    [ -n "$problem" ] || { cmake build >"$scratch/log" 2>&1 && build; } || problem="does not build: $(grep -E 'error' -A3 "$scratch/log" | head -20)"
    while [ -z "$problem" ] && IFS='>' read -r arguments file; do
        [ -n "$file" ] || continue
        # shellcheck disable=SC2086
        build/crisim $arguments >"$(echo "$file" | xargs)" || problem="crisim $arguments failed"
    done <<<"$(field Docs)"
    git add -A
    changed=$(git diff --cached --name-only | grep -vE '^(docs|tests)/' | wc -l)
    stat=$(git diff --cached --shortstat -- . ':!docs' ':!tests')
    limit=$(field Files)
    [ -n "$problem" ] || [ "$changed" -le "$limit" ] || problem="changes $changed files, at most $limit are expected: $(git diff --cached --name-only | tr '\n' ' ')"
    if [ -z "$problem" ]; then
        counts=$(ctest --test-dir build --output-on-failure --no-tests=error -j 2 -R "$(field Tests)" 2>&1 | tee "$scratch/log" | grep 'tests passed') ||
            true
        grep -q '100% tests passed' "$scratch/log" || problem="its tests fail: $(tail -40 "$scratch/log")"
    fi
    if [ -n "$problem" ]; then
        echo "$name: $problem"
        fail=1
    else
        printf '%-16s %s: %s;%s\n' "$name" "$(field Change)" "$changed of at most $limit files" "${stat#*changed,}, ${counts#*, }"
        passed=$((passed + 1))
    fi
    git reset -q --hard && git clean -qfd -e build
done
[ $fail -ne 0 ] || echo "$passed changes made, built and tested"
exit $fail
