#!/usr/bin/env bash
# size.sh CRISIM: the least RPM for a Poisson load at a token bucket is theory's within its own interval, and agrees with a sweep. A bucket of
# depth V that refills V a minute refuses a call that finds less than one token: M/D/1/K with a service of 60 / V seconds and K = V.
set -uo pipefail
crisim=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0
# share V: what is refused of 60 calls a minute, by the chain embedded at departures (Gross and Harris): 1 - 1 / (q0 + rho)
share() {
    awk -v k="$1" 'BEGIN {
        rho = 60 / k; a[0] = exp(-rho); q[0] = 1; sum = 1
        for (j = 1; j <= k; j++) a[j] = a[j - 1] * rho / j
        for (j = 0; j + 1 < k; j++) {
            next_q = q[j] - q[0] * a[j]
            for (i = 1; i <= j; i++) next_q -= q[i] * a[j - i + 1]
            q[j + 1] = next_q / a[0]; sum += q[j + 1]
        }
        print 1 - 1 / (1 / sum + rho) }'
}
cat >scenario.json <<'S'
{
    "format": "crisim-scenario", "version": 2, "seed": 4, "replications": 5,
    "traffic": {"calls": {"generator": "poisson", "rate_per_s": 1, "duration_s": 40000, "input_p50": 10, "input_p99": 10, "output_p50": 1, "output_p99": 1}},
    "classes": {"chat": {"traffic": "calls", "model": "anthropic.claude-sonnet-4-6", "source_region": "eu-west-2", "max_tokens": 10}},
    "clients": {"default": {"retry": "none"}},
    "quotas": {"all": {"requests_per_min": 100, "tokens_per_min": "unlimited", "tokens_per_day": "unlimited"}},
    "account_tokens_per_day": "unlimited",
    "capacity": {"all": {"kind": "unlimited"}},
    "options": {"single-region": {"mode": "single-region"}}
}
S
for target in 1% 3%; do
    limit=${target%\%}
    "$crisim" size scenario.json --quiet --target $target --step-requests 1 --out "out$limit" >screen.txt || exit 1
    IFS=, read -r needed from < <(awk -F, '/token-bucket/ { print $6 "," $7 }' "out$limit/table-size-needs.csv")
    theory=1
    while awk "BEGIN { exit !($(share $theory) > $limit / 100) }"; do theory=$((theory + 1)); done
    echo "$target: theory $theory RPM, size $from to $needed"
    if [ "$theory" -lt "$from" ] || [ "$theory" -gt "$needed" ]; then
        echo "failed: theory is not within the interval"
        failed=1
    fi
    # A sweep by hand: at the answer the share of all calls is met, a step below what is certain it is not.
    for rpm in $needed $((from - 1)); do
        refused=$("$crisim" run scenario.json --quiet --csv --set "quotas.all.requests_per_min=$rpm" |
            awk -F, '$1 == "throttled" { t = $7 } $1 == "offered" { o = $7 } END { print 100 * t / o }')
        echo "  $rpm RPM: $refused %"
        if [ "$rpm" = "$needed" ]; then holds=1; else holds=0; fi
        if [ "$(awk "BEGIN { print ($refused <= $limit) }")" != $holds ]; then
            echo "failed: the sweep says otherwise"
            failed=1
        fi
    done
done
[ $failed -eq 0 ]
