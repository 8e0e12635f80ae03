#!/bin/sh
# roundtrip.sh CRISIM SCENARIO: the scenario that a study saves stands for the one it came from: run
# in its place it gives the same bytes in every file of the results, itself among them. The report
# made from the saved folder is the report of the run. Skipped (77) where a trace is not there.
set -eu
crisim=$1
scenario=$2
folder=${scenario%/*}
file=${scenario##*/}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cp -r "$folder" "$scratch/case"
# Traces beside the project are named from where the scenario stands.
for trace in $(sed -n 's/.*"trace": *"\([^"]*\)".*/\1/p' "$scenario"); do
    if [ ! -e "$folder/$trace" ]; then
        echo "skipped: $trace is not there"
        exit 77
    fi
    case $trace in
    *../*) sed -i "s#\"$trace\"#\"$(cd "$folder/$(dirname "$trace")" && pwd)/$(basename "$trace")\"#" "$scratch/case/$file" ;;
    esac
done
cd "$scratch/case"

# Figures come from the same tables as everything else, and cost most of the time: only the examples draw them.
path=$PATH
case $scenario in
*/scenarios/examples/*) ;;
*) path=$scratch/no-gnuplot ;; # a folder that is not there
esac

study() {
    code=0
    PATH=$path "$crisim" compare --quick "$file" --replications 1 --out "$1" >"$1.stdout" 2>"$1.stderr" </dev/null || code=$?
    # 1: an SLO that is not met, or no option that may run
    if [ "$code" = 3 ] && [ "$1" = "$scratch/first" ]; then
        echo "skipped: a scenario that is refused, as a test of its own says"
        exit 77
    fi
    if [ "$code" != 0 ] && [ "$code" != 1 ]; then
        echo "$file: exit code $code"
        cat "$1.stderr"
        exit 1
    fi
}
study "$scratch/first"
[ -f "$scratch/first/scenario.json" ] || exit 77
cp "$scratch/first/scenario.json" "$file"
study "$scratch/second"
# Positions in run.log and notes are of the file that was read; everything else is the same.
diff -r -x run.log "$scratch/first" "$scratch/second"
cp -r "$scratch/second" "$scratch/third"
rm -f "$scratch/third/report.html" "$scratch/third/report.md" "$scratch"/third/figure-*.svg
PATH=$path "$crisim" report "$scratch/third" >/dev/null
diff -r "$scratch/second" "$scratch/third"
