#!/bin/sh
# Installs what is missing, builds, and runs crisim. Without arguments: the comparison of the three
# modes on the bundled example, with its report. With arguments: crisim with these, in this folder.
set -eu
crisim_top=$(cd "$(dirname "$0")" && pwd)
. "$crisim_top/cmake/setup.sh"
crisim_install
crisim_build release
crisim=$crisim_top/build/release/crisim
# Commands that crisim prints are to work when pasted.
CRISIM_COMMAND=$0
export CRISIM_COMMAND
if [ $# -gt 0 ]; then
    exec "$crisim" "$@"
fi
# Without a change of folder: the commands that are printed are for the caller's.
at=$crisim_top/
[ "$(pwd)" != "$crisim_top" ] || at=
"$crisim" compare "${at}scenarios/examples/compare-modes.json" --out "${at}results" --force --quiet
printf '\nreport: %s\n' "$crisim_top/results/report.html"
