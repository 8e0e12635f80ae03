#!/usr/bin/env bash
# run.sh CRISIM ROOT fast|all: what crisim does when it is killed, stopped, or the machine will not.
# Prints a table: what was done, what must be seen, what was seen. A row that the machine does not permit is
# skipped and says so. Exit code 1 if a row fails.
set -uo pipefail
crisim=$(realpath "$1")
root=$(realpath "$2")
set_of_rows=$3
scratch=$(mktemp -d)
mounted=
children=()
tidy() {
    [ -z "$mounted" ] || umount "$mounted" 2>/dev/null
    rm -rf "$scratch"
}
trap tidy EXIT
trap 'exit 130' INT TERM
cd "$scratch" || exit 1
mkdir tmp
export TMPDIR=$scratch/tmp
failed=0
skipped=0
rows=0

row() { # row WHAT EXPECTED SEEN
    local verdict=ok
    rows=$((rows + 1))
    [ "$2" = "$3" ] || { verdict=FAILED; failed=$((failed + 1)); }
    printf '%-58s | %-52s | %-52s | %s\n' "$1" "$2" "$3" "$verdict"
}
skip() { # skip WHAT WHY
    skipped=$((skipped + 1))
    printf '%-58s | skipped: %s\n' "$1" "$2"
}
# Finished replications of a study that did not end are no results.
digest() { (cd "$1" && find . -type f ! -path './jobs/*' -exec sha256sum {} + | LC_ALL=C sort | sha256sum); }
now_ms() { echo $(($(date +%s%N) / 1000000)); }

# The few rows look at folders, not at figures, which take most of the time.
if [ "$set_of_rows" = fast ]; then
    mkdir no-figures
    printf '#!/bin/sh\nexit 1\n' >no-figures/gnuplot
    chmod +x no-figures/gnuplot
    PATH=$scratch/no-figures:$PATH
fi

# A study of some seconds, and one of an instant.
study=$root/scenarios/examples/compare-modes.json
long=("$crisim" compare --quick "$study" --quiet --replications 3000 -j 1)
short=("$crisim" compare --quick "$study" --quiet --replications 1)

# A scenario that takes minutes.
generator() {
    cat >generator.json <<JSON
{"format": "crisim-scenario", "version": 2, "title": "generator", "seed": 1, "replications": 2,
 "traffic": {"t": {"generator": "poisson", "rate_per_s": 1000, "duration_s": 100000}},
 "classes": {"c": {"traffic": "t", "model": "anthropic.claude-sonnet-4-6", "source_region": "eu-west-2", "max_tokens": 1000}},
 "capacity": {"c": {"kind": "unlimited"}}, "options": {"a": {"mode": "single-region"}, "b": {"mode": "global"}}}
JSON
}
generator

# Processor time of a process so far, in 1/100 s; 0 where that is not known.
ticks() { awk '{ print $14 + $15; found = 1 } END { if (!found) print 0 }' "/proc/$1/stat" 2>/dev/null || echo 0; }

# stopped SIGNAL COMMAND...: sends the signal after half a second of work; "CODE in time", or how long it took.
stopped() {
    local signal=$1 pid start took code i spent tries=0
    shift
    while :; do
        "$@" >out 2>err </dev/null &
        pid=$!
        sleep 0.5
        # On a busy machine, or with sanitizers, it has not come far by then.
        for ((i = 0; i < 50; i++)); do
            spent=$(ticks "$pid")
            [ "$spent" -lt 40 ] || break
            sleep 0.1
            [ "$(ticks "$pid")" -gt "$spent" ] || break
        done
        start=$(now_ms)
        if ! kill -"$signal" "$pid" 2>/dev/null; then
            wait "$pid"
            echo "$? before the signal"
            return
        fi
        # A deaf program must not hold the table up.
        for ((i = 0; i < 500; i++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.02
        done
        kill -9 "$pid" 2>/dev/null
        wait "$pid"
        code=$?
        took=$(($(now_ms) - start))
        # A busy machine is asked again.
        [ "$took" -gt 1000 ] && [ $((++tries)) -lt 3 ] || break
    done
    if [ "$took" -le 1000 ]; then echo "$code in time"; else echo "$code after $took ms"; fi
}
left_in_tmp() { find tmp -mindepth 1 | wc -l | tr -d ' '; }
complete_of() { grep -o '"complete": [a-z]*' "$1/manifest.json" | cut -d' ' -f2; }

printf '%-58s | %-52s | %-52s |\n' "what was done" "must be seen" "seen"

killed() {
    local pid before
    "${long[@]}" --out k >/dev/null 2>&1 &
    pid=$!
    sleep 0.6; kill -9 $pid; wait $pid 2>/dev/null
    row "kill -9 in the run" "in k only jobs, 0 temporary files" \
        "in k only $(ls k), $(left_in_tmp) temporary files"
    "${short[@]}" --out k >/dev/null 2>&1
    row "the same command again" "0, complete true, nothing beside it" \
        "$?, complete $(complete_of k), $(ls -d k.* 2>/dev/null || echo "nothing beside it")"
    before=$(digest k)
    "${long[@]}" --out k --force >/dev/null 2>&1 &
    pid=$!
    sleep 0.6; kill -9 $pid; wait $pid 2>/dev/null
    row "kill -9 with --force: the old results" "the same bytes" \
        "$([ "$before" = "$(digest k)" ] && echo "the same bytes" || echo "other bytes")"
    "${short[@]}" --out k --force >/dev/null 2>&1
    row "with --force again" "0, nothing beside it" "$?, $(ls -d k.* 2>/dev/null || echo "nothing beside it")"
}

# Killed at many instants: results are the old or the new, whole, and the next run always works.
killed_anywhere() {
    local pid whole=0 works=0 n=0 delay
    "${short[@]}" --out a >/dev/null 2>&1
    for delay in 0.02 0.05 0.08 0.1 0.12 0.14 0.16 0.18 0.2 0.22 0.24 0.26 0.28 0.3 0.35 0.4 0.45 0.5 0.6 0.7; do
        n=$((n + 1))
        "${short[@]}" --out a --force >/dev/null 2>&1 &
    pid=$!
        sleep $delay; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
        if [ ! -e a ]; then
            "${short[@]}" --out a >/dev/null 2>&1 && works=$((works + 1))
            "$crisim" report a >/dev/null 2>&1 && whole=$((whole + 1))
        else
            "$crisim" report a >/dev/null 2>&1 && whole=$((whole + 1))
            "${short[@]}" --out a --force >/dev/null 2>&1 && works=$((works + 1))
        fi
    done
    row "kill -9 at $n instants of a run with --force" "$n whole, $n times the next run works" \
        "$whole whole, $works times the next run works"
    row "temporary files after all of them" "0" "$(left_in_tmp)"
}

signals() {
    local pair pairs signal code
    pairs=TERM:143
    [ "$set_of_rows" = fast ] || pairs="INT:130 TERM:143 HUP:129"
    for pair in $pairs; do
        signal=${pair%:*}; code=${pair#*:}
        rm -rf s
        row "SIG$signal in a study" "$code in time, complete false, report 0" \
            "$(stopped "$signal" "${long[@]}" --out s), complete $(complete_of s), report $("$crisim" report s >/dev/null 2>&1; echo $?)"
    done
    "${short[@]}" --out s >/dev/null 2>err
    row "the interrupted folder again, without --force" "0, replaced with a word, complete true" \
        "$?, $(grep -q 'of an interrupted run; they are replaced' err && echo "replaced with a word"), complete $(complete_of s)"
    local before; before=$(digest s)
    row "SIGINT with --force over complete results" "130 in time, old the same, new in s.interrupted" \
        "$(stopped INT "${long[@]}" --out s --force), old $([ "$before" = "$(digest s)" ] && echo "the same"), new in $(ls -d s.*)"
}

# heard NAME SIGNAL CODE COMMAND...: within a second.
heard() { row "SIG$2 in: $1" "$3 in time" "$(stopped "$2" "${@:4}")"; }

every_loop() {
    heard "validate" INT 130 "$crisim" validate
    heard "bench" TERM 143 "$crisim" bench --rounds 100
    heard "a generator of 100 M requests, run" INT 130 "$crisim" run generator.json --quiet
    heard "trace generate" INT 130 "$crisim" trace generate --rate 1000 --duration 100000
    heard "trace generate --out" TERM 143 "$crisim" trace generate --rate 1000 --duration 100000 --out g.csv
    row "what trace generate --out left" "nothing" "$(ls g.csv* 2>/dev/null || echo nothing)"
    "$crisim" trace generate --rate 1000 --duration 1000 >big.csv 2>/dev/null
    for i in 1 2 3 4 5 6 7 8; do cat big.csv; done >bigger.csv
    mkfifo slow
    (sleep 30 >slow) & local feeder=$!
    heard "a trace that does not come (a pipe)" HUP 129 "$crisim" trace inspect slow
    kill $feeder 2>/dev/null; wait $feeder 2>/dev/null
    heard "a scenario that does not come" INT 130 "$crisim" check <(sleep 5)
    "${short[@]}" --out rep >/dev/null 2>&1
    mkdir -p bin; printf '#!/bin/sh\nexec sleep 60\n' >bin/gnuplot; chmod +x bin/gnuplot
    heard "report, while gnuplot hangs" INT 130 env PATH="$scratch/bin:$PATH" "$crisim" report rep
    rm -rf w
    row "SIGTERM while gnuplot hangs over a finished study" "143 in time, complete true" \
        "$(stopped TERM env PATH="$scratch/bin:$PATH" "$crisim" compare --quick "$study" --quiet --replications 1 --out w), complete $(complete_of w)"
    for case in hang_resample_block slow_adjust_every; do
        if [ -f "$root/../shared/cases/$case.json" ]; then
            cp "$root/../shared/cases/$case.json" "$root/../shared/cases/t.csv" .
            timeout -s INT -k 5 1 "$crisim" run $case.json --quiet >/dev/null 2>&1
            local code=$?
            # 124: timeout's own code once the program ended after its signal
            row "tiny steps: $case" "heard or refused" \
                "$(case $code in 124 | 130 | 3 | 0) echo "heard or refused" ;; *) echo "$code" ;; esac)"
        else
            skip "tiny steps: $case" "../shared/cases is absent"
        fi
    done
    nohup "$crisim" compare --quick "$study" --quiet --replications 60 --out nohup >/dev/null 2>&1 & local pid=$!
    sleep 0.4; kill -HUP $pid; wait $pid
    row "SIGHUP to one that nohup started" "0, complete true" "$?, complete $(complete_of nohup)"
}

disk() {
    local before
    "${short[@]}" --out d >/dev/null 2>&1
    before=$(digest d)
    (ulimit -f 16; "${short[@]}" --out d --force) >/dev/null 2>err
    row "files of at most 16 blocks (RLIMIT_FSIZE), --force" "7, said, old the same, nothing beside it" \
        "$?, $(grep -q 'File too large' err && echo said), old $([ "$before" = "$(digest d)" ] && echo "the same"), $(ls -d d.* 2>/dev/null || echo "nothing beside it")"
    (ulimit -f 4; "$crisim" schema >limited.txt) 2>err
    row "standard output to a file of at most 4 blocks" "7, said" "$?, $(grep -q 'File too large' err && echo said)"
    mkdir -p disk
    if mount -t tmpfs -o size=200k tmpfs disk 2>/dev/null; then
        mounted=$scratch/disk
        "${short[@]}" --out disk/d >/dev/null 2>err
        row "a full disk (tmpfs of 200 kB)" "7, said, only jobs left" \
            "$?, $(grep -q 'No space left' err && echo said), only $(ls -A disk/d) left"
        rm -rf disk/d
        "$crisim" trace generate --rate 1000 --duration 100 --out disk/t.csv 2>err
        row "trace generate to a full disk" "7, said, nothing left" \
            "$?, $(grep -q 'No space left' err && echo said), $(ls -A disk | grep . || echo "nothing left")"
        TMPDIR=$scratch/disk "${short[@]}" --out d2 >/dev/null 2>&1
        row "temporary files on a small disk" "0, nothing left" "$?, $(ls -A disk | grep . || echo "nothing left")"
        mount -o remount,ro disk
        "${short[@]}" --out disk/d >/dev/null 2>err
        row "a read-only file system" "7, before the run" "$?, $(grep -q 'Read-only file system' err && echo "before the run")"
        TMPDIR=$scratch/disk "${short[@]}" --out d3 >/dev/null 2>&1
        row "no place for temporary files" "0, the report says so" \
            "$?, $(grep -q 'Not drawn' d3/report.md && echo "the report says so")"
        umount disk && mounted=
    else
        skip "a full disk, a read-only file system" "mount is not permitted"
    fi
    mkdir -p locked/r; chmod 555 locked
    if touch locked/x 2>/dev/null; then
        rm -f locked/x
        skip "a read-only folder" "this user may write it all the same"
    else
        "${short[@]}" --out locked/d >/dev/null 2>err
        row "a read-only folder" "7, before the run" "$?, $(grep -q 'Permission denied' err && echo "before the run")"
    fi
    chmod 755 locked
}

# Little memory and a stack of 64 kB, of which some must be left to say that memory is out.
memory() {
    local limit seen=""
    if ! (ulimit -s 64 && ulimit -v 40000 && "$crisim" --version) >/dev/null 2>&1; then
        skip "little memory" "the program needs more than that to start"
        return
    fi
    awk 'BEGIN {
        print "{\"format\": \"crisim-scenario\", \"version\": 2, \"horizon_s\": 60, \"traffic\": {\"t\": {\"generator\": \"poisson\", \"rate_per_s\": 1, \"duration_s\": 60}}, \"classes\": {"
        for (i = 0; i < 1000; i++)
            printf "%s\"c%d\": {\"traffic\": \"t\", \"model\": \"anthropic.claude-sonnet-4-6\", \"source_region\": \"eu-west-2\", \"max_tokens\": 1000}\n", i ? "," : "", i
        print "}, \"capacity\": {\"all\": {\"kind\": \"unlimited\"}}, \"options\": {"
        for (i = 0; i < 10; i++)
            printf "%s\"o%d\": {\"mode\": \"global\", \"overrides\": {\"load\": 1}}\n", i ? "," : "", i
        print "}}"
    }' >thousand.json
    for limit in 50000 54000 58000 62000 66000 70000 74000 78000; do
        for _ in 1 2 3 4; do # the stack begins elsewhere each time
            (ulimit -s 64; ulimit -v $limit; exec "$crisim" compare thousand.json --quiet --quick) >/dev/null 2>err
            seen="$seen $?$(grep -q 'out of memory' err || echo ', silent')"
        done
    done
    row "1,000 classes in 10 options in 50 to 78 MB, a stack of 64 kB" "7" "$(tr ' ' '\n' <<<"$seen" | sort -u | xargs)"
}

links() {
    local before
    "${short[@]}" --out l >/dev/null 2>&1
    echo precious >precious
    rm l/report.html l/summary.json
    ln -s ../precious l/report.html
    ln -s "$PWD/precious" l/summary.json
    ln -s l to-l
    "${short[@]}" --out l --force >/dev/null 2>&1
    row "--force over a folder with links in it" "0, precious, links gone" \
        "$?, $(cat precious), $([ -L l/report.html ] || [ -L l/summary.json ] || echo "links gone")"
    before=$(digest l)
    "${short[@]}" --out to-l --force >/dev/null 2>&1
    row "--force through a link to a folder" "7, the same bytes" \
        "$?, $([ "$before" = "$(digest l)" ] && echo "the same bytes")"
    mkdir away; ln -s away l2.crisim-new
    "${short[@]}" --out l2 >/dev/null 2>&1
    row "a link where the new folder would grow" "7, nothing written" \
        "$?, $(ls -A away | grep . || echo "nothing written")"
}

two() {
    local first second
    "$crisim" compare --quick "$study" --quiet --replications 40 --out two >/dev/null 2>err1 & first=$!
    sleep 0.3
    "$crisim" compare --quick "$study" --quiet --replications 40 --out two >/dev/null 2>err2
    second=$?
    wait $first
    row "two processes, one folder" "first 0, second 7 and says so, complete true" \
        "first $?, second $second$(grep -q 'another crisim (process' err2 && echo " and says so"), complete $(complete_of two)"
    local i wins=0 refused=0
    for i in 1 2 3 4; do "$crisim" compare --quick "$study" --quiet --replications 2 --out four >/dev/null 2>&1 & children[i]=$!; done
    for i in 1 2 3 4; do
        wait "${children[i]}"
        case $? in 0) wins=$((wins + 1)) ;; 7) refused=$((refused + 1)) ;; esac
    done
    row "four processes at once, one folder" "1 wins, 3 refused" "$wins wins, $refused refused"
}

streams() {
    "${short[@]}" --out o >&- 2>err
    row "closed standard output" "7, said, results saved" \
        "$?, $(grep -q 'standard output could not be written' err && echo said), $([ -f o/manifest.json ] && echo "results saved")"
    if [ -c /dev/full ]; then
        "${short[@]}" --json >/dev/full 2>err
        row "standard output to a full device" "7, said" "$?, $(grep -q 'No space left' err && echo said)"
        "$crisim" --help >/dev/full 2>err
        row "help to a full device" "7, said" "$?, $(grep -q 'No space left' err && echo said)"
    else
        skip "a full device" "there is no /dev/full"
    fi
    { sleep 0.2; "$crisim" catalog list quotas 2>err; echo "$?" >code; } | true
    row "a pipe that nobody reads (| head)" "7, not a word" "$(cat code), $([ -s err ] || echo "not a word")"
    "$crisim" check - <&- >/dev/null 2>&1
    row "closed standard input" "4" "$?"
    "$crisim" check . >/dev/null 2>&1
    row "a folder as scenario" "4" "$?"
}

gnuplots() {
    mkdir -p bin
    "${short[@]}" --out g >/dev/null 2>&1
    printf '#!/bin/sh\n[ "$1" = --version ] && { echo gnuplot 5.4; exit; }\nexec yes "<svg>"\n' >bin/gnuplot; chmod +x bin/gnuplot
    local start; start=$(now_ms)
    PATH=$scratch/bin:$PATH "$crisim" report g >/dev/null 2>&1
    row "a gnuplot that floods" "0, said in the report, 0 temporary files, in time" \
        "$?, $(grep -q 'Not drawn' g/report.md && echo "said in the report"), $(left_in_tmp) temporary files, $([ $(($(now_ms) - start)) -lt 30000 ] && echo "in time")"
    printf '#!/bin/sh\n[ "$1" = --version ] && { echo gnuplot 5.4; exit; }\nexec sleep 300\n' >bin/gnuplot
    start=$(now_ms)
    PATH=$scratch/bin:$PATH "$crisim" report g >/dev/null 2>&1
    row "a gnuplot that hangs" "0, said in the report, in time" \
        "$?, $(grep -q 'was not done within' g/report.md && echo "said in the report"), $([ $(($(now_ms) - start)) -lt 60000 ] && echo "in time")"
    rm -f bin/gnuplot
}

killed
signals
links
two
streams
if [ "$set_of_rows" = all ]; then
    killed_anywhere
    every_loop
    disk
    memory
    gnuplots
fi
echo "$rows rows, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
