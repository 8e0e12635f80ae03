#!/bin/sh
# pack_results.sh CRISIM SOURCE OUT: seeds for fuzz_results (files.h) from a freshly saved folder, so
# that they hold what this version writes. Few elements of each list are kept: inputs are short.
set -eu
crisim=$1
source=$2
out=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
"$crisim" compare "$source/tests/hostile/study.json" --out "$scratch/saved" >/dev/null 2>&1
mkdir -p "$out"
out=$(cd "$out" && pwd)
# The saved summary is indented: elements of a top-level list stand between "    {" and "    }".
awk -v keep=2 '
    /^  "scenario_json"/ { print "  \"scenario_json\": \"{}\","; next }
    /^  "(metrics|differences|assumptions|verdict|flips)": \[$/ { cut = 1; n = 0 }
    /^  \]/ { cut = 0 }
    cut && /^    \{/ { n++ }
    cut && n > keep { next }
    cut && n == keep && /^    \}/ { print "    }"; next }
    { print }' "$scratch/saved/summary.json" >"$scratch/summary.json"
# pack NAME LINES [FILE...]: the manifest up to its list of files, the summary, tables cut short
pack() {
    name=$1
    lines=$2
    shift 2
    {
        echo "@ manifest.json"
        sed '/"files": \[/,$d' "$scratch/saved/manifest.json"
        echo "@ summary.json"
        cat "$scratch/summary.json"
        for file in "$@"; do
            echo "@ $file"
            head -n "$lines" "$scratch/saved/$file"
        done
    } >"$out/$name"
}
cd "$scratch/saved"
pack whole 100 series-*.csv spectrum-*.csv quota-*.csv
pack short 4 series-*.csv spectrum-*.csv quota-*.csv
