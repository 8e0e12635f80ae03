#!/usr/bin/env python3
"""size_tokens.py CRISIM: what `crisim size` says a quota of tokens needs, a minute and a day, against a second reckoning of the same calls.

Calls come at random (Poisson, seed 5), with 200 to 4,000 tokens each. By integers: a bucket of depth V that refills V a period; windows of the
clock, from the first call on; any period that ends with the call. The amount that is said has to meet the target, and one less has not to. With
a source Region that is lost, the other one needs the same.
"""
import collections
import csv
import json
import random
import subprocess
import sys
import tempfile

NS = 10**9


def bucket(calls, amount, period):
    """Calls refused; levels in tokens x period."""
    level = full = amount * period
    last = refused = 0
    for at, tokens in calls:
        level = min(full, level + (at - last) * amount)
        last = at
        if level >= tokens * period:
            level -= tokens * period
        else:
            refused += 1
    return refused


def fixed(calls, amount, period):
    window, used, refused = -1, 0, 0
    for at, tokens in calls:
        if at // period != window:
            window, used = at // period, 0
        if used + tokens <= amount:
            used += tokens
        else:
            refused += 1
    return refused


def sliding(calls, amount, period):
    inside, used, refused = collections.deque(), 0, 0
    for at, tokens in calls:
        while inside and inside[0][0] <= at - period:
            used -= inside.popleft()[1]
        if used + tokens <= amount:
            used += tokens
            inside.append((at, tokens))
        else:
            refused += 1
    return refused


RULES = {"token-bucket": bucket, "fixed-window": fixed, "sliding-window": sliding}
SCENARIO = {
    "format": "crisim-scenario", "version": 2,
    "traffic": {"calls": {"trace": "trace.csv"}},
    "classes": {"chat": {"traffic": "calls", "model": "anthropic.claude-sonnet-4-6", "source_region": "eu-west-2", "max_tokens": 1}},
    "clients": {"default": {"retry": "none"}},
    "models": {"m": {"base_ttft_ms": 10, "prefill_tokens_per_s": 1000000, "output_tokens_per_s": 1000, "ttft_sigma": 0, "rate_sigma": 0,
                     "output_burndown": 1}},
    "quotas": {"all": {"requests_per_min": "unlimited", "tokens_per_min": 1000000, "tokens_per_day": 1000000000}},
    "account_tokens_per_day": "unlimited",
    "capacity": {"all": {"kind": "unlimited"}},
    "options": {"eu": {"mode": "geographic"}},
}


def main():
    crisim, draw, at, calls, wrong = sys.argv[1], random.Random(5), 0.0, [], 0
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/trace.csv", "w", encoding="ascii") as trace:
            trace.write("time_s,input_tokens,output_tokens\n")
            while (at := at + draw.expovariate(0.1)) < 2 * 86400:
                tokens = draw.choice((200, 500, 1000, 4000))
                trace.write(f"{at:.6f},{tokens - 1},1\n")
                calls.append((round(round(at, 6) * NS), tokens))
        with open(folder + "/scenario.json", "w", encoding="ascii") as scenario:
            json.dump(SCENARIO, scenario)
        # The trace's clock begins with its first call.
        calls = [(at - calls[0][0], tokens) for at, tokens in calls]
        for target in (0.01, 0.001):
            subprocess.run([crisim, "size", "scenario.json", "-q", "--target", f"{100 * target:g}%", "--step-tokens", "1", "--fallback",
                            "eu-central-1", "--out", "out", "--force"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            with open(folder + "/out/table-size-needs.csv", encoding="utf-8", newline="") as table:
                rows = list(csv.DictReader(table))
            seen = set()
            for row in rows:
                if not row["needed"].isdigit():
                    continue
                period = (60 if row["limit"] == "TPM" else 86400) * NS
                needed = int(row["needed"])
                refused = [RULES[row["rule"]](calls, amount, period) for amount in (needed, needed - 1)]
                allowed = target * len(calls)
                # A day's sliding window is kept by grains of time, so that a call may leave it a little late.
                coarse = 2 if (row["limit"], row["rule"]) == ("TPD", "sliding-window") else 0
                fits = refused[0] <= allowed and refused[1] > allowed - coarse
                seen.add((row["quota"].split()[0], row["limit"], row["rule"]))
                print(f"{target:.1%} {row['quota']} {row['limit']} {row['situation']} {row['rule']}: {needed} refuse {refused[0]}, one less "
                      f"{refused[1]}, allowed {allowed:.1f}{'' if fits else ': FAILED'}")
                wrong += not fits
            expected = {(region, limit, rule) for region in ("eu-west-2", "eu-central-1") for limit in ("TPM", "TPD") for rule in RULES}
            if seen != expected:
                print(f"FAILED: {sorted(expected ^ seen)}")
                wrong += 1
    return 1 if wrong else 0


sys.exit(main())
