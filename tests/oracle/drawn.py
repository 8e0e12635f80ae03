"""Scenarios by chance: small worlds in which much happens."""

import random
from typing import Any

Json = dict[str, Any]

MODEL = "anthropic.claude-sonnet-4-6"
OTHER_MODEL = "anthropic.claude-opus-4-6-v1"
SOURCES = ["eu-west-2", "eu-west-1", "eu-central-1"]
EU = ["eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"]
GLOBAL_LEFT_OUT = ["us-east-2", "us-west-1", "ca-west-1", "ap-southeast-4"]
POLICIES = [
    "source-first", "nearest", "least-loaded", "two-random", "round-robin", "weighted",
    "fixed-share", "fastest", "cache-affine", "expected-time",
]  # fmt: skip


def draw_scenario(seed: int, level: int) -> tuple[Json, list[Json]]:
    """A scenario and the rows of its trace; `level` 0: without noise; 1: with it."""
    r = random.Random(f"oracle {seed}")
    length = r.choice([30, 90, 200])
    n = r.choice([5, 20, 60, 120])
    rows: list[Json] = []
    at = 0
    ties = r.random() < 0.3
    n_classes = r.choice([1, 1, 2, 3])
    labels = n_classes > 1 or r.random() < 0.2
    own_max = r.random() < 0.2
    for _ in range(n):
        # Now and then several at one instant, at a full second or half one.
        if ties and r.random() < 0.2:
            at += r.choice([0, 1, 2, 5]) * 500_000_000
        else:
            at += int(r.expovariate(n / length) * 1e9)
        row: Json = {"time": at, "input": r.choice([10, 300, 900, 2600]), "output": r.randint(1, 900)}
        row["label"] = ("abc"[len(rows)] if len(rows) < 3 else r.choice("abc")) if labels else ""
        row["max_tokens"] = r.choice([0, 200, 1500]) if own_max else 0
        rows.append(row)
    classes = {}
    for c in range(n_classes):
        sources = r.sample(SOURCES, 3)
        spec: Json = {
            "traffic": "calls",
            "model": MODEL if r.random() < 0.8 else OTHER_MODEL,
            "source_region": sources[0],
            "max_tokens": r.choice([100, 1000, 4000]),
        }
        if n_classes > 1:
            spec["label"] = "abc"[c]  # so that no two requests come at one instant by design
        if r.random() < 0.3:
            spec["client_region"] = r.choice(SOURCES + ["us-east-1"])
        if r.random() < 0.4:
            spec["fallback_source_regions"] = sources[1 : r.choice([2, 3])]
        spec["spread_source_regions"] = sources[1 : r.choice([2, 3])]
        if r.random() < 0.3:
            spec["streaming"] = False
        if r.random() < 0.2:
            spec["cached_share"] = r.choice([0.25, 0.5, 1])
        if r.random() < 0.3:
            spec["client"] = "other"
        if r.random() < 0.2:
            spec["account"] = "second"
        if r.random() < 0.2:
            spec["mode"] = r.choice(["single-region", "geographic", "global", "client-side"])
        classes[f"c{c}"] = spec
    left_out = r.sample(EU, r.choice([2, 4, 5]))
    scenario: Json = {
        "format": "crisim-scenario",
        "version": 2,
        "seed": r.randint(0, 1000),
        "resample_block_s": 0,
        "traffic": {"calls": {"trace": "trace.csv"}},
        "classes": classes,
        "clients": {"default": draw_client(r, ties), "other": draw_client(r, ties)},
        "routing": draw_routing(r, [d for d in EU if d not in left_out]),
        "destinations": {
            "eu": {d: False for d in left_out},
            "global": {d: False for d in left_out + GLOBAL_LEFT_OUT},
        },
        "quotas": draw_quotas(r, n, length),
        "account_tokens_per_day": r.choice(["unlimited"] * 2 + [n * 400, n * 1000]),
        "quota_rules": {
            "refill_minute": r.choice(["token-bucket", "fixed-window", "sliding-window"]),
            "refill_day": r.choice(["token-bucket", "fixed-window", "sliding-window"]),
            "on_fault": r.choice(["returned", "kept"]),
            "account_cap": r.choice(["price-weighted", "after-burndown", "before-burndown"]),
        },
        "capacity": draw_capacity(r),
        "models": {
            "all": {
                "base_ttft_ms": r.choice([0, 300, 1234.567]),
                "prefill_tokens_per_s": r.choice([1e12, 1000, 3333]),
                "output_tokens_per_s": r.choice([70, 100, 1000]),
                "ttft_sigma": r.choice([0, 0.5]) if level else 0,
                "rate_sigma": r.choice([0, 0.3]) if level else 0,
                "output_burndown": r.choice([1, 5, 10]),
            }
        },
        "prices": {
            "all": {
                "input_usd_per_mtok": 3, "output_usd_per_mtok": 15, "cache_read_usd_per_mtok": 0.3,
                "cache_write_usd_per_mtok": 3.75,
            },
            "global": {
                "kind": "global", "input_usd_per_mtok": 2, "output_usd_per_mtok": 8.6,
                "cache_read_usd_per_mtok": 0.2, "cache_write_usd_per_mtok": 2.5,
            },
        },
        "outages": draw_outages(r, length),
        "options": {
            "single": {"mode": "single-region"},
            "geo": {"mode": "geographic"},
            "global": {"mode": "global"},
            "spread": {"mode": "client-side"},
            "units": {"mode": "provisioned"},
        },
        "provisioned": draw_units(r),
    }  # fmt: skip
    if any("background_share" in entry for entry in scenario["capacity"].values()):
        scenario["background"] = {
            "start_hour_utc": r.choice([0, 13.5, 23.9]), "start_weekday": r.choice(["friday", "sunday"]),
            "step_s": r.choice([7, 60]), "surge_on_outage": r.random() < 0.5,
        }  # fmt: skip
    if r.random() < 0.25:
        draw_cache(r, scenario)
    if r.random() < 0.25:
        draw_changes(r, scenario, length)
    if r.random() < 0.25:
        scenario["quota_rules"]["adjust_every_s"] = r.choice([0.1, 0.5, 2])
    if r.random() < 0.1:
        scenario["models"]["all"]["max_output_tokens"] = 1000
        for spec in classes.values():
            spec["max_tokens"] = min(spec["max_tokens"], 1000)
    if r.random() < 0.2:
        scenario["traffic"]["calls"]["start_s"] = r.choice([0.5, 59.9])
    if r.random() < 0.2:
        scenario["horizon_s"] = length * r.choice([0.5, 2])
    if r.random() < 0.3:
        scenario["slo"] = {"goodput_ttft_s": r.choice([0, 1, 2]), "goodput_e2e_s": r.choice([0, 5])}
    if r.random() < 0.2:
        scenario["reserve_cache_reads"] = True
    if random.Random(f"burndown {seed}").random() < 0.2:
        scenario["reserve_burndown"] = True
    draw_factors(random.Random(f"factors {seed}"), scenario)
    draw_rules(random.Random(f"rules {seed}"), scenario)
    draw_load(random.Random(f"load {seed}"), ties, scenario)
    draw_tiers(random.Random(f"tiers {seed}"), scenario)
    draw_mantle(random.Random(f"mantle {seed}"), scenario, n, length)
    draw_long(random.Random(f"long {seed}"), scenario)
    draw_rest(random.Random(f"rest {seed}"), scenario, length)
    for name in r.sample(sorted(scenario["options"]), r.choice([0, 1, 2])):
        del scenario["options"][name]
    return scenario, rows


def draw_rules(r: random.Random, scenario: Json) -> None:
    """Global's destinations are left with few Regions, so a stated rule has the groups that are
    there."""
    if r.random() < 0.2:
        scenario["routing"]["geographic_rule"] = r.choice(["spread", "half"])
    if r.random() < 0.3:
        scenario["routing"]["global_rule"] = r.choice(["mostly-us", "half"])
    if "half" in (scenario["routing"].get(f"{kind}_rule") for kind in ("geographic", "global")):
        scenario["routing_rules"] = {
            "half": {"shares": r.choice([
                {"source": 1, "all": 1}, {"eu": 3, "us": 1}, {"source": 1, "eu": 1, "ap": 2},
                {"eu-west-1": 1, "source": 2}, {"sa": 1},
            ])}
        }  # fmt: skip


def draw_factors(r: random.Random, scenario: Json) -> None:
    if r.random() < 0.25:
        scenario["factors"] = {
            "capacity": r.choice([0.3, 1, 1.5]), "quota": r.choice([0.5, 1, 2.5]),
            "hop": r.choice([0, 1, 1.7]),
        }  # fmt: skip


def draw_tiers(r: random.Random, scenario: Json) -> None:
    """Classes in tiers of their own. A reservation is of calls on demand."""
    if r.random() < 0.6:
        return
    scenario["models"]["all"]["tiers"] = ["priority", "flex", "reserved"]
    for spec in scenario["classes"].values():
        spec["tier"] = r.choice(["standard", "priority", "flex", "flex", "reserved"])
        if spec["tier"] == "reserved":
            spec["mode"] = r.choice(["single-region", "geographic", "global"])
    heavy, light = r.choice([(4, 1), (1, 1), (100, 7)])
    scenario["tier_weights"] = {"priority": heavy, "standard": r.choice([heavy, light]), "flex": light}
    scenario["tier_speeds"] = {"priority": r.choice([1, 1.25]), "flex": r.choice([1, 0.7])}
    scenario["prices"]["low"] = {"tier": "flex"} | {
        key: price / 2 for key, price in scenario["prices"]["all"].items()
    }
    scenario["reserved"] = {
        f"{source}-{model[-4]}": {
            "source_region": source, "model": model, "overflow": r.random() < 0.7,
            "input_tokens_per_min": r.choice([3000, 20_000, 400_000]),
            "output_tokens_per_min": r.choice([2000, 8000, 400_000]),
            "usd_per_1k_input_tpm_month": r.choice([0, 40]),
            "usd_per_1k_output_tpm_month": r.choice([0, 90]),
        }
        for source in SOURCES
        for model in (MODEL, OTHER_MODEL)
    }  # fmt: skip


def draw_mantle(r: random.Random, scenario: Json, n: int, length: int) -> None:
    """Calls in one Region may go through the endpoint that counts input and output apart."""
    if r.random() < 0.65:
        return
    per_minute = max(1, n * 60 // length)
    options, classes = scenario["options"], scenario["classes"]
    for name in r.choice([["single"], ["spread"], ["single", "spread"]]):
        options[name]["endpoint"] = "mantle"
    if all(e["spill"] in ("none", "single-region") for e in scenario["provisioned"].values()):
        options["units"]["endpoint"] = r.choice(["by-model", "mantle"])
    for spec in classes.values():
        if spec.get("mode") in ("geographic", "global"):
            spec["endpoint"] = "runtime"
        elif spec.get("mode") in ("single-region", "client-side"):
            spec["endpoint"] = r.choice(["option", "runtime", "mantle", "mantle"])
    quotas = scenario["quotas"]
    quotas["all"]["input_tokens_per_min"] = r.choice(["unlimited", per_minute * 1500, per_minute * 4000])
    quotas["all"]["output_tokens_per_min"] = r.choice(["unlimited"] + [per_minute * k for k in (60, 150, 400)])
    if "one" in quotas:
        quotas["one"]["output_tokens_per_min"] = per_minute * 200
    scenario["quota_rules"]["output_step_tokens"] = r.choice([1, 7, 64, 300, 1000])
    for client in scenario["clients"].values():
        if r.random() < 0.5:
            client["retry_cut_off"] = True
    if r.random() < 0.4:
        changes = scenario.setdefault("quota_changes", {})
        for i in range(r.choice([1, 2])):
            key = r.choice(["input_tokens_per_min", "output_tokens_per_min", "output_tokens_per_min"])
            amount = quotas["all"][key]
            if amount == "unlimited":
                continue
            changes[f"m{i}"] = {
                "at_s": round(r.uniform(0, length), r.choice([0, 3])),
                key: int(amount * r.choice([0, 0.3, 1, 2, 5])),
            }
            if r.random() < 0.3:
                changes[f"m{i}"]["source_region"] = r.choice(SOURCES)


def draw_long(r: random.Random, scenario: Json) -> None:
    """Prices of calls with long input."""
    for price in scenario["prices"].values():
        if r.random() < 0.3:
            price["long_above_tokens"] = r.choice([300, 899, 900, 2000])
            for key in ("input_usd_per_mtok", "output_usd_per_mtok"):
                if r.random() < 0.8:
                    price[f"long_{key}"] = price[key] * r.choice([1.5, 2])


def draw_rest(r: random.Random, scenario: Json, length: int) -> None:
    """What the parts above leave at its default, each in few scenarios."""
    classes, models = scenario["classes"], scenario["models"]
    if "background" in scenario and r.random() < 0.5:
        scenario["background"]["start_weekday"] = r.choice(
            ["monday", "tuesday", "wednesday", "thursday", "saturday"]
        )
    if "cache" in scenario and r.random() < 0.3:
        scenario["cache"]["ttl"] = r.choice(["shortest", "30-minutes"])
    if r.random() < 0.1:
        scenario["capacity"]["of-model"] = draw_shared(r) | {"model": OTHER_MODEL}
    if r.random() < 0.2:
        models["other"] = {
            "model": OTHER_MODEL, "base_ttft_ms": 700, "prefill_tokens_per_s": 2000,
            "output_tokens_per_s": 40, "output_burndown": r.choice([1, 3]), "ttft_sigma": 0,
            "rate_sigma": 0,
        }  # fmt: skip
    if r.random() < 0.2:
        models["all"]["ttft_quantiles_ms"] = r.choice(
            [{"p50": 800}, {"p50": 400, "p99": 4000}, {"p5": 100, "p50": 300, "p90": 2000.5}]
        )
        del models["all"]["base_ttft_ms"], models["all"]["ttft_sigma"]
    if r.random() < 0.2:
        models["all"]["output_rate_quantiles"] = r.choice(
            [{"p50": 90}, {"p10": 20, "p50": 60, "p99.9": 200}]
        )
        del models["all"]["output_tokens_per_s"], models["all"]["rate_sigma"]
    if r.random() < 0.2:
        scenario.setdefault("factors", {}).update(
            ttft=r.choice([0.5, 1.3]), output_rate=r.choice([0.8, 3])
        )
    if r.random() < 0.1:
        scenario["drain_s"] = r.choice([0, 1, 20])
    scenario["routing"].setdefault("all_tried", "503")
    for spec in classes.values():
        if "mode" not in spec and r.random() < 0.1:
            spec["mode"] = r.choice(["option", "provisioned"])
            if spec["mode"] == "provisioned":
                spec["endpoint"] = "runtime"  # where units spill through a profile
        if "tier" in spec and spec["tier"] != "reserved" and r.random() < 0.3:
            spec["tier"] = r.choice(["latency-optimized", "ultrafast"])
            models["all"]["tiers"] = ["priority", "flex", "reserved", "latency-optimized", "ultrafast"]
            scenario["tier_speeds"]["ultrafast"] = r.choice([2, 6])
    for name in ("geo", "global", "units"):
        if r.random() < 0.1:
            scenario["options"][name].setdefault("endpoint", "runtime")
    if r.random() < 0.2:
        scenario["options"]["geo"]["overrides"] = r.choice([
            {"quotas": {"all": {"requests_per_min": 20}}},
            {"routing": {"policy": "nearest", "max_tries": None} | dict.fromkeys(
                ["shares", "refresh_s", "network_weight", "queue_weight", "prefill_weight"]
            )},
            {"account_tokens_per_day": "unlimited", "outages": {"o0": None}},
            {"clients": {"default": {"retry": "none", "max_attempts": None}}},
        ])  # fmt: skip
        if "outages" in scenario["options"]["geo"]["overrides"]:
            scenario["options"]["geo"]["unpaired"] = True
    draw_rows(r, scenario, length)


def draw_rows(r: random.Random, scenario: Json, length: int) -> None:
    """Rows of prices, quotas and changes that are about some calls only."""
    kinds = ["*", "single-region", "geographic", "global"]
    if r.random() < 0.3:
        row = {key: price * 3 for key, price in scenario["prices"]["all"].items() if "usd" in key}
        about: Json = r.choice([
            {"source_region": r.choice(SOURCES)}, {"model": OTHER_MODEL}, {"kind": r.choice(kinds)},
        ])  # fmt: skip
        if "long_above_tokens" in scenario["prices"]["all"]:
            row["long_above_tokens"] = scenario["prices"]["all"]["long_above_tokens"]
        tiers = ["standard", "priority", "reserved", "latency-optimized", "ultrafast", "flex", "*", "batch"]
        scenario["prices"]["some"] = row | about | {"tier": r.choice(tiers)}
    if r.random() < 0.2:
        changed = any("tokens_per_min" in c for c in scenario.get("quota_changes", {}).values())
        scenario["quotas"]["some"] = {
            "account": r.choice(["default", "second"]), "model": r.choice([MODEL, OTHER_MODEL]),
            "tokens_per_min": r.choice([20_000 if changed else "unlimited", 5000, 40_000]),
        }  # fmt: skip
    for change in scenario.get("quota_changes", {}).values():
        if r.random() < 0.4:
            change |= r.choice([
                {"account": r.choice(["default", "second"])}, {"kind": r.choice(kinds)},
                {"model": r.choice([MODEL, OTHER_MODEL])},
            ])  # fmt: skip
    for i, entry in enumerate(scenario.get("reserved", {}).values()):
        if r.random() < 0.3:
            entry["kind"] = "*"
    if r.random() < 0.3 and "reserved" in scenario:
        split = {}
        for name, entry in scenario["reserved"].items():
            for kind in kinds[1:]:
                split[f"{name}-{kind}"] = entry | {"kind": kind}
        scenario["reserved"] = split


def draw_load(r: random.Random, ties: bool, scenario: Json) -> None:
    """Copies of requests that come at one instant have no order that docs would state."""
    if not ties and r.random() < 0.25:
        scenario["load"] = r.choice([0.4, 1.5, 2, 3.3])


def draw_units(r: random.Random) -> Json:
    return {
        f"{source}-{model[-4]}": {
            "source_region": source, "model": model, "units": r.choice([1, 2]),
            "tokens_per_min_per_unit": r.choice([2000, 10_000, 100_000]),
            "usd_per_unit_hour": r.choice([0, 6]),
            "spill": r.choice(["none", "none", "single-region", "geographic", "global"]),
        }
        for source in SOURCES
        for model in (MODEL, OTHER_MODEL)
    }  # fmt: skip


def draw_cache(r: random.Random, scenario: Json) -> None:
    """Prompts that begin alike."""
    scenario["cache"] = {
        "simulate": True, "ttl": r.choice(["5-minutes", "1-hour"]),
        "minimum_tokens": r.choice([1, 500, 1000]),
    }  # fmt: skip
    for spec in scenario["classes"].values():
        spec.pop("cached_share", None)
        spec["prefix_groups"] = r.choice([1, 3, 20])
        spec["prefix_tokens"] = r.choice([200, 800, 2000])
        spec["prefix_skew"] = r.choice([0, 1, 2.5])


def draw_changes(r: random.Random, scenario: Json, length: int) -> None:
    """Quotas that are raised, cut, or closed for a while."""
    scenario["quota_changes"] = {}
    keys = [key for key, amount in scenario["quotas"]["all"].items() if amount != "unlimited"]
    for i in range(r.choice([1, 2, 3])):
        if not keys:
            return
        key = r.choice(keys)
        amount = scenario["quotas"]["all"][key]
        scenario["quota_changes"][f"q{i}"] = {
            "at_s": round(r.uniform(0, length), r.choice([0, 3])),
            key: int(amount * r.choice([0, 0.3, 0.5, 1, 2, 5])),
        }
        if r.random() < 0.3:
            scenario["quota_changes"][f"q{i}"]["source_region"] = r.choice(SOURCES)


def draw_client(r: random.Random, ties: bool) -> Json:
    client: Json = {"retry": r.choice(["none", "legacy", "standard", "standard-2026"])}
    if r.random() < 0.5:
        client |= {
            "max_attempts": r.randint(1, 6),
            "backoff_throttle_s": r.choice([0, 0.1, 3]),
            "backoff_transient_s": r.choice([0, 0.5]),
            "backoff_cap_s": r.choice([0, 1]),
        }
    if r.random() < 0.4:
        client |= {
            "retry_quota": r.choice([0, 10, 25]),
            "retry_cost_throttle": r.choice([0, 3, 5]),
            "retry_cost_transient": r.choice([1, 5]),
            "retry_cost_timeout": r.choice([5, 10]),
        }
    client["instances"] = r.choice([1, 1, 2, 5])
    # What several calls of one instant do at one later instant has no order that docs would state.
    client["read_timeout_s"] = 0 if ties else r.choice([0, 60, 60, 2, 5])
    if not ties and r.random() < 0.4:
        client["deadline_s"] = r.choice([1, 4, 10])
    if r.random() < 0.2:
        client["retry_broken_streams"] = True
    return client


def draw_routing(r: random.Random, destinations: list[str]) -> Json:
    policy = r.choice(POLICIES)
    routing: Json = {"policy": policy, "hop_rtt_factor": r.choice([0, 1, 2])}
    if policy == "fixed-share" or policy == "weighted" and r.random() < 0.5:
        routing["shares"] = {
            d: r.choice([1, 2, 5]) for d in destinations if d != "eu-west-2"
        }
    if policy == "expected-time":
        for part in ("network", "queue", "prefill"):
            if r.random() < 0.5:
                routing[f"{part}_weight"] = r.choice([0.25, 0.5, 2, 20])
    if r.random() < 0.3:
        routing["max_tries"] = r.choice([1, 2, 3])
    if r.random() < 0.2:
        routing["max_time_s"] = r.choice([0.01, 0.05, 0.2])
    if r.random() < 0.3:
        routing["refusal_ms"] = r.choice([0, 150])
    if r.random() < 0.5:
        routing["stall_timeout_s"] = r.choice([0, 1, 3])
    if r.random() < 0.5 and policy in (
        "least-loaded", "two-random", "fastest", "expected-time"
    ):
        routing["refresh_s"] = r.choice([0.7, 5, 30])
    if r.random() < 0.3:
        routing["all_tried"] = "429"
    return routing


def draw_quotas(r: random.Random, n: int, length: int) -> Json:
    per_minute = max(1, n * 60 // length)
    quotas: Json = {
        "all": {
            "requests_per_min": r.choice(["unlimited", "unlimited", max(1, per_minute // 2), per_minute]),
            "tokens_per_min": r.choice(["unlimited", "unlimited", per_minute * 1200, per_minute * 4000]),
            "tokens_per_day": r.choice(["unlimited", "unlimited", n * 1000]),
        }
    }
    if r.random() < 0.3:
        quotas["one"] = {
            "source_region": r.choice(SOURCES),
            "kind": r.choice(["*", "single-region", "geographic", "global"]),
            "requests_per_min": max(1, per_minute // 4),
        }
    return quotas


def draw_capacity(r: random.Random) -> Json:
    capacity: Json = {"all": {"kind": "unlimited"}}
    if r.random() < 0.7:
        capacity["all"] = {"kind": "slots", "slots": r.choice([1, 2, 4]), "queue": r.choice([0, 0, 1, 5])}
    if r.random() < 0.3:
        capacity["all"] = draw_shared(r)
    if r.random() < 0.3:
        capacity["one"] = {
            "region": r.choice(EU), "kind": "slots", "slots": r.choice([1, 3]),
            "queue": r.choice([0, 2]),
        }  # fmt: skip
    if r.random() < 0.2:
        capacity["shared"] = draw_shared(r) | {"region": r.choice(EU)}
    if r.random() < 0.2:
        for entry in capacity.values():
            if entry["kind"] != "unlimited":
                entry |= {
                    "background_share": r.choice([0.3, 0.5]), "background_swing": r.choice([0, 0.3]),
                    "background_peak_hour": r.choice([0, 14]), "background_weekend": r.choice([0.5, 1]),
                }  # fmt: skip
    return capacity


def draw_shared(r: random.Random) -> Json:
    capacity: Json = {"kind": "shared", "max_in_service": r.choice([0, 1, 3, 8])}
    if r.random() < 0.5:
        capacity["calls"] = r.choice([0.4, 1, 2.5])
    else:
        capacity["tokens_per_s"] = r.choice([50, 111, 300])
    if capacity["max_in_service"]:
        capacity["queue"] = r.choice([0, 0, 2])
    return capacity


def draw_outages(r: random.Random, length: int) -> Json:
    """Two kinds are frequent, for most of the rules are theirs."""
    outages: Json = {}
    kinds = ["serving-loss", "region-loss"] * 3 + ["brown-out", "stall", "stall", "latency", "quota-cut"]
    for i in range(r.choice([0, 0, 1, 1, 2, 3])):
        kind = r.choice(kinds)
        outage: Json = {
            "kind": kind,
            "regions": r.sample(EU, r.choice([1, 1, 2, 4])),
            "start_s": round(r.uniform(0, length), r.choice([0, 3])),
            "duration_s": r.choice([1, 10, 40]),
        }
        if kind in ("serving-loss", "region-loss", "stall"):
            outage["detection_delay_s"] = r.choice([0, 1, 30])
            if r.random() < 0.3:
                outage["ramp_s"] = r.choice([5, 60])
        if kind in ("serving-loss", "region-loss"):
            outage["in_flight"] = r.choice(["lost", "kept"])
        if kind == "region-loss" and r.random() < 0.3:
            outage["serving_survives"] = True
            outage.pop("ramp_s", None)
        if kind == "region-loss" and r.random() < 0.3:
            outage["quota_survives"] = False
        if kind in ("serving-loss", "stall", "brown-out") and r.random() < 0.2:
            outage["models"] = [OTHER_MODEL]
        if kind == "brown-out":
            outage |= {
                "error_share": r.choice([0, 0.3, 1]), "slowdown": r.choice([1, 1.7, 10]),
                "capacity_factor": r.choice([0.9, 0.5, 0.3]),
            }  # fmt: skip
        if kind == "latency":
            outage["added_ms"] = r.choice([0.5, 500, 7000])
        if kind == "quota-cut":
            outage["regions"] = r.sample(SOURCES, r.choice([1, 2]))
            outage["quota_factor"] = r.choice([0, 0.001, 0.5, 0.9])
        outages[f"o{i}"] = outage
    return outages
