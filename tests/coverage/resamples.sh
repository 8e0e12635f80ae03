#!/bin/sh
# resamples.sh CRISIM [TRACES]: does mean +- t x s of the resamples of one hour cover what such hours
# bring? 60 one-hour traces of M/D/10/10 at load 8 (Poisson arrivals, 8 a second; calls of exactly
# one second; ten places, no queue), each resampled 20 times in blocks of 60 s. The share that is served
# is known: 1 - B(10, 8) = 87.83 % (Erlang's loss formula, whatever the distribution of service).
# At least nine in ten of the traces have to cover it; the interval of the mean covers far fewer, which
# is why it is not called what another hour could bring.
set -eu
crisim=$(realpath -- "$1")
traces=${2:-60}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cd "$scratch"
cat >scenario.json <<'JSON'
{
  "format": "crisim-scenario", "version": 2, "replications": 20, "resample_block_s": 60,
  "traffic": { "hour": { "trace": "hour.csv" } },
  "classes": {
    "calls": { "traffic": "hour", "model": "anthropic.claude-sonnet-4-6", "source_region": "eu-west-2", "max_tokens": 1000 }
  },
  "clients": { "default": { "retry": "none", "read_timeout_s": 0 } },
  "quotas": { "all": { "requests_per_min": "unlimited", "tokens_per_min": "unlimited", "tokens_per_day": "unlimited" } },
  "account_tokens_per_day": "unlimited",
  "capacity": { "all": { "kind": "slots", "slots": 10 } },
  "models": {
    "one-second": { "base_ttft_ms": 1000, "prefill_tokens_per_s": 1e12, "output_tokens_per_s": 1e6, "ttft_sigma": 0, "rate_sigma": 0 }
  },
  "options": { "ten-places": { "mode": "single-region" } }
}
JSON
seed=1
while [ "$seed" -le "$traces" ]; do
    "$crisim" trace generate --rate 8 --duration 3600 --output-p50 1 --output-p99 1 --seed "$seed" >hour.csv
    "$crisim" run scenario.json --json -q >out.json
    # Of the success rate: mean interval, and what another hour could bring.
    awk -v seed="$seed" '
        /"key": "success-rate"/ { here = 1 }
        here && /"(low|high|another_low|another_high)"/ { gsub(/[",:]/, ""); v[$1] = $2 }
        here && /another_high/ { print seed, v["low"], v["high"], v["another_low"], v["another_high"]; exit }' out.json
    seed=$((seed + 1))
done | awk -v traces="$traces" '
    BEGIN { b = 1; for (k = 1; k <= 10; k++) b = 8 * b / (k + 8 * b); truth = 100 * (1 - b) }
    { mean += ($2 <= truth && truth <= $3); another += ($4 <= truth && truth <= $5); n++ }
    END {
        printf "truth %.2f %%: covered by the interval of the mean in %d of %d traces, by mean +- t x s of the resamples in %d\n", truth, mean, n, another
        exit n != traces || 10 * another < 9 * traces
    }'
