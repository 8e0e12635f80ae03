#!/bin/sh
# run_bad.sh CRISIM KIND EXPECTED: the wrong input beside EXPECTED is refused with exactly that
# text on standard error, nothing on standard output and the exit code of its kind.
set -eu
crisim=$1
kind=$2
expected=$3
cd "${expected%/*}"
name=${expected##*/}
name=${name%.expected}
input=
for file in "$name".*; do
    [ "$file" = "$name.expected" ] || input=$file
done
if [ -z "$input" ]; then
    echo "no input stands beside $expected"
    exit 1
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
code=0
case $kind in
scenario)
    wanted=3
    "$crisim" check "$input" >"$scratch/stdout" 2>"$scratch/stderr" </dev/null || code=$?
    ;;
trace)
    wanted=4
    "$crisim" trace inspect "$input" >"$scratch/stdout" 2>"$scratch/stderr" </dev/null || code=$?
    ;;
policy)
    wanted=4
    cp "$input" "$scratch/$input"
    cd "$scratch"
    printf '{"format":"crisim-scenario","version":2,"traffic":{"t":{"generator":"poisson"}},
"classes":{"c":{"traffic":"t","model":"amazon.nova-lite-v1:0","source_region":"us-east-1","max_tokens":9}},
"capacity":{"all":{"kind":"unlimited"}},"policies":{"p":{"file":"%s","level":"account"}},
"options":{"o":{"mode":"single-region"}}}\n' "$input" >scenario.json
    "$crisim" check scenario.json >"$scratch/stdout" 2>"$scratch/stderr" </dev/null || code=$?
    cd "$OLDPWD"
    ;;
*)
    echo "unknown kind '$kind'"
    exit 1
    ;;
esac
failed=0
if [ "$code" != "$wanted" ]; then
    echo "exit code $code instead of $wanted"
    failed=1
fi
if [ -s "$scratch/stdout" ]; then
    echo "standard output is not empty:"
    cat "$scratch/stdout"
    failed=1
fi
diff -u "$expected" "$scratch/stderr" || failed=1
exit $failed
