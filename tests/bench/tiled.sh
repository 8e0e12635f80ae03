#!/bin/sh
# tiled.sh CRISIM TRACE: a trace (the Azure conversation trace of 2023, say) many times in a row: requests a second of
# processor time and option, and peak memory. The plain world (one option, no quotas, unlimited capacity) once, 100, 520 and 1,000 times;
# three options with quotas, processor sharing, other customers' load, drawn failures, a policy that looks at load and the
# prompt cache, once and 100 times. Medians of three interleaved rounds, as Markdown. Needs GNU time.
set -eu
crisim=$(realpath "$1")
trace=$(realpath "$2")
. "$(dirname "$0")/scratch.sh"
rows=$("$crisim" trace inspect "$trace" --json | awk -F': ' '/"rows"/ { gsub(/[^0-9]/, "", $2); print $2; exit }')

# scenario NAME LOOPS OPTIONS CLASS-KEYS REST
scenario() {
    cat >"$1.json" <<END
{ "format": "crisim-scenario", "version": 2, "title": "$1", "seed": 1,
  "traffic": { "t": { "trace": "$trace", "loops": $2 } },
  "classes": { "chat": { "traffic": "t", "model": "anthropic.claude-sonnet-4-6", "source_region": "eu-west-2", "max_tokens": 1000$4 } },
  $5 }
END
    echo "$1|$(($2 * $3 * rows))" >>cases
}
for loops in 1 100 520 1000; do
    scenario "plain, $loops times" $loops 1 "" '"account_tokens_per_day": "unlimited",
  "quotas": { "none": { "requests_per_min": "unlimited", "tokens_per_min": "unlimited", "tokens_per_day": "unlimited" } },
  "capacity": { "all": { "kind": "unlimited" } }, "options": { "geographic": { "mode": "geographic" } }'
done
for loops in 1 100; do
    scenario "every model, $loops times" $loops 3 ', "prefix_groups": 500, "prefix_tokens": 512, "prefix_skew": 1' '
  "quotas": { "mine": { "requests_per_min": 2500, "tokens_per_min": 5000000, "tokens_per_day": "unlimited" } },
  "cache": { "simulate": true },
  "capacity": { "all": { "kind": "shared", "calls": 150, "max_in_service": 400, "background_share": 0.4, "background_swing": 0.3 } },
  "outages": { "drawn": { "kind": "serving-loss", "regions": ["eu-west-2", "eu-central-1", "us-east-1"], "independent": true,
    "mean_up_h": 48, "repair_p50_min": 30, "repair_p90_min": 90, "detection_delay_s": 20 } },
  "routing": { "policy": "least-loaded", "refresh_s": 1 },
  "options": { "single-region": { "mode": "single-region" }, "geographic": { "mode": "geographic" }, "global": { "mode": "global" } }'
done
measure_cases compare
echo "| case | requests x options | M requests/s a core and option | peak MB |"
echo "| --- | ---: | ---: | ---: |"
while IFS='|' read -r name requests; do
    sort -n "$name.times" | sed -n 2p | awk -v name="$name" -v n="$requests" '{ printf "| %s | %d | %s | %.1f |\n", name, n, ($1 > 0.2 ? sprintf("%.1f", n / $1 / 1e6) : "-"), $2 / 1024 }'
done <cases
