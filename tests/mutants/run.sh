#!/bin/sh
# run.sh [NAME...]: break the kernel and the quota in every way that mutants.tsv lists, one at a time in
# a scratch copy, and show that some test fails for each. Exit 1: a mutant survived, or a mutation no
# longer applies or compiles.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/source"
(cd "$root" && tar cf - CMakeLists.txt cmake sim models scenarios analysis tests docs README.md LICENSE) |
    (cd "$scratch/source" && tar xf -)
cmake -S "$scratch/source" -B "$scratch/build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_C_FLAGS_RELEASE="-O1" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }

# Quick ones first: most mutants die early.
kernel="limit limiter station sharing tally histogram random battery engine lists distribution"
targets="models_test_quota models_test_prompt_cache laws_test_laws"
for test in $kernel; do
    [ ! -f "$root/tests/unit/sim_kernel/test_$test.c" ] || targets="sim_kernel_test_$test $targets"
done
known=
for target in $targets; do
    if ninja -C "$scratch/build" -t targets all 2>/dev/null | grep -q "[/ ]\{0,1\}$target: "; then
        known="$known $target"
    fi
done

# First test that fails, or nothing.
killer() {
    for target in $known; do
        program=$(find "$scratch/build" -type f -name "$target" -perm -u+x | head -1)
        if ! timeout 120 "$program" >"$scratch/out" 2>&1; then
            echo "$target"
            return
        fi
    done
}

# shellcheck disable=SC2086
ninja -C "$scratch/build" $known >"$scratch/log" 2>&1 || { tail -20 "$scratch/log"; exit 1; }
healthy=$(killer)
if [ -n "$healthy" ]; then
    echo "the unbroken source fails '$healthy'"
    exit 1
fi

n=0
bad=0
printf '%-24s %-10s %-28s %s\n' mutant "" "killed by" "what is broken"
tab=$(printf '\t')
grep -v '^#' "$here/mutants.tsv" >"$scratch/list"
while IFS="$tab" read -r name file expression text; do
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    n=$((n + 1))
    cp "$root/$file" "$scratch/before"
    sed "$expression" "$scratch/before" >"$scratch/source/$file"
    verdict=killed
    by=
    if cmp -s "$scratch/before" "$scratch/source/$file"; then
        verdict="NO CHANGE"
    elif ! ninja -C "$scratch/build" $known >"$scratch/log" 2>&1; then
        verdict="NO BUILD"
    else
        by=$(killer)
        [ -n "$by" ] || verdict=SURVIVED
    fi
    [ "$verdict" = killed ] || bad=$((bad + 1))
    printf '%-24s %-10s %-28s %s\n' "$name" "$verdict" "$by" "$text"
    cp "$scratch/before" "$scratch/source/$file"
done <"$scratch/list"
echo "$((n - bad)) of $n mutants killed"
[ "$bad" -eq 0 ]
