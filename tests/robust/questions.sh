#!/usr/bin/env bash
# questions.sh CRISIM ROOT MPIRUN STUDIES: those studies, killed at a moment and gone on with by --resume, under one thread and several, and (MPIRUN not empty)
# under two and four processes: the same files and the same screen, to the byte.
set -uo pipefail
crisim=$(realpath "$1")
root=$(realpath "$2")
mpirun=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cd "$scratch" || exit 1
export CRISIM_COMMAND=crisim
# Figures take longer than the study, and are not what is looked at.
mkdir no-figures
printf '#!/bin/sh\nexit 1\n' >no-figures/gnuplot
chmod +x no-figures/gnuplot
PATH=$scratch/no-figures:$PATH
failed=0
fail() {
    echo "failed: $*"
    failed=1
}
# same STUDY FOLDER: as a straight run's; of the command in it only the folder's name differs
same() {
    diff -r straight "$2" >difference || fail "$1, $2: other files: $(head -3 difference)"
    sed "s|$2|straight|g" "$2.txt" | cmp -s straight.txt - || fail "$1, $2: other text on the screen"
}
launch() {
    local n=$1
    shift
    local flags=()
    if "$mpirun" --version 2>/dev/null | grep -q "Open MPI"; then
        flags+=(--oversubscribe)
        [ "$(id -u)" -ne 0 ] || flags+=(--allow-run-as-root)
    fi
    "$mpirun" "${flags[@]}" -np "$n" "$@"
}
for study in $4; do
    rm -rf straight straight.txt
    run=("$crisim" $study "$root/scenarios/examples/region-loss.json" --quiet --replications 2 --option geographic-2nd-source)
    case $study in
    sensitivity) run+=(--morris 2) ;;
    sweep) run+=(--vary load=0.5:1.5 --vary factors.quota=0.5:2 --design hypercube) ;;
    esac
    start=$(date +%s%N)
    "${run[@]}" -j 1 --out straight >straight.txt || { fail "$study: $?"; continue; }
    took=$((($(date +%s%N) - start) / 1000000))
    "${run[@]}" -j 3 --out threads >threads.txt || fail "$study, threads: $?"
    same $study threads
    for part in 3 6 9; do
        rm -rf killed
        "${run[@]}" -j 1 --out killed >killed.txt 2>killed.err &
        pid=$!
        sleep "$(awk "BEGIN { print $took * $part / 10000 }")"
        kill -9 $pid 2>/dev/null
        wait $pid 2>/dev/null
        n=$(find killed/jobs -name '*.job' 2>/dev/null | wc -l)
        if [ -f killed/manifest.json ]; then
            "${run[@]}" --out killed --force >killed.txt 2>killed.err || fail "$study: $? $(cat killed.err)"
        else
            "${run[@]}" --resume --out killed >killed.txt 2>killed.err || fail "$study: $? $(cat killed.err)"
            [ "$n" -eq 0 ] || grep -q "going on after" killed.err || fail "$study: $n finished replications are not used: $(cat killed.err)"
        fi
        same $study killed
        echo "$study: killed at $part tenths of $took ms with $n replications finished"
    done
    for n in ${mpirun:+2 4}; do
        rm -rf ranks
        launch "$n" "${run[@]}" -j 1 --out ranks >ranks.txt || fail "$study, $n processes: $?"
        same $study ranks
        echo "$study: $n processes"
    done
    rm -rf threads killed
done
[ $failed -eq 0 ]
