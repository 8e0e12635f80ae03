#!/bin/sh
# long.sh [SECTION...]: what takes too long for every run. Without a name all sections run, in their
# order; their last figures stand in docs/validation.md.
#
#   drawn           25,000 scenarios drawn along the schema, right and wrong ones
#   coverage        60 one-hour traces of a known success rate: does what another hour could bring cover it
#   drawn-asan      5,000 of them under AddressSanitizer and UBSan
#   fuzz            each reader fuzzed: at least RUNS (200,000) inputs, runs and covered edges printed
#   oracle          10,000 (COUNT, from FIRST) drawn scenarios against the oracle, half of them with noise
#   mutants         every mutant of tests/mutants, whether its file changed or not
#
# A section is a function section_<name> and a word in `all`.
set -eu
cd "$(dirname "$0")/.."
all="drawn drawn-asan fuzz coverage oracle mutants"

# drawn PRESET COUNT SEED [LIMITS]: what a scenario may do to the program, see tests/drawn/drawn.c.
drawn() {
    preset=$1 count=$2 seed=$3
    shift 3
    cmake --preset "$preset" -G Ninja >/dev/null
    cmake --build "build/$preset" --target crisim drawn >/dev/null
    nice -n 19 "build/$preset/tests/drawn/drawn" --crisim "build/$preset/crisim" --count "$count" \
        --seed "$seed" --jobs "$(nproc)" --keep "build/$preset/drawn-failures" "$@"
}

section_drawn() {
    drawn release 25000 2026
}

# Sanitizers need several times as long, and all of the address space. Dashes are no part of names here.
section_drawn_asan() {
    drawn asan 5000 2027 --cpu 60 --no-memory-limit
}

section_coverage() {
    cmake --preset release -G Ninja >/dev/null
    cmake --build build/release --target crisim >/dev/null
    nice -n 19 tests/coverage/resamples.sh build/release/crisim
}

section_fuzz() {
    runs=${RUNS:-200000}
    command -v clang >/dev/null || { echo "fuzz: skipped, there is no clang"; return 0; }
    cmake --preset fuzz -G Ninja >/dev/null
    for source in tests/fuzz/fuzz_*.c; do
        kind=$(basename "$source" .c)
        cmake --build build/fuzz --target "$kind" >/dev/null
        kind=${kind#fuzz_}
        case " ${TARGETS:-$kind} " in *" $kind "*) ;; *) continue ;; esac
        # What is found goes to a folder of its own; the corpus of the project is only read.
        found=build/fuzz/found/$kind
        mkdir -p "$found"
        if [ "$kind" = results ]; then
            cmake --build build/fuzz --target crisim >/dev/null
            tests/fuzz/pack_results.sh "$PWD/build/fuzz/crisim" "$PWD" "$found"
        fi
        set --
        corpus=$kind
        case $kind in csv | lines | documents) corpus=trace ;; esac # the three decoders of traces
        for folder in tests/fuzz/corpus/"$corpus" tests/data/bad/"$corpus" tests/data/good/"$corpus"; do
            [ ! -d "$folder" ] || set -- "$@" "$folder"
        done
        log=build/fuzz/$kind.log
        if ! nice -n 19 build/fuzz/tests/fuzz/fuzz_"$kind" -runs="$runs" -seed=1 -max_len=16384 -timeout=20 \
            -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="build/fuzz/$kind-" "$found" "$@" 2>"$log"; then
            echo "fuzz $kind: failed; the input lies beside $log"
            tail -n 30 "$log"
            return 1
        fi
        awk -v kind="$kind" '/ cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") cov = $(i + 1) }
            /number_of_executed_units/ { n = $2 } /slowest_unit_time_sec/ { s = $2 }
            END { printf "fuzz %-9s %d runs, %d edges covered, slowest input %d s\n", kind, n, cov, s }' "$log"
    done
}

section_oracle() {
    half=$((${COUNT:-10000} / 2)) first=${FIRST:-1}
    command -v python3 >/dev/null || { echo "oracle: skipped, there is no python3"; return 0; }
    nice -n 19 tests/oracle/run.sh build/release/crisim --first "$first" --count "$half" &&
        nice -n 19 tests/oracle/run.sh build/release/crisim --first "$((first + 100000))" --level 1 --count "$half"
}

section_mutants() {
    nice -n 19 tests/mutants/run.sh
}

if [ $# -eq 0 ]; then
    # shellcheck disable=SC2086
    set -- $all
fi
for section in "$@"; do
    case " $all " in
    *" $section "*) "section_$(echo "$section" | tr - _)" ;;
    *) echo "long.sh: no section '$section'; there are: $all" >&2; exit 2 ;;
    esac
done
