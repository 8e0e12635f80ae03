#!/bin/sh
# run.sh CRISIM EXAMPLES CHECK: crisim under mpirun, 2 and 4 processes, against one process.
set -eu
crisim=$1
examples=$2
check=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

# Open MPI wants to be asked for what others just do.
flags=
if mpirun --version 2>/dev/null | grep -q "Open MPI"; then
    # Between its signal and SIGKILL mpirun leaves a second, which is little on a busy machine.
    flags="--oversubscribe --mca odls_base_sigkill_timeout 5"
    [ "$(id -u)" -ne 0 ] || flags="$flags --allow-run-as-root"
fi
run() {
    # shellcheck disable=SC2086
    mpirun $flags "$@"
}
fail() {
    echo "failed: $*"
    exit 1
}
# What the program itself said, without the launcher's remarks.
said() {
    grep -c "$1" "$scratch/err" || true
}

same_bytes() {
    # The last three between them have options that are not allowed, failing SLOs, prompt caches, outcomes
    # kept request by request, and more jobs than can wait to be collected.
    for example in compare-modes serving-loss cascade provisioned prompt-cache; do
        code=0
        "$crisim" compare "$examples/$example.json" -q -j 1 --replications 7 --out "$scratch/one" \
            >"$scratch/one.txt" || code=$?
        for n in 2 4; do
            rcode=0
            run -np $n "$crisim" compare "$examples/$example.json" -q -j 1 --replications 7 \
                --out "$scratch/$n" >"$scratch/$n.txt" 2>"$scratch/err" || rcode=$?
            [ $code = $rcode ] || { cat "$scratch/err"; fail "$example, $n processes: exit code $rcode, not $code"; }
            diff -r "$scratch/one" "$scratch/$n" || fail "$example, $n processes: other files"
            cmp "$scratch/one.txt" "$scratch/$n.txt" || fail "$example, $n processes: other text"
        done
        echo "$example: 1, 2 and 4 processes, $(find "$scratch/one" -type f | wc -l) files, the same bytes"
        rm -rf "$scratch/one" "$scratch/2" "$scratch/4"
    done
    # Replications that are asked for step by step: rank 0 alone knows when they are enough.
    for n in 1 2 4; do
        run -np $n "$crisim" compare "$examples/compare-modes.json" -q -j 1 --precision 0.4% --out "$scratch/$n" \
            >"$scratch/$n.txt" 2>"$scratch/err" || { cat "$scratch/err"; fail "--precision, $n processes"; }
        diff -r "$scratch/1" "$scratch/$n" || fail "--precision, $n processes: other files"
    done
    grep -q '"replications": [2-9][05],' "$scratch/1/summary.json" || fail "--precision took no further step"
    echo "--precision: the same bytes"
}

unlike_hosts() {
    code=0
    # Process 1 has another seed: as if its scenario were an old copy.
    run -np 1 "$crisim" compare "$examples/cascade.json" -q --seed 1 --out "$scratch/r" : \
        -np 1 "$crisim" compare "$examples/cascade.json" -q --seed 2 \
        >"$scratch/out" 2>"$scratch/err" || code=$?
    [ $code = 4 ] || fail "exit code $code, not 4"
    [ "$(said 'process 1 on .* would not come to the same results as process 0')" = 1 ] || fail "$(cat "$scratch/err")"
    [ ! -e "$scratch/r" ] || fail "results were written"
    [ ! -s "$scratch/out" ] || fail "something was printed"
    # Process 1 cannot read its scenario at all.
    code=0
    run -np 1 "$crisim" compare "$examples/cascade.json" -q : \
        -np 1 "$crisim" compare "$scratch/absent.json" -q >"$scratch/out" 2>"$scratch/err" || code=$?
    [ $code = 4 ] || fail "exit code $code, not 4"
    [ "$(said 'would not come to the same results')" = 1 ] || fail "$(cat "$scratch/err")"
    echo "unlike processes are refused"
}

wrong_input() {
    code=0
    printf '{"format": "crisim-scenario", "versoin": 1}' >"$scratch/bad.json"
    run -np 4 "$crisim" compare "$scratch/bad.json" >"$scratch/out" 2>"$scratch/err" || code=$?
    [ $code = 3 ] || fail "exit code $code, not 3"
    [ "$(said "unknown key 'versoin'")" = 1 ] || fail "said not once: $(cat "$scratch/err")"
    [ "$(said 'nothing was run')" = 1 ] || fail "said not once: $(cat "$scratch/err")"
    code=0
    run -np 2 "$crisim" compare - <"$examples/cascade.json" >"$scratch/out" 2>"$scratch/err" || code=$?
    [ $code = 2 ] || fail "a scenario on standard input: exit code $code, not 2"
    echo "wrong input is reported once"
}

# kept WHAT: there are results, which say that they are cut short.
kept() {
    [ -f "$scratch/r/summary.json" ] || fail "$1: nothing was kept: $(cat "$scratch/err")"
    grep -q '"complete": false' "$scratch/r/summary.json" || fail "$1: the results do not say that they are cut short"
    rm -rf "$scratch/r"
}

# The processes that were started, by what they write to.
ranks() {
    for process in /proc/[0-9]*; do
        case $(tr '\0' ' ' <"$process/cmdline" 2>/dev/null) in
        "$crisim compare "*" $scratch/r ") echo "${process#/proc/}" ;;
        esac
    done
}

interrupted() {
    for whom in launcher ranks; do
        # shellcheck disable=SC2086
        mpirun $flags -np 2 "$crisim" compare "$examples/compare-modes.json" -j 1 \
            --replications 100000 --out "$scratch/r" >"$scratch/out" 2>"$scratch/err" &
        launcher=$!
        sleep 4
        # A batch system may signal every process, not the launcher alone.
        # shellcheck disable=SC2046
        case $whom in
        launcher) kill -TERM $launcher ;;
        ranks) kill -TERM $(ranks) ;;
        esac
        # What a launcher makes of it is its own: MPICH's now and then ends with 0.
        wait $launcher || true
        kept "a signal to the $whom"
    done
    echo "an interrupted run keeps what was finished"
}

$check
