#!/bin/sh
# flips.sh CRISIM [REQUESTS]: what cases and the search for what would change the verdict cost beside the plain comparison (10 million requests, all options
# together): requests simulated and processor time a request, one thread, as lines of a Markdown table. Exit 1 where more than (1 + cases + 10) times the
# requests of the plain comparison are simulated, or a request takes more than 1.1 times its processor time. Needs GNU time and Python 3.
set -eu
crisim=$(realpath "$1")
requests=${2:-10000000}
. "$(dirname "$0")/scratch.sh"
# Two replications of three options; near the limit of the busiest option, so that the searches have something to find.
seconds=$((requests / 6 / 500))
cat >flips.json <<END
{ "format": "crisim-scenario", "version": 2, "title": "cases and flips", "seed": 1, "replications": 2, "horizon_s": $seconds,
  "traffic": { "t": { "generator": "poisson", "rate_per_s": 500, "duration_s": $seconds } },
  "classes": { "c": { "traffic": "t", "model": "anthropic.claude-sonnet-4-6", "source_region": "eu-west-2", "max_tokens": 1000 } },
  "clients": { "default": { "retry": "none" } },
  "capacity": { "each": { "kind": "slots", "slots": 6000 } },
  "quotas": { "all": { "requests_per_min": 40000, "tokens_per_min": "unlimited", "tokens_per_day": "unlimited" },
              "direct": { "kind": "single-region", "requests_per_min": 20000 } },
  "account_tokens_per_day": "unlimited",
  "slo": { "success_rate": { "min": 0.99 } },
  "cases": { "busy": { "overrides": { "load": 1.2 } } },
  "options": { "single-region": { "mode": "single-region" }, "geographic": { "mode": "geographic" }, "global": { "mode": "global" } } }
END
measure() { # NAME FLAGS...
    name=$1
    shift
    code=0
    /usr/bin/time -o "$name.time" -f "%U %S %M" "$crisim" compare flips.json -j 1 --json "$@" >"$name.json" 2>"$name.err" || code=$?
    [ "$code" -le 1 ] || { cat "$name.err" >&2; exit 1; }
}
measure plain --quick
measure full
python3 - <<'END'
import json
import re

def read(name):
    times = open(name + ".time", encoding="utf-8").read().split("\n")
    user, system, memory = (float(word) for word in times[-2].split())
    results = json.load(open(name + ".json", encoding="utf-8"))
    # Said of runs that take more than 10 s.
    said = re.findall(r"\d+ replications, ([\d,]+) requests", open(name + ".err", encoding="utf-8").read())
    offered = next(metric for metric in results["metrics"] if metric["key"] == "offered")["values"]
    requests = results["replications"] * sum(value["value"] for value in offered if value["case"] == "as-stated")
    return user + system, int(said[-1].replace(",", "")) if name == "full" else round(requests), memory / 1024, results

plain, full = read("plain"), read("full")
cases = sum(case["run"] for case in full[3]["judged_cases"]) - 1
times, slower = full[1] / plain[1], full[0] / full[1] / (plain[0] / plain[1])
for name, of in (("plain", plain), ("with %d cases and flips" % cases, full)):
    print("| %s | %d requests | %.1f s | %.3f us a request | %.1f MB |" % (name, of[1], of[0], 1e6 * of[0] / of[1], of[2]))
print("| | %.2f times the requests, at most %d | | %.3f times the time | |" % (times, 1 + cases + 10, slower))
raise SystemExit(times > 1 + cases + 10 or slower > 1.1)
END
