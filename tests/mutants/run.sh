#!/bin/sh
# run.sh [--changed] [--record] [NAME...]: break the sources in every way that mutants.tsv lists, one at a
# time in a scratch copy, and show that some test fails for each whose expected values have a reason
# beside them: a unit test of the room, or a law. Recorded tables (tests/golden) do not count, except for
# the command line (analysis/cli), which no unit test can reach: there a golden case counts that has a
# why.md, the arithmetic of what it expects. A case that is skipped kills nothing.
#
#   --changed  only mutants whose source file, expression or killing test differs from killed.tsv
#   --record   write into killed.tsv which test kills each mutant, with the digests of both
#
# Exit 1: a mutant survived, or a mutation no longer applies or compiles.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
changed=false
record=false
while [ $# -gt 0 ]; do
    case $1 in
    --changed) changed=true ;;
    --record) record=true ;;
    -*) echo "run.sh: unknown flag '$1'" >&2; exit 2 ;;
    *) break ;;
    esac
    shift
done
tab=$(printf '\t')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

# The tests of a room, and the laws: what may kill a mutant of a file.
tests_of() {
    case $1 in
    models/access/*) rooms=scenarios_import ;;
    models/*) rooms=models ;;
    sim/kernel/*) rooms="sim_kernel models" ;;
    scenarios/plan/*) rooms="scenarios_plan analysis_study" ;;
    analysis/metric/*) rooms="analysis_metric analysis_study" ;;
    analysis/decide/*) rooms="analysis_decide analysis_study" ;;
    analysis/results/*) rooms="analysis_results analysis_study" ;;
    analysis/cli/*)
        for why in "$root"/tests/golden/*/why.md; do
            echo "golden_$(basename "$(dirname "$why")")"
        done
        return
        ;;
    *) rooms=$(dirname "$1" | tr / _) ;;
    esac
    for room in $rooms; do
        for source in "$root/tests/unit/$room"/test_*.c; do
            [ ! -f "$source" ] || echo "${room}_$(basename "$source" .c)"
        done
    done
    for source in "$root/tests/laws"/test_*.c; do
        echo "laws_$(basename "$source" .c)"
    done
}

# Where a test stands: its source, or the folder of a golden case.
place_of() {
    case $1 in
    laws_*) echo "$root/tests/laws/${1#laws_}.c" ;;
    golden_*) echo "$root/tests/golden/${1#golden_}" ;;
    *) echo "$root/tests/unit/${1%%_test_*}/test_${1##*_test_}.c" ;;
    esac
}

# Source files of a test.
sources_of() {
    place=$(place_of "$1")
    case $1 in
    golden_*) find "$place" -type f | sort ;;
    *) ls "$place" "$(dirname "$place")"/*.h 2>/dev/null ;;
    esac
}

digest_of() { # file, expression, killer
    [ -f "$root/$1" ] || return 0
    # shellcheck disable=SC2046
    { cat "$root/$1"; printf '%s' "$2"; cat $(sources_of "$3"); } | sha256sum | cut -c1-16
}

# A test that is no longer there is none.
recorded() { # name, column
    [ -f "$here/killed.tsv" ] || return 0
    found=$(awk -F "$tab" -v name="$1" -v column="$2" '$1 == name { print $column }' "$here/killed.tsv")
    [ "$2" != 2 ] || [ -z "$found" ] || [ -e "$(place_of "$found")" ] || return 0
    printf '%s\n' "$found"
}

# What there is to do.
grep -v '^#' "$here/mutants.tsv" >"$scratch/all"
: >"$scratch/list"
while IFS="$tab" read -r name file expression text; do
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    if $changed; then
        killer=$(recorded "$name" 2)
        if [ -n "$killer" ] && [ "$(digest_of "$file" "$expression" "$killer")" = "$(recorded "$name" 3)" ]; then
            continue
        fi
    fi
    printf '%s\t%s\t%s\t%s\n' "$name" "$file" "$expression" "$text" >>"$scratch/list"
done <"$scratch/all"
total=$(wc -l <"$scratch/all")
if [ ! -s "$scratch/list" ]; then
    echo "0 of $total mutants to try"
    exit 0
fi

mkdir "$scratch/source"
(cd "$root" && tar cf - CMakeLists.txt cmake sim models scenarios analysis tests docs README.md LICENSE) |
    (cd "$scratch/source" && tar xf -)
cmake -S "$scratch/source" -B "$scratch/build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_C_FLAGS_RELEASE="-O1" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }

targets_of() { # tests: what has to be built for them
    for one in "$@"; do
        case $one in
        golden_*) echo crisim ;;
        *) echo "$one" ;;
        esac
    done | sort -u
}

fails() { # target, built
    case $1 in
    golden_*)
        rc=0
        timeout 120 "$scratch/source/tests/golden/run_case.sh" "$scratch/build/crisim" "$scratch/source" \
            "$scratch/source/tests/golden/${1#golden_}" >"$scratch/out" 2>&1 || rc=$?
        [ "$rc" -ne 0 ] && [ "$rc" -ne 77 ]
        return
        ;;
    esac
    program=$(find "$scratch/build" -type f -name "$1" -perm -u+x | head -1)
    rc=0
    timeout 120 "$program" >"$scratch/out" 2>&1 || rc=$?
    [ "$rc" -ne 0 ] && [ "$rc" -ne 77 ] # 77: what it needs is not there, and kills nothing
}

# First test that fails, or nothing; "no build" when it does not compile. The one that did it last time
# is asked before the others are built.
killer_of() { # file, expected killer
    if [ -n "$2" ]; then
        ninja -C "$scratch/build" "$(targets_of "$2")" >"$scratch/log" 2>&1 || { echo "no build"; return; }
        if fails "$2"; then
            echo "$2"
            return
        fi
    fi
    targets=$(tests_of "$1")
    # shellcheck disable=SC2046,SC2086
    ninja -C "$scratch/build" $(targets_of $targets) >"$scratch/log" 2>&1 || { echo "no build"; return; }
    for target in $targets; do
        if fails "$target"; then
            echo "$target"
            return
        fi
    done
}

# The unbroken source passes: those that did it last time, and all of a file with a mutant that has none.
passes_unbroken() { # tests
    # shellcheck disable=SC2046
    ninja -C "$scratch/build" $(targets_of "$@") >"$scratch/log" 2>&1 || { tail -20 "$scratch/log"; exit 1; }
    for target in "$@"; do
        if fails "$target"; then
            echo "the unbroken source fails '$target'"
            exit 1
        fi
        echo "$target" >>"$scratch/tests"
    done
}
: >"$scratch/tests"
while IFS="$tab" read -r name file expression text; do
    killer=$(recorded "$name" 2)
    if [ -n "$killer" ]; then
        echo "$killer"
    else
        tests_of "$file"
    fi
done <"$scratch/list" | sort -u >"$scratch/first"
# shellcheck disable=SC2046
passes_unbroken $(cat "$scratch/first")

n=0
bad=0
: >"$scratch/killed"
printf '%-28s %-10s %-28s %s\n' mutant "" "killed by" "what is broken"
while IFS="$tab" read -r name file expression text; do
    n=$((n + 1))
    if [ ! -f "$scratch/source/$file" ]; then
        bad=$((bad + 1))
        printf '%-28s %-10s %-28s %s\n' "$name" "NO FILE" "" "$file"
        continue
    fi
    cp "$scratch/source/$file" "$scratch/before"
    sed "$expression" "$scratch/before" >"$scratch/source/$file"
    verdict=killed
    by=
    if cmp -s "$scratch/before" "$scratch/source/$file"; then
        verdict="NO CHANGE"
    else
        by=$(killer_of "$file" "$(recorded "$name" 2)")
        case $by in
        "") verdict=SURVIVED ;;
        "no build")
            verdict="NO BUILD"
            by=
            grep -m 3 -E 'error|FAILED' "$scratch/log" || :
            ;;
        *) printf '%s\t%s\t%s\n' "$name" "$by" "$(digest_of "$file" "$expression" "$by")" >>"$scratch/killed" ;;
        esac
    fi
    [ "$verdict" = killed ] || bad=$((bad + 1))
    printf '%-28s %-10s %-28s %s\n' "$name" "$verdict" "$by" "$text"
    cp "$scratch/before" "$scratch/source/$file"
    # Another test than last time: it counts if it passes without the mutant.
    [ -z "$by" ] || grep -qx "$by" "$scratch/tests" || passes_unbroken "$by"
done <"$scratch/list"
echo "$((n - bad)) of $n mutants killed, $total listed"
if $record; then
    # In the order of mutants.tsv; what was not tried keeps its line.
    while IFS="$tab" read -r name rest; do
        line=$(awk -F "$tab" -v name="$name" '$1 == name' "$scratch/killed")
        [ -n "$line" ] || [ ! -f "$here/killed.tsv" ] || line=$(awk -F "$tab" -v name="$name" '$1 == name' "$here/killed.tsv")
        [ -z "$line" ] || printf '%s\n' "$line"
    done <"$scratch/all" >"$scratch/new"
    mv "$scratch/new" "$here/killed.tsv"
fi
[ "$bad" -eq 0 ]
