# scratch.sh: sourced by scripts that measure crisim in a folder of their own: the folder, gone at the end whatever happens, is
# where they are then. What they need GNU time for is said in its place.
[ -x /usr/bin/time ] || { echo "$(basename "$0") needs /usr/bin/time (package time)" >&2; exit 69; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cd "$scratch"

# measure_cases SUBCOMMAND: a file `cases` has lines `name|requests`, and name.json is a scenario: processor time [s] and peak
# memory [KB] of one replication of each in turn, three rounds, into name.times.
measure_cases() {
    for round in 1 2 3; do
        while IFS='|' read -r name requests; do
            /usr/bin/time -a -o "$name.times" -f "%U %M" "$crisim" "$1" "$name.json" -q -j 1 --replications 1 >/dev/null 2>"$name.err" ||
                { cat "$name.err" >&2; exit 1; }
        done <cases
    done
}
