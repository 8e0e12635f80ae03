#!/bin/sh
# check_circles.sh LIBRARY...: no file of a room needs another that needs it, through any number of files: such files are one
# thing cut into pieces. A room is a static library; a file needs another when it uses a symbol that the other defines.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bad=0
for library in "$@"; do
    nm -A -P "$library" 2>/dev/null >"$scratch/symbols" || true
    # library[file.c.o]: symbol type ...
    awk -F'[][]' '{ file = $2; split($3, f, " "); symbol = f[2]; type = f[3]
        if (type ~ /^[TDBRCGSVW]$/) defined[symbol] = file
        else if (type == "U") needs[file " " symbol] = 1 }
        END { for (pair in needs) { split(pair, p, " "); to = defined[p[2]]; if (to != "" && to != p[1]) print p[1], to, p[2] } }' \
        "$scratch/symbols" | LC_ALL=C sort >"$scratch/edges"
    cut -d' ' -f1,2 "$scratch/edges" | uniq >"$scratch/pairs"
    # Files that nobody needs, or that need nobody, are in no circle: drop them until nothing changes. What is left is a circle.
    while :; do
        awk 'NR == FNR { from[$1] = 1; to[$2] = 1; next } ($1 in to) && ($2 in from)' "$scratch/pairs" "$scratch/pairs" >"$scratch/less"
        cmp -s "$scratch/pairs" "$scratch/less" && break
        mv "$scratch/less" "$scratch/pairs"
    done
    if [ -s "$scratch/pairs" ]; then
        bad=1
        echo "$(basename "$library"): files that need one another:"
        awk 'NR == FNR { in_circle[$1 " " $2] = 1; next } ($1 " " $2) in in_circle { print "  " $1 " -> " $2 " (" $3 ")" }' \
            "$scratch/pairs" "$scratch/edges" | sed 's/\.c\.o//g'
    fi
done
exit $bad
