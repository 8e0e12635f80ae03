#!/bin/sh
# run_case.sh CRISIM ROOT FOLDER [--refresh]: one golden case; see CMakeLists.txt.
set -eu
CRISIM=$1
root=$2
folder=$3
EXAMPLES=$root/scenarios/examples
SHARED=$root/../shared
export CRISIM EXAMPLES SHARED
# What is printed is the same wherever the program lies.
CRISIM_COMMAND=crisim
export CRISIM_COMMAND
LC_ALL=C.UTF-8
COLUMNS=120
export LC_ALL COLUMNS

# A process costs a millisecond, and there are a hundred cases: the shell reads by itself.
needs=
while read -r hash word what; do
    [ "$hash $word" != "# needs:" ] || needs="$needs $what"
done <"$folder/cmd"
case $needs in
*shared*)
    if [ ! -d "$SHARED/traces" ]; then
        echo "skipped: ../shared/traces is absent"
        exit 77
    fi
    ;;
esac
# Figures take longer than all else; without the line the report says that there is no gnuplot.
case $needs in
*gnuplot*) ;;
*) PATH=$root/tests/no-gnuplot:$PATH ;;
esac
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cp -R "$folder/." "$scratch/"
cd "$scratch"
rm -f expected.stdout expected.stderr expected.code
code=0
sh ./cmd >actual.stdout 2>actual.stderr </dev/null || code=$?

if [ "${4:-}" = --refresh ]; then
    cp actual.stdout "$folder/expected.stdout"
    if [ -f "$folder/expected.stderr" ] || [ -s actual.stderr ]; then
        cp actual.stderr "$folder/expected.stderr"
    fi
    if [ "$code" != 0 ]; then
        echo "$code" >"$folder/expected.code"
    else
        rm -f "$folder/expected.code"
    fi
    exit 0
fi

wanted=0
[ ! -f "$folder/expected.code" ] || read -r wanted <"$folder/expected.code"
failed=0
if [ "$code" != "$wanted" ]; then
    echo "exit code $code instead of $wanted"
    cat actual.stderr
    failed=1
fi
diff -u "$folder/expected.stdout" actual.stdout || failed=1
if [ -f "$folder/expected.stderr" ]; then
    diff -u "$folder/expected.stderr" actual.stderr || failed=1
fi
exit $failed
