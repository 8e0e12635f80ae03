#!/usr/bin/env bash
# maxload.sh CRISIM: the load of a Poisson stream at which 1 % find all 20 slots taken is Erlang B's within the interval that maxload gives,
# where that load is above and below the one as stated: drawn traffic is Poisson at every load.
set -uo pipefail
crisim=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0
for rate in 0.4 0.8 2; do
    cat >scenario.json <<S
{
    "format": "crisim-scenario", "version": 2, "seed": 4, "replications": 5,
    "traffic": {"calls": {"generator": "poisson", "rate_per_s": $rate, "duration_s": 20000, "input_p50": 10, "input_p99": 10, "output_p50": 1, "output_p99": 1}},
    "classes": {"chat": {"traffic": "calls", "model": "anthropic.claude-sonnet-4-6", "source_region": "eu-west-2", "max_tokens": 10}},
    "models": {"anthropic.claude-sonnet-4-6": {"base_ttft_ms": 10000, "ttft_sigma": 0, "rate_sigma": 0, "prefill_tokens_per_s": 1e12}},
    "clients": {"default": {"retry": "none"}},
    "quotas": {"all": {"requests_per_min": "unlimited", "tokens_per_min": "unlimited", "tokens_per_day": "unlimited"}},
    "account_tokens_per_day": "unlimited",
    "capacity": {"all": {"kind": "slots", "slots": 20, "queue": 0}},
    "slo": {"success_rate": {"min": 0.99}},
    "options": {"single-region": {"mode": "single-region"}}
}
S
    "$crisim" maxload scenario.json --quiet --out "out$rate" >screen.txt
    code=$?
    [ $code -le 1 ] || exit 1
    # single-region,SLOs hold,mean,low,high,all; a call holds its slot for 10 s
    awk -F, -v rate="$rate" '$2 == "SLOs hold" {
        low = 1; high = 30
        while (high - low > 1e-9) {
            a = (low + high) / 2; b = 1
            for (c = 1; c <= 20; c++) b = a * b / (c + a * b)
            if (b > 0.01) high = a; else low = a
        }
        x = low / (rate * 10); found = 1; bad = x < $4 || x > $5
        print "rate " rate ": Erlang B " x ", maxload " $3 " in " $4 " to " $5 }
        END { exit !found || bad }' "out$rate/table-maxload-replications.csv" || { echo "failed: not within the interval"; failed=1; }
done
exit $failed
