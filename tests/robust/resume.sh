#!/usr/bin/env bash
# resume.sh CRISIM ROOT [MPIRUN]: studies that are killed, or meet a full disk, and go on by --resume. What was finished is used, and
# the results are those of a run from beginning to end, to the byte. With MPIRUN the same under two processes.
set -uo pipefail
crisim=$(realpath "$1")
root=$(realpath "$2")
mpirun=${3:-}
scratch=$(mktemp -d)
mounted=
tidy() {
    [ -z "$mounted" ] || umount "$mounted" 2>/dev/null
    rm -rf "$scratch"
}
trap tidy EXIT
trap 'exit 130' INT TERM
cd "$scratch" || exit 1
mkdir tmp no-figures
export TMPDIR=$scratch/tmp CRISIM_COMMAND=crisim
# Figures take longer than the study, and are not what is looked at.
printf '#!/bin/sh\nexit 1\n' >no-figures/gnuplot
chmod +x no-figures/gnuplot
PATH=$scratch/no-figures:$PATH
study=$root/scenarios/examples/compare-modes.json
jobs=200 # replications x the four options of the example
run=("$crisim" compare "$study" --quiet --replications $((jobs / 4)) -j 1)
if [ -n "$mpirun" ]; then
    mpi=("$mpirun")
    if "$mpirun" --version 2>/dev/null | grep -q "Open MPI"; then
        mpi+=(--oversubscribe)
        [ "$(id -u)" -ne 0 ] || mpi+=(--allow-run-as-root)
    fi
    run=("${mpi[@]}" -np 2 "${run[@]}")
fi
failed=0
fail() {
    echo "failed: $*"
    failed=1
}
finished() { find "$1/jobs" -name '*.job' 2>/dev/null | wc -l; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }
# The study's processes, by what they write to; with a launcher not its children alone.
processes() {
    for process in /proc/[0-9]*; do
        case $(tr '\0' ' ' 2>/dev/null <"$process/cmdline") in
        "$crisim compare "*" --out $1 "*) echo "${process#/proc/}" ;;
        esac
    done
}

start=$(now_ms)
"${run[@]}" --out straight >straight.txt || exit 1
took=$(($(now_ms) - start))
[ ! -e straight/jobs ] || fail "a complete study leaves jobs behind"
RANDOM=${SEED:-$$}
echo "seed $RANDOM, $took ms from beginning to end"

# same FOLDER PRINTED: as a straight run's
same() {
    diff -r straight "$1" >difference || { fail "$1: other files: $(head -3 difference)"; return; }
    sed "s|$1|straight|g" "$2" | cmp -s straight.txt - || fail "$1: other text on the screen"
}

# kill_all FOLDER PID: at once, and nobody is left who still writes
kill_all() {
    # shellcheck disable=SC2046
    kill -9 $(processes "$1") "$2" 2>/dev/null
    wait "$2" 2>/dev/null
    # shellcheck disable=SC2046
    while [ -n "$(processes "$1")" ]; do
        kill -9 $(processes "$1") 2>/dev/null
        sleep 0.05
    done
}
wait_ms() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; }

# Ten studies are killed, each at a moment between its start and its end, and gone on with.
killed() {
    local i n pid at moments=
    for i in 1 2 3 4 5 6 7 8 9 10; do
        rm -rf killed
        "${run[@]}" --out killed >killed.txt 2>killed.err &
        pid=$!
        at=$((RANDOM % took))
        wait_ms $at
        kill_all killed $pid
        n=$(finished killed)
        moments="$moments $at ms: $n"
        if [ -f killed/manifest.json ]; then
            # The run was over, but for its last words.
            "${run[@]}" --out killed --force >killed.txt 2>killed.err || fail "moment $i: $? $(cat killed.err)"
        else
            "${run[@]}" --resume --out killed >killed.txt 2>killed.err || fail "moment $i: $? $(cat killed.err)"
            [ "$n" -eq 0 ] || grep -q "going on after $n finished replications" killed.err ||
                fail "moment $i: $n finished replications are not used: $(cat killed.err)"
            grep -qE 'damaged|cannot be used' killed.err && fail "moment $i: $(cat killed.err)"
        fi
        same killed killed.txt
        [ "$(ls -d killed killed.*)" = "$(printf 'killed\nkilled.err\nkilled.txt')" ] || fail "moment $i: left beside it: $(ls -d killed.*)"
    done
    echo "killed ten times, with so many replications finished:$moments"
}

stopped() {
    local pid n code i
    "${run[@]}" --out term >term.txt 2>term.err &
    pid=$!
    for ((i = 0; i < 300; i++)); do
        [ "$(finished term)" -lt 3 ] || break
        sleep 0.02
    done
    kill -TERM $pid
    wait $pid
    code=$?
    n=$(finished term)
    if [ $code -eq 143 ]; then
        grep -q -- '--resume goes on with them' term.err || fail "nothing says how to go on: $(cat term.err)"
    fi
    "${run[@]}" --resume --out term >term.txt 2>term.err || fail "after SIGTERM: $? $(cat term.err)"
    [ $code -ne 143 ] || [ "$n" -eq 0 ] || grep -q "going on after $n finished" term.err || fail "after SIGTERM $n are not used: $(cat term.err)"
    same term term.txt
    echo "stopped, with $n replications finished"
}

# The results are larger than the jobs: everything is finished, and cannot be written.
limited() {
    local code n
    (ulimit -f 400; "${run[@]}" --out limited) >limited.txt 2>limited.err
    code=$?
    n=$(finished limited)
    [ $code -eq 7 ] || fail "files of at most 400 blocks: exit code $code"
    grep -q 'File too large' limited.err || fail "files of at most 400 blocks: $(cat limited.err)"
    # Of the options as stated, and some of each case.
    [ "$n" -ge $((jobs / 4)) ] || fail "files of at most 400 blocks: $n replications are kept"
    mkdir elsewhere
    cp -r limited elsewhere/limited
    "${run[@]}" --resume --out elsewhere/limited >limited.txt 2>limited.err || fail "elsewhere: $? $(cat limited.err)"
    grep -q "going on after $n finished" limited.err || fail "elsewhere $n are not used: $(cat limited.err)"
    same elsewhere/limited limited.txt
    echo "a limit of file sizes: $n replications went elsewhere"
}

full() {
    local code n
    mkdir disk
    if ! mount -t tmpfs -o size=1500k tmpfs disk 2>/dev/null; then
        echo "skipped: a full disk: mount is not permitted here"
        return
    fi
    mounted=$scratch/disk
    "${run[@]}" --out disk/no-room >no-room.txt 2>no-room.err
    code=$?
    n=$(finished disk/no-room)
    [ $code -eq 7 ] || fail "a full disk: exit code $code"
    grep -q 'No space left' no-room.err && grep -q -- '--resume' no-room.err || fail "a full disk: $(cat no-room.err)"
    { [ "$n" -gt 0 ] && [ "$n" -lt $((jobs / 4)) ]; } || fail "a full disk: $n replications are kept"
    [ "$(ls disk)" = no-room ] && [ "$(ls disk/no-room)" = jobs ] || fail "a full disk: there is $(ls disk disk/no-room)"
    cp -r disk/no-room no-room
    "${run[@]}" --resume --out no-room >no-room.txt 2>no-room.err || fail "a full disk, elsewhere: $? $(cat no-room.err)"
    grep -q "going on after $n finished" no-room.err || fail "a full disk: $n are not used elsewhere: $(cat no-room.err)"
    same no-room no-room.txt
    umount disk
    mounted=
    echo "a full disk: $n replications went elsewhere"
}

# What another study, or a damaged disk, has left is not used, with a word.
unlike() {
    local one pid i
    "${run[@]}" --out unlike >/dev/null 2>&1 &
    pid=$!
    for ((i = 0; i < 300; i++)); do
        [ "$(finished unlike)" -lt 3 ] || break
        sleep 0.02
    done
    kill_all unlike $pid
    [ "$(finished unlike)" -ge 2 ] || { fail "nothing was finished to be unlike"; return; }
    one=$(find unlike/jobs -name '*.job' | sort | head -1)
    truncate -s -1 "$one"
    cp -r unlike seed
    "${run[@]}" --resume --seed 77 --out seed >/dev/null 2>seed.err || fail "another seed: $? $(cat seed.err)"
    grep -q 'cannot be used: they are of another scenario or seed' seed.err || fail "another seed: $(cat seed.err)"
    "${run[@]}" --resume --out unlike >unlike.txt 2>unlike.err || fail "a damaged file: $? $(cat unlike.err)"
    grep -q 'is damaged; its replication is run anew' unlike.err || fail "a damaged file: $(cat unlike.err)"
    same unlike unlike.txt
    echo "what is unlike or damaged is run anew"
}

killed
stopped
if [ -z "$mpirun" ]; then
    limited
    full
    unlike
fi
[ $failed -eq 0 ]
