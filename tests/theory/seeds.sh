#!/bin/sh
# seeds.sh CRISIM [SEEDS]: the theory suite with so many seeds (20). No point may fail with any of them, and no point
# may lean: the sum of its z over the seeds, divided by the root of their number, stays within 5. Prints the points that
# lean most. Run by `ctest -L slow`.
set -eu
crisim=$1
seeds=${2:-20}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
seed=1
failed=0
while [ "$seed" -le "$seeds" ]; do
    "$crisim" validate --seed "$seed" --json >"$scratch/$seed" || { failed=1; echo "seed $seed: a point fails" >&2; }
    seed=$((seed + 1))
done
cat "$scratch"/* | awk -F'": ' -v seeds="$seeds" '
    /"point"/ { point = $2; gsub(/[",]/, "", point) }
    /"quantity"/ { quantity = $2; gsub(/[",]/, "", quantity) }
    /"formula"/ { limit = ($2 ~ /%\)/) }
    /"z"/ { z = $2; sub(/,/, "", z); if (z != "null" && !limit) { sum[point ": " quantity] += z; n[point ": " quantity]++ } }
    /"passed": false/ { print "fails: " point ": " quantity; bad = 1 }
    END {
        for (p in sum) {
            points++
            lean = sum[p] / sqrt(n[p])
            printf "%6.2f  %s\n", lean, p | "sort -g"
            if (n[p] == seeds && (lean > 5 || lean < -5)) { print "leans: " p; bad = 1 }
        }
        close("sort -g")
        if (points == 0) { print "no points"; bad = 1 }
        exit bad
    }' >"$scratch/table" || failed=1
grep -E "^(fails|leans|no)" "$scratch/table" || true
grep -vE "^(fails|leans|no)" "$scratch/table" | sed -n '1,3p'
grep -vE "^(fails|leans|no)" "$scratch/table" | tail -3
exit $failed
