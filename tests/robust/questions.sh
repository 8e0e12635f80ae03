#!/usr/bin/env bash
# questions.sh CRISIM ROOT MPIRUN QUESTION [FLAG...]: a study that asks a question is killed three times and gone on with by --resume, and
# with MPIRUN (else "") is run by two and by four processes: each time the bytes of a run from beginning to end.
set -uo pipefail
crisim=$(realpath "$1")
root=$(realpath "$2")
mpirun=$3
question=$4
shift 4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cd "$scratch" || exit 1
mkdir tmp no-figures
export TMPDIR=$scratch/tmp CRISIM_COMMAND=crisim
printf '#!/bin/sh\nexit 1\n' >no-figures/gnuplot
chmod +x no-figures/gnuplot
PATH=$scratch/no-figures:$PATH
run=("$crisim" "$question" "$root/scenarios/examples/compare-modes.json" --quiet "$@" -j 1)
failed=0
fail() {
    echo "failed: $*"
    failed=1
}
finished() { find "$1/jobs" -name '*.job' 2>/dev/null | wc -l; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }

start=$(now_ms)
"${run[@]}" --out straight >straight.txt
code=$? # 1: nothing holds
[ $code -le 1 ] || exit 1
took=$(($(now_ms) - start))
[ ! -e straight/jobs ] || fail "a complete study leaves jobs behind"
RANDOM=${SEED:-$$}
echo "seed $RANDOM, $took ms from beginning to end"

# same FOLDER CODE: as a straight run's
same() {
    [ "$2" -eq $code ] || fail "$1: exit code $2"
    diff -r straight "$1" >difference || fail "$1: other files: $(head -3 difference)"
    sed "s|$1|straight|g" "$1.txt" | cmp -s straight.txt - || fail "$1: other text on the screen"
}

for i in 1 2 3; do
    rm -rf killed
    "${run[@]}" --out killed >killed.txt 2>/dev/null &
    pid=$!
    at=$((took * i / 4 + RANDOM % (took / 5 + 1)))
    sleep "$((at / 1000)).$(printf %03d $((at % 1000)))"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    n=$(finished killed)
    if [ -f killed/manifest.json ]; then
        "${run[@]}" --out killed --force >killed.txt 2>killed.err
    else
        "${run[@]}" --resume --out killed >killed.txt 2>killed.err
        resumed=$?
        [ "$n" -eq 0 ] || grep -q "going on after $n finished" killed.err || fail "$n finished are not used: $(cat killed.err)"
        (exit $resumed)
    fi
    same killed $?
    echo "killed at $at ms with $n replications finished"
done
"${run[@]:0:${#run[@]}-1}" 2 --out threads >threads.txt
same threads $?
if [ -n "$mpirun" ]; then
    mpi=("$mpirun")
    if "$mpirun" --version 2>/dev/null | grep -q "Open MPI"; then
        mpi+=(--oversubscribe)
        [ "$(id -u)" -ne 0 ] || mpi+=(--allow-run-as-root)
    fi
    for np in 2 4; do
        "${mpi[@]}" -np $np "${run[@]}" --out ranks$np >ranks$np.txt 2>/dev/null
        same ranks$np $?
    done
    echo "the same by 2 and by 4 processes"
fi
[ $failed -eq 0 ]
