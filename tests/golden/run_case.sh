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

if grep -q '^# needs: shared' "$folder/cmd" && [ ! -d "$SHARED/traces" ]; then
    echo "skipped: ../shared/traces is absent"
    exit 77
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch" "$scratch.bin"' EXIT
trap 'exit 130' INT TERM
cp -R "$folder/." "$scratch/"
# Figures take longer than all else; without the line the report says that there is no gnuplot.
if ! grep -q '^# needs: gnuplot' "$folder/cmd"; then
    mkdir "$scratch.bin"
    printf '#!/bin/sh\nexit 1\n' >"$scratch.bin/gnuplot"
    chmod +x "$scratch.bin/gnuplot"
    PATH=$scratch.bin:$PATH
fi
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
[ ! -f "$folder/expected.code" ] || wanted=$(cat "$folder/expected.code")
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
