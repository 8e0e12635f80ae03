#!/bin/sh
# reading.sh CRISIM [ROWS] [azure]: a trace of so many short rows (10 million), or of rows shaped like those of the Azure
# traces, read plain, .gz and .zst, in turn with libcsv over the same bytes with empty callbacks and with the decompressors
# alone; seconds of processor time (all threads), medians of three rounds.
set -eu
crisim=$1
rows=${2:-10000000}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cc -O2 -o "$scratch/floor" "$here/csv_floor.c" -lcsv
if [ "${3:-short}" = azure ]; then
    awk -v n="$rows" 'BEGIN { print "TIMESTAMP,ContextTokens,GeneratedTokens"; for (i = 0; i < n; i++) { t = int(i / 500); printf "2023-11-16 %02d:%02d:%02d.%07d,%d,%d\n", t / 3600, t / 60 % 60, t % 60, i % 500 * 20000, 200 + i % 1500, 20 + i % 400 } }'
else
    awk -v n="$rows" 'BEGIN { print "time_s,input_tokens,output_tokens"; for (i = 0; i < n; i++) printf "%.3f,%d,%d\n", i * 0.001, 200 + i % 1500, 20 + i % 400 }'
fi >"$scratch/t.csv"
gzip -1 -k "$scratch/t.csv"
zstd -q -1 -k "$scratch/t.csv"
[ -x /usr/bin/time ] || { echo "reading.sh needs /usr/bin/time (package time)" >&2; exit 69; }
seconds() {
    /usr/bin/time -o "$scratch/time" -f "%U %S" "$@" >/dev/null
    awk '{ printf "%.3f\n", $1 + $2 }' "$scratch/time"
}
for round in 1 2 3; do
    "$scratch/floor" "$scratch/t.csv" >>"$scratch/csv"
    seconds gzip -dc "$scratch/t.csv.gz" >>"$scratch/gunzip"
    seconds zstd -qdc "$scratch/t.csv.zst" >>"$scratch/unzstd"
    for kind in csv csv.gz csv.zst; do
        seconds "$crisim" trace inspect "$scratch/t.$kind" >>"$scratch/read-$kind"
    done
done
median() { sort -n "$scratch/$1" | sed -n 2p; }
bytes=$(wc -c <"$scratch/t.csv")
for what in csv gunzip unzstd read-csv read-csv.gz read-csv.zst; do
    median "$what" | awk -v what="$what" -v n="$rows" -v b="$bytes" \
        '{ printf "%-14s %7.3f s  %6.2f M rows/s  %5.0f MB/s\n", what, $1, n / $1 / 1e6, b / $1 / 1e6 }'
done
awk -v floor="$(median csv)" -v plain="$(median read-csv)" 'BEGIN { printf "plain: %.2f x libcsv with empty callbacks\n", floor / plain }'
for kind in gz zst; do
    tool=gunzip
    [ $kind = gz ] || tool=unzstd
    awk -v kind=$kind -v a="$(median read-csv)" -v b="$(median $tool)" -v c="$(median read-csv.$kind)" \
        'BEGIN { slower = a > b ? a : b; printf ".%s: %.2f x the slower of plain reading and the decompressor\n", kind, slower / c }'
done
