#!/usr/bin/env python3
"""coverage.py CRISIM [DRAWS]: in how many drawn scenarios each key of a scenario, and each choice of it, is.

A key or choice that is never drawn has to be among `NOT_DRAWN`, with the reason; one that stands there is not
drawn. What is drawn in less than 1 of 100 scenarios is listed.
"""

import json
import subprocess
import sys
from collections import Counter
from typing import Any, Iterator

from drawn import draw_scenario

Json = dict[str, Any]

WORDS = "no number of a run depends on it"
JUDGED = "judged by analysis/, after the run"
READING = "of reading a trace: tests/unit/scenarios_traffic"
DRAWN_TRAFFIC = "drawn traffic has no rows that both could read: crisim validate, tests/laws"
CATALOG = "replaces facts of the catalog, of which the oracle has none"
ACCESS = "decided before the run: tests/golden, tests/unit/scenarios_plan"
BATCH = "jobs of hours: tests/unit/models/test_batch.c, tests/golden"
DRAWS = "drawn failures: crisim validate (A01), tests/laws"

# By key or by the beginning of keys (with a dot at its end); "key=choice".
NOT_DRAWN = {
    "$schema": WORDS, "title": WORDS, "description": WORDS, "owner": WORDS,
    "classes.*.application": WORDS, "monthly_requests": JUDGED, "residency": ACCESS,
    "classes.*.residency": ACCESS, "classes.*.deferrable": JUDGED, "classes.*.slo": JUDGED,
    "classes.*.slo.": JUDGED, "slo_drill": JUDGED, "slo_drill.": JUDGED, "indifference": JUDGED,
    "indifference.": JUDGED, "slo.": JUDGED, "objective": JUDGED, "cases": JUDGED, "cases.": JUDGED,
    "uncertain": JUDGED, "uncertain.": JUDGED,
    "traffic.*.scale": "prepares a trace: tests/unit/models/test_arrivals.c",
    "traffic.*.warp": "prepares a trace: tests/unit/models/test_arrivals.c",
    "traffic.*.loops": "prepares a trace: tests/unit/models/test_arrivals.c",
    "replications": "the same world with another key: crisim validate, tests/laws",
    "allow_retired": ACCESS, "classes.*.custom_model": ACCESS, "classes.*.prefix": ACCESS,
    "options.*.prefix": ACCESS, "policies": ACCESS, "policies.": ACCESS,
    "as_of": CATALOG, "provisioned.*.commitment": CATALOG, "outages.*.incident": CATALOG,
    "outages.*.geography": CATALOG,
    "traffic.*.unsorted": READING, "traffic.*.skip_bad_rows": READING,
    "traffic.*.failed_rows": READING, "traffic.*.time_unit": READING,
    "traffic.*.session_gap_s": READING,
    "outages.*.events": "scheduled failures by a file: tests/unit/scenarios_read",
    "outages.*.mean_up_h": DRAWS, "outages.*.repair": DRAWS, "outages.*.repair_p50_min": DRAWS,
    "outages.*.repair_p90_min": DRAWS, "outages.*.independent": DRAWS,
}  # fmt: skip
for _key in (
    "generator", "rate_per_s", "duration_s", "peak_to_mean", "peak_at_s", "period_s", "input_p50",
    "input_p99", "output_p50", "output_p99", "input_max", "output_max",
):  # fmt: skip
    NOT_DRAWN["traffic.*." + _key] = DRAWN_TRAFFIC
for _key in ("batch_window_s", "batch_min_records", "batch_hours_p50", "batch_hours_p99", "tier=batch"):
    NOT_DRAWN["classes.*." + _key] = BATCH


def is_range(node: Json) -> bool:
    return set(node.get("required", ())) == {"low", "mid", "high"}


def keys(node: Json, at: tuple[str, ...] = ()) -> Iterator[str]:
    """Every key of the schema, and each choice of it as key=choice."""
    for choice in node.get("enum", ()):
        yield ".".join(at) + "=" + str(choice)
    for other in node.get("anyOf", ()):
        if not is_range(other):
            yield from keys(other, at)
    for name, member in node.get("properties", {}).items():
        if name != "note":
            yield ".".join((*at, name))
            yield from keys(member, (*at, name))
    members = node.get("additionalProperties")
    if isinstance(members, dict):
        yield from keys(members, (*at, "*"))


def drawn(value: Any, known: set[str], at: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            here = (*at, name)
            if ".".join(here) not in known:
                here = (*at, "*")
            yield ".".join(here)
            yield from drawn(member, known, here)
    elif isinstance(value, str):
        yield ".".join(at) + "=" + value


def reason(key: str) -> str | None:
    name = key.split("=")[0]
    if name in ("slo.goodput_ttft_s", "slo.goodput_e2e_s"):
        return None
    for known, why in NOT_DRAWN.items():
        if known in (key, name) or known.endswith(".") and name.startswith(known):
            return why
    return None


def main() -> int:
    crisim, draws = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 500
    schema = json.loads(
        subprocess.run([crisim, "schema"], capture_output=True, text=True, check=True).stdout
    )
    known = set(keys(schema))
    seen: Counter[str] = Counter()
    for seed in range(1, draws + 1):
        seen.update(set(drawn(draw_scenario(seed, seed % 2)[0], known)))
    never = sorted(key for key in known if not seen[key] and reason(key) is None)
    stale = sorted(key for key in known if seen[key] and reason(key) is not None)
    rare = sorted(key for key in known if 0 < seen[key] < draws / 100)
    for title, found in (
        ("never drawn, without a reason", never),
        ("drawn, though a reason says that it is not", stale),
        ("drawn in less than 1 of 100", rare),
    ):
        for key in found:
            print(f"{title}: {key} ({seen[key]} of {draws})")
    given = sum(reason(key) is not None for key in known)
    print(
        f"{len(known)} keys and choices, {len(known) - given - len(never)} drawn, {given} with a reason,"
        f" {len(never)} missing"
    )
    return 1 if never or stale else 0


if __name__ == "__main__":
    sys.exit(main())
