#!/bin/sh
# growth.sh CRISIM: how cost grows with requests in flight, destinations, classes, length and threads: processor time
# per request and peak memory of `crisim run`, medians of three interleaved rounds, as Markdown. Needs GNU time.
set -eu
crisim=$(realpath "$1")
. "$(dirname "$0")/scratch.sh"
"$crisim" trace generate --rate 10 --duration 2000 --seed 1 --out trace.csv >/dev/null 2>&1
rows=$(($(wc -l <trace.csv) - 1))

# scenario NAME MODE LOOPS WARP CLASSES [ROUTING]
scenario() {
    classes=
    i=0
    while [ $i -lt "$5" ]; do
        classes="$classes${classes:+,} \"class-$i\": { \"traffic\": \"t\", \"model\": \"anthropic.claude-sonnet-4-6\", \"source_region\": \"eu-west-2\", \"max_tokens\": 1000 }"
        i=$((i + 1))
    done
    cat >"$1.json" <<END
{ "format": "crisim-scenario", "version": 2, "title": "$1", "seed": 1,
  "traffic": { "t": { "trace": "trace.csv", "loops": $3, "warp": $4 } },
  "classes": { $classes },
  "capacity": { "unlimited": { "kind": "unlimited" } },
  "quotas": { "all": { "requests_per_min": "unlimited", "tokens_per_min": "unlimited", "tokens_per_day": "unlimited" } },
  "account_tokens_per_day": "unlimited",
  "routing": { "policy": "${6:-source-first}" },
  "options": { "a": { "mode": "$2" } } }
END
    echo "$1|$(($3 * $5 * rows))" >>cases
}
scenario "in flight: 50" geographic 100 1 1
scenario "in flight: 5,000" geographic 100 100 1
scenario "in flight: 500,000" geographic 100 10000 1
scenario "destinations: one Region" single-region 100 10 1
scenario "destinations: a geography" geographic 100 10 1
scenario "destinations: Global" global 100 10 1
scenario "destinations: a geography, least-loaded" geographic 100 10 1 least-loaded
scenario "destinations: Global, least-loaded" global 100 10 1 least-loaded
scenario "classes: 1" geographic 96 10 1
scenario "classes: 8" geographic 12 10 8
scenario "classes: 16" geographic 6 10 16
scenario "classes: 96" geographic 1 10 96
scenario "length: 20 thousand requests" geographic 1 10 1
scenario "length: 200 thousand" geographic 10 10 1
scenario "length: 2 million" geographic 100 10 1
scenario "length: 20 million" geographic 1000 10 1

measure_cases run
echo "| case | requests | ns a request | peak MB |"
echo "| --- | ---: | ---: | ---: |"
while IFS='|' read -r name requests; do
    sort -n "$name.times" | sed -n 2p | awk -v name="$name" -v n="$requests" '{ printf "| %s | %d | %.0f | %.1f |\n", name, n, $1 / n * 1e9, $2 / 1024 }'
done <cases
