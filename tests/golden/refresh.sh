#!/bin/sh
# refresh.sh CRISIM [CASE...]: write the expected files of the golden cases anew. Read the
# difference, and check it against why.md, before committing it.
set -eu
crisim=$(realpath -- "$1")
[ -x "$crisim" ] || { echo "refresh.sh: $1 is no program" >&2; exit 2; }
shift
golden=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$golden/../.." && pwd)
[ $# -gt 0 ] || set -- $(cd "$golden" && ls -d */)
for name in "$@"; do
    "$golden/run_case.sh" "$crisim" "$root" "$golden/${name%/}" --refresh
done
