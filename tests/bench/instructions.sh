#!/usr/bin/env bash
# instructions.sh CRISIM [--against COMMIT] [--time] [--record FILE]: what a request and a row cost in instructions,
# counted by callgrind, so that a noisy machine cannot hide a change of one percent. Each figure is the difference of
# two runs that differ by 20,000 requests (or rows) only: start-up and output are in neither.
#   plain        one class through a Geographic profile, RPM and TPM, noise, unlimited capacity
#   slots        the same profile with slots and a queue in which about 30 % wait, a read time-out that about 1 % meet
#   every model  quotas, processor sharing, background load, drawn failures, least-loaded on old views, prompt cache
#   csv, jsonl   rows of a trace read, checked and described
# --against COMMIT builds that commit in a worktree with the same compiler and runs the same files with it;
# --time adds processor time of the same rows (1 M requests), medians of nine interleaved rounds;
# --record FILE writes the figures as JSON (tests/bench/<commit>.json are such records).
# Needs valgrind. The exit code is 0 whatever the figures are: it measures, it does not judge.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: instructions.sh CRISIM [--against COMMIT] [--time] [--record FILE]" >&2; exit 2; }
crisim=$(realpath "$1")
shift
against= record= timed=no
while [ $# -gt 0 ]; do
    case $1 in
    --against) against=$2; shift 2 ;;
    --record) record=$2; shift 2 ;;
    --time) timed=yes; shift ;;
    *) echo "instructions.sh: unknown argument '$1'" >&2; exit 2 ;;
    esac
done
command -v valgrind >/dev/null || { echo "instructions.sh needs valgrind" >&2; exit 69; }
top=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
clean() {
    [ ! -d "$scratch/tree" ] || git -C "$top" worktree remove --force "$scratch/tree" >/dev/null 2>&1 || true
    rm -rf "$scratch"
}
trap clean EXIT
trap 'exit 130' INT TERM

other=
if [ -n "$against" ]; then
    git -C "$top" worktree add -q --detach "$scratch/tree" "$against"
    compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$(dirname "$crisim")/CMakeCache.txt" 2>/dev/null || true)
    (cd "$scratch/tree" && cmake -B build/release -DCMAKE_BUILD_TYPE=Release -DCRISIM_TESTS=OFF ${compiler:+-DCMAKE_C_COMPILER="$compiler"} &&
        cmake --build build/release -j "$(nproc)") >"$scratch/build.log" 2>&1 || { tail -20 "$scratch/build.log" >&2; exit 69; }
    other=$scratch/tree/build/release/crisim
fi

cd "$scratch"
rows=20000
# One arithmetic for both trace kinds: a linear congruential generator, exponential gaps of 60 ms.
trace() {
    awk -v n="$1" -v kind="$2" 'BEGIN {
        state = 1
        if (kind == "csv") print "time_s,input_tokens,output_tokens"
        for (i = 0; i < n; i++) {
            state = (state * 16807) % 2147483647; u = state / 2147483647; at += -log(u) * 0.060
            state = (state * 16807) % 2147483647; input = 1 + int(state / 2147483647 * 2000)
            state = (state * 16807) % 2147483647; output = 1 + int(state / 2147483647 * 400)
            if (kind == "csv") printf "%.3f,%d,%d\n", at, input, output
            else printf "{\"timestamp\": %d, \"input_length\": %d, \"output_length\": %d, \"hash_ids\": [%d]}\n", at * 1000, input, output, i % 500
        }
    }'
}
trace $rows csv >once.csv
trace $((2 * rows)) csv >twice.csv
trace $rows jsonl >once.jsonl
trace $((2 * rows)) jsonl >twice.jsonl

# scenario NAME LOOPS MODE CLASS-KEYS REST
scenario() {
    cat >"$1-$2.json" <<END
{ "format": "crisim-scenario", "version": 1, "title": "$1", "seed": 1, "account_tokens_per_day": "unlimited",
  "traffic": { "t": { "trace": "once.csv", "loops": $2 } },
  "classes": { "chat": { "traffic": "t", "model": "anthropic.claude-sonnet-4-6", "source_region": "eu-west-2", "max_tokens": 1000$4 } },
  "quotas": { "mine": { "requests_per_min": 1000000, "tokens_per_min": 1000000000, "tokens_per_day": "unlimited" } },
  "destinations": { "eu": { "eu-west-2": true, "eu-west-1": true, "eu-central-1": true, "eu-west-3": false, "eu-north-1": false, "eu-south-1": false, "eu-south-2": false } },
  $5,
  "arms": { "a": { "mode": "$3" } } }
END
}
for loops in 1 2 50; do
    scenario plain $loops geographic "" '"capacity": { "all": { "kind": "unlimited" } }'
    scenario slots $loops geographic ', "client": "patient", "streaming": false' '"clients": { "patient": { "retry": "standard", "read_timeout_s": 6.0 } },
  "capacity": { "all": { "kind": "slots", "slots": 50, "queue": 40 } }'
    scenario every-model $loops geographic ', "prefix_groups": 500, "prefix_tokens": 512, "prefix_skew": 1' '"cache": { "simulate": true },
  "capacity": { "all": { "kind": "shared", "calls": 150, "max_in_service": 400, "background_share": 0.4, "background_swing": 0.3 } },
  "outages": { "drawn": { "kind": "serving-loss", "regions": ["eu-west-2", "eu-central-1", "eu-west-1"], "independent": true,
    "mean_up_h": 2, "repair_p50_min": 5, "repair_p90_min": 15, "detection_delay_s": 20 } },
  "routing": { "policy": "least-loaded", "refresh_s": 1 }'
done

# counted CRISIM ARGUMENTS...: instructions of the whole process.
counted() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" >out.txt 2>err.txt || [ $? -eq 1 ] || { cat err.txt >&2; exit 1; }
    sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' err.txt
}
per_request() {
    local program=$1 name=$2 one two
    case $name in
    csv | jsonl)
        one=$(counted "$program" trace inspect "once.$name")
        two=$(counted "$program" trace inspect "twice.$name")
        ;;
    *)
        one=$(counted "$program" run "$name-1.json" -q -j 1 --replications 1)
        two=$(counted "$program" run "$name-2.json" -q -j 1 --replications 1)
        ;;
    esac
    awk -v a="$one" -v b="$two" -v n=$rows 'BEGIN { printf "%.1f", (b - a) / n }'
}
kinds="plain slots every-model csv jsonl"
declare -A mine theirs
for kind in $kinds; do
    mine[$kind]=$(per_request "$crisim" $kind)
    [ -z "$other" ] || theirs[$kind]=$(per_request "$other" $kind)
    if [ -n "$other" ]; then
        awk -v k=$kind -v a="${mine[$kind]}" -v b="${theirs[$kind]}" -v c="$against" \
            'BEGIN { printf "%-12s %9.1f instructions   %s: %9.1f   %+.2f %%\n", k, a, c, b, (a / b - 1) * 100 }'
    else
        printf '%-12s %9.1f instructions\n' "$kind" "${mine[$kind]}"
    fi
done

# Processor time of the same scenarios, 50 times the trace.
if [ $timed = yes ]; then
    seconds() {
        local TIMEFORMAT='%U %S' t
        t=$( { time "$1" run "$2-50.json" -q -j 1 --replications 1 >out.txt 2>err.txt || [ $? -eq 1 ]; } 2>&1)
        awk '{ print $1 + $2 }' <<<"$t"
    }
    for kind in plain slots every-model; do
        for _ in 1 2 3 4 5 6 7 8 9; do
            seconds "$crisim" $kind >>"$kind.mine"
            [ -z "$other" ] || seconds "$other" $kind >>"$kind.theirs"
        done
        a=$(sort -n "$kind.mine" | sed -n 5p)
        if [ -n "$other" ]; then
            b=$(sort -n "$kind.theirs" | sed -n 5p)
            ratio=$(paste "$kind.mine" "$kind.theirs" | awk '{ print $1 / $2 }' | sort -n | sed -n 5p)
            awk -v k=$kind -v a="$a" -v b="$b" -v r="$ratio" -v n=$((50 * rows)) -v c="$against" \
                'BEGIN { printf "%-12s %9.1f ns processor time a request   %s: %9.1f   median of ratios %.3f\n", k, a / n * 1e9, c, b / n * 1e9, r }'
        else
            awk -v k=$kind -v a="$a" -v n=$((50 * rows)) 'BEGIN { printf "%-12s %9.1f ns processor time a request\n", k, a / n * 1e9 }'
        fi
    done
fi

if [ -n "$record" ]; then
    {
        printf '{ "format": "crisim-instructions", "version": 1, "compiler": "%s",\n  "instructions": {' \
            "$(cc --version | sed -n 1p)"
        separator=
        for kind in $kinds; do
            printf '%s "%s": %s' "$separator" "$kind" "${mine[$kind]}"
            separator=,
        done
        printf ' } }\n'
    } >"$OLDPWD/$record"
fi
