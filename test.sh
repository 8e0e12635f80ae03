#!/bin/sh
# Installs what is missing, builds, and runs the tests: the fast ones; --all: every one; other
# arguments go to ctest (./test.sh -R golden).
set -eu
crisim_top=$(cd "$(dirname "$0")" && pwd)
. "$crisim_top/cmake/setup.sh"
crisim_install
crisim_build release
jobs=$(nproc 2>/dev/null || echo 2)
if [ "${1:-}" = --all ]; then
    shift
elif [ $# -eq 0 ]; then
    set -- -L fast
fi
crisim_tests "$crisim_top/build/release" -j "$jobs" "$@"
