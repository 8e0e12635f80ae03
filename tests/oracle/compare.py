#!/usr/bin/env python3
"""Runs crisim and the oracle on drawn scenarios and compares every number.

    compare.py CRISIM [--first N] [--count N] [--level L] [--seconds S] [--keep DIR]
    compare.py CRISIM --scenario FILE --trace FILE

A difference is printed as the smallest scenario that shows it, and left in the folder of --keep.
"""

import argparse
import copy
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from drawn import Json, draw_scenario
from world import World, merge
from quota import MINUTE

CATALOG = str(Path(__file__).resolve().parent / "catalog")
Numbers = dict[tuple[str, ...], float | str]


class Catalog:
    """Facts, not rules: read from crisim's own tables."""

    def __init__(self, crisim: str) -> None:
        def table(name: str) -> list[dict[str, str]]:
            text = subprocess.run(
                [crisim, "catalog", "list", name, "--csv", "--catalog", CATALOG],
                capture_output=True, text=True, check=True,
            ).stdout
            return list(csv.DictReader(text.splitlines()))

        self.rtt = {(row["from"], row["to"]): float(row["rtt_ms"]) for row in table("rtt")}
        regions = table("regions")
        self.geographies = {row["code"]: row["geography"] for row in regions}
        self.longitudes = {row["code"]: float(row["lon"]) for row in regions}
        self.profiles = table("profiles")
        self.in_region = table("in_region")
        self.routing = table("routing")

    def rtt_ms(self, a: str, b: str) -> float:
        return self.rtt[a, b]

    def geography(self, region: str) -> str:
        return self.geographies[region]

    def longitude(self, region: str) -> float:
        return self.longitudes[region]

    def destinations(self, prefix: str, model: str, source: str) -> set[str]:
        if prefix == "global":
            rows = [row for row in self.profiles if row["model"] == model and row["prefix"] != "global"]
            inside = {row["region"] for row in self.in_region if row["model"] == model}
            return inside.union(*(row["destinations"].split(",") for row in rows))
        for row in self.profiles:
            if (row["model"], row["prefix"], row["source_region"]) == (model, prefix, source):
                return set(row["destinations"].split(","))
        return set()


def write_inputs(folder: Path, scenario: Json, rows: list[Json]) -> None:
    (folder / "scenario.json").write_text(json.dumps(scenario, indent=1) + "\n")
    with open(folder / "trace.csv", "w") as out:
        columns = ["time_s", "input_tokens", "output_tokens", "max_tokens", "label"]
        if not any(row["max_tokens"] for row in rows):
            columns.remove("max_tokens")
        if not any(row["label"] for row in rows):
            columns.remove("label")
        out.write(",".join(columns) + "\n")
        for row in rows:
            values = {
                "time_s": f"{row['time'] // 10**9}.{row['time'] % 10**9:09d}",
                "input_tokens": row["input"],
                "output_tokens": row["output"],
                "max_tokens": row["max_tokens"] or "",
                "label": row["label"],
            }
            out.write(",".join(str(values[column]) for column in columns) + "\n")


def read_rows(path: Path) -> list[Json]:
    rows = []
    with open(path) as source:
        for row in csv.DictReader(source):
            whole, _, part = row["time_s"].partition(".")
            rows.append({
                "time": int(whole) * 10**9 + int((part + "000000000")[:9]),
                "input": int(row["input_tokens"]), "output": int(row["output_tokens"]),
                "label": row.get("label", ""), "max_tokens": int(row.get("max_tokens") or 0),
            })  # fmt: skip
    return rows


def run_crisim(crisim: str, folder: Path) -> Numbers | str:
    """Every number of the result, by (table, option, ...); or the message that refused."""
    done = subprocess.run(
        [crisim, "compare", "scenario.json", "-q", "-j", "1", "--csv", "--out", "out",
         "--catalog", CATALOG],
        cwd=folder, capture_output=True, text=True,
        env=os.environ | {"PATH": "/nonexistent", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    if done.returncode not in (0, 1):
        errors = [line for line in done.stderr.splitlines() if "warning" not in line]
        return f"exit {done.returncode}: " + "\n".join(errors)
    numbers: Numbers = {}
    for row in csv.DictReader(done.stdout.splitlines()):
        value = row["value"] or row["text"]
        numbers["metric", row["option"], row["metric"]] = number(value)
    for path in sorted((folder / "out").glob("series-*.csv")):
        read_table(numbers, "minute", path, ("start_s",))
    for path in sorted((folder / "out").glob("quota-*.csv")):
        read_table(numbers, "quota", path, ("start_s", "quota"), "limit")
    leave_out_unmet(numbers)
    return numbers


def leave_out_unmet(numbers: Numbers) -> None:
    """Of a quota that let nothing through and refused nothing (it is closed) there are rows only if
    its account's cap was used by others: what was asked of it is not compared."""
    met = {
        (at[1], at[3]) for at, n in numbers.items()
        if at[0] == "quota" and n and (at[4] == "admitted" or at[4].startswith("refused"))
    }  # fmt: skip
    for at in [at for at in numbers if at[0] == "quota" and at[4].startswith("asked")]:
        if (at[1], at[3]) not in met:
            del numbers[at]


def number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def read_table(numbers: Numbers, table: str, path: Path, keys: tuple[str, ...], limit: str = "") -> None:
    option = path.stem.split("-", 2)[2]
    with open(path) as source:
        for row in csv.DictReader(source):
            at = tuple(row[key] for key in keys)
            for name, value in row.items():
                if name in keys or name == limit:
                    continue
                if limit and name in ("refused", "used_share"):
                    name = f"{name}-{row[limit]}"
                numbers[table, option, *at, name] = number(value)


def run_oracle(scenario: Json, rows: list[Json], catalog: Catalog) -> Numbers:
    numbers: Numbers = {}
    worlds = [World(scenario, option, rows, catalog) for option in scenario["options"]]
    for option, world in zip(scenario["options"], worlds):
        tell(numbers, option, world.run(), world)
    for option, world in zip(scenario["options"], worlds):
        for name, value in rows_of_options(world, worlds).items():
            numbers["metric", option, name] = value
    return numbers


def uptime(world: World, region: str) -> float | str:
    """100 less the mean over intervals of five minutes of faults / calls let through."""
    errors = calls = 0.0
    starts = range(0, world.result.last_minute + 1, 5)
    for start in starts:
        minutes = [world.result.sources.get((region, start + i), Counter()) for i in range(5)]
        passed = sum(minute["passed"] for minute in minutes)
        faults = sum(minute["faults"] for minute in minutes)
        calls += passed
        errors += min(1.0, faults / passed) if passed else 0
    return 100 * (1 - errors / len(starts)) if calls else "no data"


def credit(up: float | str) -> float | str:
    if isinstance(up, str):
        return up
    return next((fees for below, fees in ((95, 100), (99, 25), (99.9, 10)) if up < below), 0)


REASONS = ("source", "nearest", "share", "turn", "load", "speed", "affinity")  # from 1


def rows_of_options(world: World, worlds: list[World]) -> dict[str, float | str]:
    """Rows that are there if any option, or more than one thing, has something to say."""
    out: dict[str, float | str] = {}
    result = world.result
    if len(world.classes) > 1:
        for name in world.classes:
            out["cost-class-" + name] = share(
                result.usd_class[name], result.completed_class[name], 1000
            )
    paid = {source for w in worlds for source, usd in w.result.usd_source.items() if usd}
    if len(paid) > 1:
        for source in paid:
            out["cost-source-" + source] = result.usd_source[source]
    if any(w.result.counts["faults"] for w in worlds):
        called = {region for w in worlds for region, _ in w.result.sources}
        for region in called:
            out["uptime-" + region] = uptime(world, region)
            out["sla-credit-" + region] = credit(uptime(world, region))
    reasons = [r for r in REASONS if any(w.result.counts["decided-by-" + r] for w in worlds)]
    if len(reasons) > 1:
        decided = sum(result.counts["decided-by-" + r] for r in REASONS)
        for r in reasons:
            name = f"decided-{REASONS.index(r) + 1}"
            out[name] = share(result.counts["decided-by-" + r], decided)
    return out


def share(part: float, whole: float, factor: float = 100) -> float | str:
    return part / whole * factor if whole else "no data"


def quantile(values: list[int], q: float, n: int) -> float | str:
    """The value of rank ceil(q n) in seconds; n counts failures too."""
    rank = max(1, math.ceil(q * n - 1e-9))
    return sorted(values)[rank - 1] / 1e9 if rank <= len(values) else "infinite"


def asked_of_limit(result: Any, world: World) -> float | str:
    """The busiest minute of a quota over its limit, %, where it is most."""
    most: float | str = "no data"
    for name, quota in world.quotas.values():
        for row in quota.rows:
            what = {"rpm": "asked-requests", "tpm": "asked-tokens"}.get(row.name)
            if what is None or not row.at_start:
                continue
            busiest = max(
                (m[what] for (at, _), m in result.clock_minutes.items() if at == name), default=0
            )
            share_of = 100 * busiest / row.at_start
            most = share_of if most == "no data" else max(most, share_of)
    return most


def recovery(world: World) -> float | str:
    """Minutes to the first of three in a row that fail no more than the ten before the outage
    did, plus one point; the longest of all outages."""
    minutes = [world.result.minutes.get(i, Counter()) for i in range(world.result.last_minute + 1)]

    def failing(some: list[Counter[str]]) -> float:
        offered = sum(minute["offered"] for minute in some)
        return sum(minute["failed_of_offered"] for minute in some) / offered if offered else 0

    longest = 0.0
    for outage in world.outages:
        first = outage.start // MINUTE
        bound = failing(minutes[max(0, first - 10) : first]) + 0.01
        bad = [failing(minutes[i : i + 1]) > bound for i in range(len(minutes))]
        if True not in bad[first:]:
            continue
        last = bad.index(True, first)
        while True in bad[last + 1 : last + 4]:
            last = bad.index(True, last + 1)
        if last + 3 >= len(minutes):
            return "not recovered"
        longest = max(longest, (last + 1) - outage.start / MINUTE)
    return longest


def tell(numbers: Numbers, option: str, result: Any, world: World) -> None:
    c: Counter[str] = result.counts
    o: Counter[str] = result.outage
    m: dict[str, float | str] = {}
    for name in (
        "offered", "completed", "throttled", "unavailable", "timed-out", "abandoned",
        "throttled-rpm", "throttled-tpm", "throttled-tpd", "throttled-capacity",
        "failover-requests", "reactive-requests", "proactive-requests", "reactive-capacity",
        "reactive-outage", "proactive-outage", "placement", "fallbacks", "attempts", "refused",
        "retries", "retry-quota-empty", "tries-ended", "truncated", "denied", "denied-quota",
        "denied-max-tokens", "reactive-stall", "stalled", "spilled", "cut-off",
        "failed-above-limit", "failed-short-read-timeout", "failed-short-deadline",
        "failed-retry-quota", "failed-quota", "failed-queue", "failed-deadline", "failed-timeout",
        "failed-provider", "failed-denied",
    ):  # fmt: skip
        m[name] = c[name]
    m["throttled-units"] = c["throttled-model-units"]
    m["throttled-output"] = c["throttled-output-tpm"]
    m["throttled-account"] = c["throttled-account-tpd"]
    m["success-rate"] = share(c["completed"], c["offered"])
    m["availability"] = share(c["passed"] - c["faults"], c["passed"])
    minutes = result.horizon / MINUTE
    m["throughput"] = c["by-horizon"] / minutes
    m["tokens-per-min"] = c["tokens-by-horizon"] / minutes
    m["goodput"] = c["good"] / minutes
    m["busiest-minute"] = max((minute["completed"] for minute in result.minutes.values()), default=0)
    m["amplification"] = share(c["attempts"], c["offered"], 1)
    m["outside-geography"] = share(c["outside"], c["completed"])
    for name in c:
        if name.startswith("served-"):
            m[name] = share(c[name], c["completed"])
    for name, values in (("ttft", result.ttft), ("e2e", result.e2e)):
        for q in (50, 95, 99):
            m[f"{name}-p{q}"] = quantile(values, q / 100, len(values)) if values else "no data"
    m["e2e-mean"] = share(sum(result.e2e), len(result.e2e), 1e-9)
    m["e2e-p95-all"] = quantile(result.e2e, 0.95, c["offered"]) if c["offered"] else "no data"
    m["cache-tokens"] = share(c["cached"], c["input"])
    m["cache-hits"] = share(c["cache-hits"], c["completed"])
    m["cache-prefix"] = share(c["cached"], c["prefixes"]) if c["prefixes"] else "no data"
    m["failed-need"] = quantile(result.need, 0.5, len(result.need)) if result.need else "no data"
    usd = result.usd + result.usd_waste + result.usd_units
    m["cost-hourly"] = result.usd_units
    m["cost-total"] = usd
    m["cost"] = share(usd, c["completed"], 1000)
    m["waste"] = share(result.usd_waste, c["completed"], 1000)
    m["waste-total"] = result.usd_waste
    for name in ("asked-tokens", "asked-requests", "used-tokens", "used-requests"):
        m[name] = max((minute[name] for minute in result.clock_minutes.values()), default=0)
        if name.endswith("tokens"):
            m[name] /= 1000
        if not world.quotas:
            m[name] = "no data"
    m["asked-of-limit"] = asked_of_limit(result, world)
    m["headroom"] = 100 * min(result.lowest.values()) if result.lowest else "no limit"
    for name in ("offered", "completed", "throttled", "unavailable", "timed-out", "fallbacks"):
        m["outage-" + name] = o[name]
    m["outage-failover"] = o["failover-requests"]
    m["outage-success-rate"] = share(o["completed"], o["offered"])
    m["outage-e2e-p95"] = (
        quantile(result.outage_e2e, 0.95, len(result.outage_e2e)) if result.outage_e2e else "no data"
    )
    if world.outages:
        m["recovery"] = recovery(world)
    least = min(result.lowest.values(), default=1.0)
    binding = [name for name, level in result.lowest.items() if level == least]
    m["binding-limit"] = binding[0] if len(binding) == 1 else "any"
    for name, value in m.items():
        numbers["metric", option, name] = value
    for at, minute in result.minutes.items():
        for name in (
            "offered", "failed_of_offered", "completed", "throttled", "unavailable", "refused",
            "retries", "failover_moves", "fallbacks", "input_tokens", "output_tokens",
        ):  # fmt: skip
            numbers["minute", option, str(at * 60), name] = minute[name]
        numbers["minute", option, str(at * 60), "asked_tokens"] = minute["asked-tokens"]
        numbers["minute", option, str(at * 60), "asked_requests"] = minute["asked-requests"]
        numbers["minute", option, str(at * 60), "used_tokens"] = minute["used-tokens"]
        numbers["minute", option, str(at * 60), "timed_out"] = minute["timed-out"]
        numbers["minute", option, str(at * 60), "other"] = (
            minute["abandoned"] + minute["denied"] + minute["cut-off"]
        )
        for name in minute:
            if name.startswith("served_"):
                numbers["minute", option, str(at * 60), name] = minute[name]
    # Of a quota that let nothing through and refused nothing (it is closed) there are no rows.
    met = {
        name for (name, _), minute in result.quota_minutes.items()
        if minute["admitted"] or any(key.startswith("refused-") for key in minute)
    }  # fmt: skip
    # Nor of one of which no limit was touched: all calls were lost before the output began that is
    # all that is limited.
    refused = {
        name for (name, _), minute in result.quota_minutes.items()
        if any(key.startswith("refused-") for key in minute)
    }  # fmt: skip
    limited = {
        name for name, quota in world.quotas.values()
        if name in met and any(u > 0 for row in quota.rows for u in row.used.values())
    } | refused  # fmt: skip
    for (name, at), minute in result.quota_minutes.items():
        if name not in limited:
            continue
        numbers["quota", option, str(at * 60), name, "admitted"] = minute["admitted"]
        numbers["quota", option, str(at * 60), name, "asked_tokens"] = minute["asked-tokens"]
        numbers["quota", option, str(at * 60), name, "asked_requests"] = minute["asked-requests"]
        numbers["quota", option, str(at * 60), name, "settled_calls"] = minute["used-requests"]
        numbers["quota", option, str(at * 60), name, "reserved_tokens"] = minute["reserved"]
        numbers["quota", option, str(at * 60), name, "settled_tokens"] = minute["settled"]
        for key in minute:
            if key.startswith("refused-"):
                numbers["quota", option, str(at * 60), name, key] = minute[key]
    for name, quota in world.quotas.values():
        for row in quota.rows:
            for at, used in row.used.items():
                numbers["quota", option, str(at * 60), name, "used_share-" + row.name] = used


# Quantiles come from bins of at most this relative width.
BIN = 0.001
BINNED = ("ttft-p", "e2e-p", "outage-e2e", "failed-need")


def same(name: str, ours: float | str, theirs: float | str) -> bool:
    if isinstance(ours, str) or isinstance(theirs, str):
        return ours == theirs or (name == "binding-limit" and ours == "any")
    if name.startswith(BINNED):
        return abs(ours - theirs) <= BIN * max(ours, theirs) + 2e-9
    if name == "e2e-mean":
        return abs(ours - theirs) <= 1.5e-9
    return abs(ours - theirs) <= 1e-9 * max(1.0, abs(ours), abs(theirs))


def differences(ours: Numbers, theirs: Numbers, unknown: set[str]) -> list[str]:
    found = []
    for at in sorted(set(ours) | set(theirs)):
        name = at[-1]
        a, b = ours.get(at), theirs.get(at)
        if a is None and at[0] == "metric" and not name.startswith("served-"):
            unknown.add(name)
            continue
        if b == "no outage":  # in this option; there is one in another
            b = a
        # A row or column that only one of them has stands for nothing that happened.
        if at[0] == "metric" and b is None and not name.startswith("served-"):
            # Rows that are zero, or of outages where there was none, are left out.
            b = a if name.startswith("outage-") or a in ("no data", "no limit", "any") else 0
        if name.startswith("served-") and (a or b) == "no data":
            a = b
        a, b = (0 if x is None else x for x in (a, b))
        if not same(name, a, b):
            found.append(f"{' '.join(at)}: oracle {a}, crisim {b}")
    return found


def kind_of(difference: str) -> str:
    """The table and the number that differ, whatever the option and the time."""
    words = difference.split(":")[0].split()
    return f"{words[0]} {words[-1]}"


class Comparer:
    def __init__(self, crisim: str) -> None:
        self.crisim = crisim
        self.catalog = Catalog(crisim)
        self.compared = 0
        self.unknown: set[str] = set()  # metrics that the oracle does not have

    def compare(self, scenario: Json, rows: list[Json]) -> list[str]:
        with tempfile.TemporaryDirectory() as name:
            write_inputs(Path(name), scenario, rows)
            theirs = run_crisim(self.crisim, Path(name))
        if isinstance(theirs, str):
            return [theirs]
        ours = run_oracle(scenario, rows, self.catalog)
        self.compared += len(theirs)
        return differences(ours, theirs, self.unknown)

    def still(self, scenario: Json, rows: list[Json], first: str) -> bool:
        """The smaller one shows a difference of the same kind (crisim accepts it)."""
        if not rows or not scenario["classes"] or not scenario["options"]:
            return False
        try:
            found = self.compare(scenario, rows)
        except Exception:
            return False
        if any(difference.endswith("not allowed") for difference in found):
            return False  # left out too much: crisim sees before the run that no call can pass
        return first in [kind_of(difference) for difference in found]

    def shrink(
        self, scenario: Json, rows: list[Json], found: list[str], seconds: float
    ) -> tuple[Json, list[Json]]:
        """Leaves out options, rows, classes, outages and keys for as long as the difference stays."""
        first = kind_of(found[0])
        end = time.monotonic() + seconds
        changed = True
        while changed:
            changed = False
            size = len(rows)
            while size:
                at = 0
                while at < len(rows) and time.monotonic() < end:
                    fewer = rows[:at] + rows[at + size :]
                    if self.still(scenario, fewer, first):
                        rows, changed = fewer, True
                    else:
                        at += size
                size //= 2
            for path in paths(scenario):
                if time.monotonic() > end:
                    return scenario, rows
                smaller = copy.deepcopy(scenario)
                parent = smaller
                for step in path[:-1]:
                    parent = parent.get(step, {})
                if path[-1] not in parent:
                    continue
                del parent[path[-1]]
                if self.still(smaller, rows, first):
                    scenario, changed = smaller, True
        return scenario, rows


def paths(scenario: Json) -> list[tuple[str, ...]]:
    """Everything that may be left out, the large things first."""
    out: list[tuple[str, ...]] = []
    parts = (
        "options", "classes", "outages", "clients", "quotas", "quota_changes", "capacity", "prices",
        "destinations", "provisioned", "reserved",
    )  # fmt: skip
    for part in parts:
        out += [(part, name) for name in scenario.get(part, {})]
    out += [(part,) for part in scenario if part not in ("options", "classes", "traffic", "capacity")]
    out += [("routing", name) for name in scenario.get("routing", {})]
    out += [("quota_rules", name) for name in scenario.get("quota_rules", {})]
    for part in ("classes", "clients", "outages", "capacity", "quotas", "destinations", "models"):
        for name, entry in scenario.get(part, {}).items():
            out += [(part, name, key) for key in entry]
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("crisim")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--level", type=int, default=0)
    parser.add_argument("--keep", default="")
    parser.add_argument("--seconds", type=float, default=math.inf, help="begin none after so long")
    parser.add_argument("--shrink", type=float, default=300, help="seconds for making it small")
    parser.add_argument("--most", type=int, default=1, help="end after so many differences")
    parser.add_argument("--scenario")
    parser.add_argument("--trace")
    args = parser.parse_args()
    comparer = Comparer(os.path.abspath(args.crisim))
    if args.scenario:
        scenario = json.loads(Path(args.scenario).read_text())
        found = comparer.compare(scenario, read_rows(Path(args.trace)))
        print("\n".join(found) or "the same")
        return 1 if found else 0
    failed = done = 0
    end = time.monotonic() + args.seconds
    for seed in range(args.first, args.first + args.count):
        if time.monotonic() > end:
            break
        done += 1
        scenario, rows = draw_scenario(seed, args.level)
        found = comparer.compare(scenario, rows)
        if not found:
            continue
        failed += 1
        print(f"seed {seed}: {len(found)} numbers differ; the first: {found[0]}", flush=True)
        if found[0].startswith("exit"):
            continue  # drawn wrongly
        scenario, rows = comparer.shrink(scenario, rows, found, args.shrink)
        folder = Path(args.keep or tempfile.mkdtemp(prefix="oracle-")) / f"seed-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        write_inputs(folder, scenario, rows)
        print((folder / "scenario.json").read_text())
        print((folder / "trace.csv").read_text())
        print("\n".join(comparer.compare(scenario, rows)))
        print(f"written to {folder}")
        if failed >= args.most:
            break
    print(f"{done} configurations, {comparer.compared} numbers, {failed} differ")
    if comparer.unknown:
        print("not compared, the oracle does not have them:", ", ".join(sorted(comparer.unknown)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
