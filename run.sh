#!/bin/sh
# Installs what is missing, builds, and runs crisim. Without arguments: the comparison of the three
# modes on the bundled example, with its report. With arguments: crisim with these, in this folder.
set -eu
crisim_top=$(cd "$(dirname "$0")" && pwd)
. "$crisim_top/cmake/setup.sh"
crisim_install
crisim_build release
crisim=$crisim_top/build/release/crisim
if [ $# -gt 0 ]; then
    exec "$crisim" "$@"
fi
cd "$crisim_top"
"$crisim" compare scenarios/examples/compare-modes.json --out results --force --quiet
printf '\nreport: %s\n' "$crisim_top/results/report.html"
