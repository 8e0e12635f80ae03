#!/bin/sh
# paste.sh CRISIM ROOT: every command that several runs print is pasted into a shell in the same
# folder: it must do what it says. Names have blanks and quotes, folders exist, traces lie elsewhere.
set -eu
crisim=$(realpath -- "$1")
root=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
unset CRISIM_COMMAND
cd "$scratch"
mkdir "it's here" elsewhere bin
ln -s "$crisim" bin/crisim
cp "$root/scenarios/examples/compare-modes.csv" elsewhere/"a trace.csv"
# Small: five minutes of the example, one replication.
sed -e 's/"horizon_s": *[0-9]*/"horizon_s": 300/; s/"replications": *[0-9]*/"replications": 1/' \
    "$root/scenarios/examples/compare-modes.json" >"it's here/my scenario.json"
head -2000 "$root/scenarios/examples/compare-modes.csv" >"it's here/compare-modes.csv"

fail() {
    echo "paste: $*"
    exit 1
}

# The command behind the first "next: "; where a question stands there, the command is the last line that is indented by two.
next_of() {
    first=$(sed -n 's/^next: //p' "$1" | head -1)
    indented=$(sed -n '/^next: /,$p' "$1" | grep '^  [^ ]' | tail -1 | sed 's/^  //')
    echo "${indented:-$first}"
}

# follow FIRST HOPS: run a command, then what it prints, and so on; each must be new and succeed.
follow() {
    command=$1
    hops=$2
    : >asked
    while [ "$hops" -gt 0 ]; do
        code=0
        sh -c "$command" >out 2>err || code=$?
        [ "$code" = 0 ] || [ "$code" = 1 ] || fail "exit $code of: $command
$(cat err)"
        if grep -qxF -- "$command" asked; then
            fail "asked again: $command"
        fi
        echo "$command" >>asked
        command=$(next_of out)
        [ -n "$command" ] || fail "nothing is next in: $(tail -5 out)"
        hops=$((hops - 1))
    done
    echo "pasted:" && cat asked
}

mkdir results # a folder of somebody else's
quoted="'it'\\''s here/my scenario.json'"
follow "'$crisim' compare $quoted --quick --trace 'elsewhere/a trace.csv'" 5
[ -f results-2/summary.json ] || fail "the results are not where they were said to go"
follow "'$crisim' compare $quoted --quick --trace '$scratch/elsewhere/a trace.csv' --baseline global --seed 3" 4
follow "'$crisim' run $quoted --option geographic" 4
follow "'$crisim' run ./$quoted" 3
# What the shell finds by itself, and a script that says how it was called, as run.sh does.
PATH=$scratch/bin:$PATH
export PATH
follow "crisim compare $quoted --quick" 3
grep -q '^crisim ' asked || fail "crisim is on the PATH, and not called so: $(cat asked)"
{
    echo '#!/bin/sh'
    grep CRISIM_COMMAND "$root/run.sh"
    echo "exec '$crisim' \"\$@\""
} >go.sh
chmod +x go.sh
grep -q CRISIM_COMMAND= go.sh || fail "run.sh does not say how it was called"
PATH=${PATH#"$scratch/bin:"} follow "./go.sh compare $quoted --quick" 3
[ "$(grep -c '^\./go.sh ' asked)" = 3 ] || fail "not called as the script was: $(cat asked)"

# Nothing is allowed: why.
sed 's/"eu-west-2"/"us-gov-west-1"/' "it's here/my scenario.json" >"it's here/none.json"
follow "crisim compare 'it'\\''s here/none.json'" 1 >nothing 2>&1 || true

# Commands inside messages.
sed 's/anthropic.claude-sonnet-4-6/zz/' "it's here/my scenario.json" >"it's here/zz.json"
crisim compare "it's here/zz.json" >out 2>err && fail "a model that is not there was run"
./go.sh compare "it's here/zz.json" >out 2>>err && fail "a model that is not there was run"
grep -o '`[^`]*`' err | tr -d '`' | sort -u >commands
[ "$(wc -l <commands)" = 2 ] || fail "not two commands: $(cat commands)"
while read -r command; do
    sh -c "$command" >out 2>&1 || fail "exit $? of: $command"
done <commands

# What a report's appendix says makes its results again does: of a comparison, and of a review with its plan.
again() { # COMMAND...
    rm -rf first again commands
    "$@" -q --out first >out || [ $? -eq 1 ] || fail "exit of: $*"
    sed -n '/### How to reproduce/,/^Files are named/p' first/report.md | sed -n 's/^    //p' >commands
    [ "$(wc -l <commands)" = 2 ] || fail "the appendix does not have two commands: $(cat commands)"
    while read -r command; do
        code=0
        sh -c "$command" >out 2>err || code=$?
        [ "$code" -le 1 ] || fail "exit $code of: $command
$(cat err)"
    done <commands
    # What is asked next may name the flags that were given; all else is the same.
    crisim diff first again >difference || fail "other results: $(cat commands)
$(head -5 difference)"
    [ "$(sed -n '/"metrics"/,$p' again/summary.json)" = "$(sed -n '/"metrics"/,$p' first/summary.json)" ] ||
        fail "other figures: $(cat commands)"
    echo "what the report says: $(head -1 commands)"
}
again crisim compare "it's here/my scenario.json" --trace "elsewhere/a trace.csv" --replications 2
again crisim review "it's here/my scenario.json" --trace "elsewhere/a trace.csv" --replications 2 --budget 2s --slo success=90%
follow "crisim review $quoted --budget 3s" 2
