#!/bin/sh
# memory.sh CRISIM [REQUESTS]: processor time and peak memory of a comparison of three options over so many requests (100 million),
# paired request by request, as a line of a Markdown table. Needs GNU time, and 48 bytes a request of room in $TMPDIR (or /tmp).
set -eu
crisim=$(realpath "$1")
requests=${2:-100000000}
. "$(dirname "$0")/scratch.sh"
cat >many.json <<END
{ "format": "crisim-scenario", "version": 2, "title": "many requests", "seed": 1, "horizon_s": $((requests / 1000)),
  "traffic": { "t": { "generator": "poisson", "rate_per_s": 1000, "duration_s": $((requests / 1000)) } },
  "classes": { "c": { "traffic": "t", "model": "anthropic.claude-sonnet-4-6", "source_region": "eu-west-2", "max_tokens": 1000 } },
  "capacity": { "unlimited": { "kind": "unlimited" } },
  "quotas": { "all": { "requests_per_min": "unlimited", "tokens_per_min": "unlimited", "tokens_per_day": "unlimited" } },
  "account_tokens_per_day": "unlimited",
  "options": { "single-region": { "mode": "single-region" }, "geographic": { "mode": "geographic" }, "global": { "mode": "global" } } }
END
/usr/bin/time -o times -f "%U %S %e %M" "$crisim" compare many.json -q --json >many.out 2>many.err || { cat many.err >&2; exit 1; }
grep -q '"e2e-paired"' many.out || { echo "nothing is paired" >&2; exit 1; }
awk -v n="$requests" '{ printf "| %d requests x 3 options | %.0f s of processor time | %.0f s | %.1f MB |\n", n, $1 + $2, $3, $4 / 1024 }' times
