"""One option of a scenario, one replication, as plainly as possible: a list of things that will happen,
of which the earliest is done next. Written from DESIGN and docs/, not from the C sources."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Callable

import draw
from cache import PromptCache
from policy import Router
from quota import DAY, MINUTE, Charge, Quota, Row, make_limit
from station import Station, whole_units

Json = dict[str, Any]

# Order at one instant, docs/architecture.md, "The kernel".
FINISH, FIRST_TOKEN, SETTLE, OUTPUT, OUTAGE, DETECTION, GRANT, TIMEOUT, RETRY, ARRIVAL = (
    0, 1, 2, 3, 4, 5, 6, 7, 9, 11,
)  # fmt: skip
NEVER = 1 << 62


@dataclass(eq=False)
class Request:
    group: ClassState
    ordinal: int
    at: int
    entity: int
    input: int
    output: int
    max_tokens: int
    cached: int
    cut: bool  # the answer ends at max_tokens
    group_of_prompt: int | None = None  # of those that begin alike
    window: bool = False  # arrived while an outage was on
    target: int = 0
    first_target: int = 0
    tries: int = 0  # calls to the present target
    leg: int = 0  # how often the client turned to another target
    leg_calls: int = 0
    entered: int = 0  # calls that entered service
    paid: int = 0  # what its last retry took from the retry quota
    reactive: bool = False
    proactive: bool = False
    call: Call | None = None
    over: bool = False
    # What is known of its present call, or of its last one.
    too_long: str = ""  # it needs longer than the read time-out, or than the deadline
    above_limit: bool = False
    waited: bool = False  # the client gave up while it waited for room
    retry_stopped: bool = False  # by an empty retry quota

    @property
    def call_key(self) -> int:
        """What keys the draws of its present call."""
        return self.leg << 16 | self.leg_calls


@dataclass(eq=False)
class Call:
    request: Request
    target: Target
    at: int
    held: Charge
    reserved: int = 0  # at admission
    read: int = 0  # from the prompt cache
    written: int = 0
    spent: int = 0  # of the call's time, on destinations that refused
    tried: list[str] = field(default_factory=list)
    region: str = ""
    queued: bool = False
    serving: bool = False
    served: bool = False  # to the end
    first: int = NEVER
    end: int = NEVER
    lag: int = 0  # refusals, hop and added latency of a call that shares capacity
    alone: bool = False  # the client has given up on it
    token_seen: bool = False
    moved: bool = False  # failed over
    noise: int = 0  # the how-manieth call of its request to be served: it keeps that when moved
    over: bool = False
    version: int = 0  # of its service: what was planned for an earlier one is void
    # Where output is taken from a quota of its own: tokens that were taken; the token that a shared
    # station has generated last, or works on.
    taken: int = 0
    made: int = 0


@dataclass(eq=False)
class Target:
    source: str
    quota: Quota
    quota_name: str
    price: Json
    router: Router
    direct: bool  # no profile
    units: bool = False  # bought model units
    spills: Target | None = None  # where calls go that the units cannot take
    held: bool = False  # a reservation of input and output
    apart: bool = False  # the endpoint that counts input and output apart
    tier: int = 1  # 0 priority, 1 standard, 2 flex
    speed: float = 1.0  # of output


@dataclass
class ClassState:
    name: str
    spec: Json
    client: Json
    targets: list[Target]
    in_turn: int  # client-side: requests start at the first so many targets in turn
    retry_tokens: list[int]
    cache: PromptCache | None = None
    turn: int = 0

    @property
    def home(self) -> str:
        """Where the users are."""
        return self.spec.get("client_region", self.spec["source_region"])


class Outage:
    """A failure of the scenario and what it is at now."""

    def __init__(self, name: str, spec: Json) -> None:
        self.spec = OUTAGE_DEFAULTS | spec
        self.kind: str = spec["kind"]
        self.hash = draw.name_hash(name)
        self.start = draw.seconds(spec["start_s"])
        self.end = draw.seconds(spec["start_s"] + spec["duration_s"])
        self.ramp = draw.seconds(self.spec["ramp_s"])
        self.on = False
        self.in_ramp = False

    @property
    def stops_service(self) -> bool:
        loss = self.kind == "region-loss" and not self.spec["serving_survives"]
        return self.kind == "serving-loss" or loss

    @property
    def is_detected(self) -> bool:
        """Routers learn only of what makes a Region unusable."""
        return self.stops_service or self.kind == "stall"

    def hits(self, region: str, model: str) -> bool:
        models = self.spec.get("models")
        named = not models or model in models or self.kind == "region-loss"
        return region in self.spec["regions"] and named


@dataclass
class Trouble:
    refused: bool = False
    slowdown: float = 1.0
    added: int = 0


@dataclass
class Result:
    counts: Counter[str] = field(default_factory=Counter)
    outage: Counter[str] = field(default_factory=Counter)
    ttft: list[int] = field(default_factory=list)
    e2e: list[int] = field(default_factory=list)
    outage_e2e: list[int] = field(default_factory=list)
    minutes: dict[int, Counter[str]] = field(default_factory=dict)
    quota_minutes: dict[tuple[str, int], Counter[str]] = field(default_factory=dict)
    clock_minutes: dict[tuple[str, int], Counter[str]] = field(default_factory=dict)
    lowest: dict[str, float] = field(default_factory=dict)  # by limit
    usd: float = 0.0
    usd_waste: float = 0.0
    usd_units: float = 0.0
    usd_class: Counter[str] = field(default_factory=Counter)
    completed_class: Counter[str] = field(default_factory=Counter)
    usd_source: Counter[str] = field(default_factory=Counter)
    need: list[int] = field(default_factory=list)  # of calls that could not end in time
    sources: dict[tuple[str, int], Counter[str]] = field(default_factory=dict)  # by minute
    last_minute: int = 0  # in which anything was counted
    horizon: int = 0


def merge(base: Any, patch: Any) -> Any:
    """JSON merge patch, RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    out = dict(base) if isinstance(base, dict) else {}
    for name, value in patch.items():
        if value is None:
            out.pop(name, None)
        else:
            out[name] = merge(out.get(name), value)
    return out


PRESETS: dict[str, Json] = {
    "none": {"max_attempts": 1},
    "legacy": {"max_attempts": 5, "backoff_throttle_s": 1, "backoff_transient_s": 1},
    "standard": {
        "max_attempts": 3, "backoff_throttle_s": 1, "backoff_transient_s": 1, "backoff_cap_s": 20,
        "retry_quota": 500, "retry_cost_throttle": 5, "retry_cost_transient": 5,
        "retry_cost_timeout": 10,
    },
    "standard-2026": {
        "max_attempts": 3, "backoff_throttle_s": 1, "backoff_transient_s": 0.05,
        "backoff_cap_s": 20, "retry_quota": 500, "retry_cost_throttle": 5,
        "retry_cost_transient": 14, "retry_cost_timeout": 14,
    },
}  # fmt: skip
PRICES = (
    "input_usd_per_mtok", "output_usd_per_mtok", "cache_read_usd_per_mtok",
    "cache_write_usd_per_mtok",
)  # fmt: skip
CLIENT: Json = {
    "retry": "standard", "backoff_throttle_s": 0, "backoff_transient_s": 0, "backoff_cap_s": 0,
    "retry_quota": 0, "retry_cost_throttle": 0, "retry_cost_transient": 0,
    "retry_cost_timeout": 0, "instances": 1, "read_timeout_s": 60, "deadline_s": 0,
    "retry_broken_streams": False, "retry_cut_off": False,
}  # fmt: skip
ROUTING: Json = {
    "policy": "source-first", "max_tries": 0, "max_time_s": 0, "hop_rtt_factor": 2,
    "refusal_ms": 20, "all_tried": "503", "shares": {}, "stall_timeout_s": 10, "refresh_s": 0,
    "network_weight": 1, "queue_weight": 1, "prefill_weight": 1,
}  # fmt: skip
OUTAGE_DEFAULTS: Json = {
    "detection_delay_s": 30, "in_flight": "lost", "quota_survives": True,
    "serving_survives": False, "error_share": 0, "slowdown": 1, "capacity_factor": 1,
    "added_ms": 0, "quota_factor": 1, "ramp_s": 0,
}  # fmt: skip


def matches(entry: Json, **what: str) -> bool:
    return all(entry.get(key, "*") in ("*", value) for key, value in what.items())


def last_match(entries: Json, key: str, **what: str) -> Any:
    """The value of the last entry that matches and has the key."""
    found = None
    for entry in entries.values():
        if matches(entry, **what) and key in entry:
            found = entry[key]
    return found


def interpolated(points: list[tuple[float, float]], u: float) -> float:
    """Linear between points, flat beyond them."""
    if u <= points[0][0]:
        return points[0][1]
    for (p0, v0), (p1, v1) in zip(points, points[1:]):
        if u < p1:
            return v0 + (v1 - v0) * (u - p0) / (p1 - p0)
    return points[-1][1]


GOLDEN = 6180339887  # x 1e-10


def copied(
    own: list[tuple[int, Json, int]], end: int, load: float, group: int
) -> list[tuple[int, Json, int, int]]:
    """The requests of a class at a load factor: copy j of request i is there when
    load > j + frac(i g), at the fraction frac(j g) of the gap to the next request."""
    out = []
    for i, (ordinal, row, at) in enumerate(own):
        gap = (own[i + 1][2] if i + 1 < len(own) else end) - at
        entity = draw.entity(group, ordinal)
        whole = math.floor(load)
        n = whole + (load - whole > i * GOLDEN % 10**10 / 10**10)
        # Those that come at one instant, behind the last request: in this order too.
        for j in sorted(range(n), key=lambda j: j * GOLDEN % 10**10):
            later = gap * (j * GOLDEN % 10**10) // 10**10
            out.append((ordinal, row, at + later, draw.entity(entity, j) if j else entity))
    return out


class World:
    def __init__(self, scenario: Json, option: str, rows: list[Json], catalog: Any) -> None:
        self.scenario = merge(scenario, scenario["options"][option].get("overrides", {}))
        self.option = self.scenario["options"][option]
        self.catalog = catalog
        self.key = draw.key(self.scenario.get("seed", 1), 0)
        self.now = 0
        self.events: list[tuple[int, int, int, Callable[[], None]]] = []
        self.sequence = 0
        self.result = Result()
        self.routing = ROUTING | self.scenario.get("routing", {})
        self.factors = {"capacity": 1, "quota": 1, "hop": 1, "ttft": 1, "output_rate": 1} | self.scenario.get("factors", {})
        self.routing["hop_rtt_factor"] *= self.factors["hop"]
        stated = self.scenario.get("tier_weights", {})
        self.tier_weights = {"priority": 4, "standard": 2, "flex": 1} | stated
        self.stations: dict[tuple[str, str], Station] = {}
        # By account, source, model and kind of call; of the other endpoint "mantle" is the kind.
        self.quotas: dict[tuple[str, str, str, str], tuple[str, Quota]] = {}
        self.accounts: dict[tuple[str, str], list[Row]] = {}
        self.outages = [Outage(n, o) for n, o in self.scenario.get("outages", {}).items()]
        self.known: list[tuple[Outage, int]] = []  # what routers have learnt: + 1 down, - 1 up
        self.gone: Counter[str] = Counter()  # endpoint
        self.coming = 0  # requests that have not arrived yet
        self.requests: list[Request] = []
        self.calls: list[Call] = []
        self.speed: dict[tuple[str, str], float] = {}  # of calls to their first token, ns
        self.seen: tuple[dict[tuple[str, str], int], dict[tuple[str, str], float]] | None = None
        self.answers: dict[str, float] = {}
        self.seen_answers: dict[str, float] = {}  # as of the last refresh
        self.due: list[tuple[Call, int]] = []  # steps of output of this instant
        self.usd_per_hour = 0.0  # of model units that can be called
        self.classes = {
            name: self.make_class(name, spec) for name, spec in self.scenario["classes"].items()
        }
        self.regions = sorted(self.catalog.geographies)
        self.models = sorted({group.spec["model"] for group in self.classes.values()})
        self.plan_outages()
        self.plan_quota_changes()
        self.plan_arrivals(rows)
        self.plan_background()
        self.plan_refresh()

    # The scenario.

    def make_class(self, name: str, spec: Json) -> ClassState:
        clients = self.scenario.get("clients", {})
        stated = clients.get(spec.get("client", "default"), {})
        client = CLIENT | PRESETS[stated.get("retry", "standard")] | stated
        mode = self.option["mode"] if spec.get("mode", "option") == "option" else spec["mode"]
        sources = [spec["source_region"]]
        in_turn = 0
        if mode == "client-side":
            sources += spec["spread_source_regions"]
            in_turn = len(sources)
        sources += [s for s in spec.get("fallback_source_regions", []) if s not in sources]
        targets = []
        for source in sources:
            if mode == "provisioned":
                targets += self.make_units(spec, source)
            elif spec.get("tier") == "reserved":
                targets += self.make_reservation(spec, mode, source)
            else:
                targets.append(self.make_target(spec, mode, source))
        tier = spec.get("tier", "standard")
        for target in targets:
            target.tier = {"priority": 0, "flex": 2}.get(tier, 1)
            target.speed = self.scenario.get("tier_speeds", {}).get(tier, 1)
        tokens = [client["retry_quota"]] * client["instances"]
        return ClassState(
            name, spec, client, targets, in_turn, tokens, self.make_cache(spec)
        )  # fmt: skip

    def make_cache(self, spec: Json) -> PromptCache | None:
        cache = self.scenario.get("cache", {})
        if not cache.get("simulate") or not spec.get("prefix_groups"):
            return None
        # The models of drawn scenarios offer 5 minutes and an hour: else their shortest.
        life = {"1-hour": 3600}.get(cache.get("ttl", "shortest"), 300)
        return PromptCache(
            spec["prefix_groups"], spec.get("prefix_skew", 1), spec.get("prefix_tokens", 2048),
            draw.seconds(life), cache["minimum_tokens"],
        )  # fmt: skip

    def make_units(self, spec: Json, source: str) -> list[Target]:
        """The units bought in a Region, and where calls go that they cannot take."""
        model = spec["model"]
        bought = [
            entry for entry in self.scenario["provisioned"].values()
            if entry["source_region"] == source and entry["model"] == model
        ]  # fmt: skip
        if not bought:
            return []  # such calls would be refused: nobody turns there
        entry = bought[0]
        at = ("", source, model, "provisioned")
        if at not in self.quotas:
            rules = self.scenario.get("quota_rules", {})
            amount = entry["units"] * entry["tokens_per_min_per_unit"]
            limit = make_limit(amount, MINUTE, rules.get("refill_minute", "token-bucket"))
            quota = Quota([Row("model-units", limit, False, "real", amount)])
            self.quotas[at] = f"{source}/{model}/provisioned", quota
            self.usd_per_hour += entry["units"] * entry["usd_per_unit_hour"]
        name, quota = self.quotas[at]
        router = Router(
            self, source, spec.get("client_region", spec["source_region"]), model, [source],
            "source-first", {},
        )  # fmt: skip
        free = dict.fromkeys(PRICES, 0)
        target = Target(source, quota, name, free, router, True, True)
        if entry.get("spill", "none") == "none":
            return [target]
        target.spills = self.make_target(spec, entry["spill"], source)
        return [target, target.spills]

    def make_reservation(self, spec: Json, mode: str, source: str) -> list[Target]:
        """What is reserved for such calls, and the standard tier behind it."""
        model = spec["model"]
        entry = [
            e for e in self.scenario["reserved"].values()
            if e["source_region"] == source and e["model"] == model
            and e.get("kind", "*") in ("*", mode)
        ][0]  # fmt: skip
        at = ("reserved", source, model, mode)
        if at not in self.quotas:
            refill = self.scenario.get("quota_rules", {}).get("refill_minute", "token-bucket")
            rows = []
            for name, key in (("tpm", "input"), ("output-tpm", "output")):
                amount = entry[f"{key}_tokens_per_min"]
                limit = make_limit(amount, MINUTE, refill)
                rows.append(Row(name, limit, False, "real" if key == "output" else "quota", amount))
                usd = entry[f"usd_per_1k_{key}_tpm_month"]
                self.usd_per_hour += amount / 1000 * usd / (30 * 24)
            self.quotas[at] = f"{source}/{model}/{mode}/reserved", Quota(rows)
        name, quota = self.quotas[at]
        free = dict.fromkeys(PRICES, 0)
        router = self.make_router(spec, mode, source)
        target = Target(source, quota, name, free, router, mode == "single-region", True)
        target.held = True
        if not entry.get("overflow", True):
            return [target]
        target.spills = self.make_target(spec, mode, source)
        return [target, target.spills]

    def make_target(self, spec: Json, mode: str, source: str) -> Target:
        model = spec["model"]
        kind = "single-region" if mode == "client-side" else mode
        router = self.make_router(spec, kind, source)
        price = self.scenario["prices"]["all"]
        tier = spec.get("tier", "standard").replace("reserved", "standard")
        for entry in self.scenario["prices"].values():
            if matches(entry, source_region=source, model=model, kind=kind, tier=tier):
                price = entry
        apart = kind == "single-region" and self.is_mantle(spec)
        account = spec.get("account", "default")
        name, quota = self.quota(account, source, model, "mantle" if apart else kind)
        target = Target(source, quota, name, price, router, kind == "single-region")
        target.apart = apart
        return target

    def is_mantle(self, spec: Json) -> bool:
        """In Regions of drawn scenarios both endpoints serve all models."""
        endpoint = spec.get("endpoint", "option")
        if endpoint == "option":
            endpoint = self.option.get("endpoint", "by-model")
        return bool(endpoint == "mantle")

    def make_router(self, spec: Json, kind: str, source: str) -> Router:
        model = spec["model"]
        if kind == "single-region":
            destinations = [source]
        else:
            prefix = spec.get("prefix") or self.option.get("prefix") or source.split("-")[0]
            prefix = "global" if kind == "global" else prefix
            changes = self.scenario.get("destinations", {}).get(prefix, {})
            listed = self.catalog.destinations(prefix, model, source)
            listed = {d for d in listed if changes.get(d, True)}
            listed |= {d for d, used in changes.items() if used}
            destinations = sorted(listed, key=lambda d: (d != source, d))
        policy, shares = self.routing["policy"], self.routing["shares"]
        rule = self.routing.get(f"{kind}_rule", "policy")
        if rule != "policy":
            policy, shares = "fixed-share", self.rule_shares(rule, source, destinations)
        return Router(
            self, source, spec.get("client_region", spec["source_region"]), model, destinations,
            policy, shares,
        )  # fmt: skip

    def rule_shares(self, rule: str, source: str, destinations: list[str]) -> dict[str, float]:
        """Shares of groups, in equal parts within each; a source that lies in a geography of the
        rule has its own share there too."""
        groups = {
            row["group"]: float(row["share"]) for row in self.catalog.routing if row["rule"] == rule
        }
        stated = self.scenario.get("routing_rules", {}).get(rule)
        if stated is not None:
            groups = dict(stated["shares"])

        def holds(group: str, region: str) -> bool:
            return group in ("all", region, self.catalog.geography(region)) or (
                group == "source" and region == source
            )

        homes = [g for g in groups if g not in ("all", "source") and holds(g, source)]
        if homes and "source" in groups:
            own = groups.pop("source")
            for home in homes:
                groups[home] += own
        shares = dict.fromkeys(destinations, 0.0)
        for group, share in groups.items():
            members = [d for d in destinations if holds(group, d)]
            for member in members:
                shares[member] += share / len(members)
        total = sum(shares.values())
        return {d: s / total if total else 1 / len(destinations) for d, s in shares.items()}

    def quota(self, account: str, source: str, model: str, kind: str) -> tuple[str, Quota]:
        """Shared by all classes that call in the same way."""
        at = (account, source, model, kind)
        if at in self.quotas:
            return self.quotas[at]
        rules = self.scenario.get("quota_rules", {})
        quota = Quota()
        apart = kind == "mantle"
        what = {
            "account": account, "source_region": source, "model": model,
            "kind": "single-region" if apart else kind,
        }  # fmt: skip
        minute = rules.get("refill_minute", "token-bucket")
        day = rules.get("refill_day", "token-bucket")
        for name, key, period, refill in (
            ("rpm", "requests_per_min", MINUTE, minute),
            ("tpm", "tokens_per_min", MINUTE, minute),
            ("tpd", "tokens_per_day", DAY, day),
        ) if not apart else (
            ("tpm", "input_tokens_per_min", MINUTE, minute),
            ("output-tpm", "output_tokens_per_min", MINUTE, minute),
        ):
            amount = last_match(self.scenario["quotas"], key, **what)
            if amount is None:
                raise KeyError(f"the oracle has no catalog: the scenario must state {key}")
            if amount != "unlimited":
                amount = self.scaled(amount)
                limit = make_limit(amount, period, refill)
                quota.rows.append(Row(name, limit, name == "rpm", "quota", amount))
                quota.rows[-1].admits = name != "output-tpm"
        cap = self.scenario["account_tokens_per_day"]
        if cap != "unlimited":
            counted = {"after-burndown": "quota", "before-burndown": "real"}
            counts = counted.get(rules.get("account_cap", ""), "priced")
            if apart and counts == "quota":
                counts = "real"
            cap = self.scaled(cap)
            sharers = self.accounts.setdefault((account, source), [])
            limit = sharers[0].limit if sharers else make_limit(cap, DAY, day)
            sharers.append(Row("account-tpd", limit, False, counts, cap, sharers=sharers))
            quota.rows.append(sharers[-1])
        name = f"{source}/{model}/{kind}" + ("" if account == "default" else f"/{account}")
        self.quotas[at] = name, quota
        return name, quota

    def scaled(self, amount: int) -> int:
        """By the factor on all quotas; what is closed stays closed."""
        return max(1, math.floor(amount * self.factors["quota"] + 0.5)) if amount else 0

    def model(self, model: str, key: str) -> Any:
        value = last_match(self.scenario["models"], key, model=model)
        if value is None:
            raise KeyError(f"the oracle has no catalog: the scenario must state {key}")
        return value

    # What calls take at the median, and by chance.

    def quantiles(self, model: str, what: str) -> list[tuple[float, float]] | None:
        """Measured ones, rising, as ns; of rates those of the time of a token."""
        key, *others = {
            "ttft": ("ttft_quantiles_ms", "base_ttft_ms", "ttft_sigma"),
            "rate": ("output_rate_quantiles", "output_tokens_per_s", "rate_sigma"),
        }[what]
        stated: Json | None = None
        for entry in self.scenario["models"].values():
            if matches(entry, model=model) and (key in entry or any(o in entry for o in others)):
                stated = entry.get(key)  # a later entry that states a median means that
        if stated is None:
            return None
        points = [(float(name[1:]) / 100, float(value)) for name, value in stated.items()]
        if what == "rate":
            points = [(1 - p, 1 / value) for p, value in points]
        return sorted(points)

    def base_time(self, model: str) -> float:
        points = self.quantiles(model, "ttft")
        factor = self.factors["ttft"]
        if points:
            return float(draw.nanoseconds(1e6 * factor) * interpolated(points, 0.5))
        return draw.nanoseconds(draw.nanoseconds(self.model(model, "base_ttft_ms") * 1e6) * factor)

    def prefill_time(self, model: str) -> float:
        """Of a token."""
        return 1e9 / self.model(model, "prefill_tokens_per_s") * self.factors["ttft"]

    def output_time(self, model: str) -> float:
        """Of a token."""
        points = self.quantiles(model, "rate")
        if points:
            return 1e9 / self.factors["output_rate"] * interpolated(points, 0.5)
        return 1e9 / self.model(model, "output_tokens_per_s") / self.factors["output_rate"]

    def noisy(self, model: str, what: str, entity: int, n: int) -> float:
        """The base time, or the time of a token, of one call."""
        points = self.quantiles(model, what)
        if points:
            u = draw.u01(self.key, draw.SERVICE, entity, n)
            unit = draw.nanoseconds(1e6 * self.factors["ttft"])
            if what == "rate":
                unit = 1e9 / self.factors["output_rate"]
            return unit * interpolated(points, u)
        median = self.base_time(model) if what == "ttft" else self.output_time(model)
        sigma = self.model(model, f"{what}_sigma")
        if sigma:
            median *= draw.lognormal(draw.u01(self.key, draw.SERVICE, entity, n), sigma)
        return median

    def station(self, region: str, model: str) -> Station:
        if (region, model) not in self.stations:
            entry: Json = {}
            for candidate in self.scenario["capacity"].values():
                if matches(candidate, region=region, model=model):
                    entry = candidate
            factor = self.factors["capacity"]
            size = max(1, math.floor(entry.get("slots", 0) * factor + 0.5))
            most = entry.get("max_in_service", 0)
            most = max(1, math.floor(most * factor + 0.5)) if most else 0
            if entry["kind"] == "shared":
                size = entry.get("calls", 0) * factor or (
                    entry["tokens_per_s"] * factor * self.output_time(model) / 1e9
                )
            self.stations[region, model] = Station(
                entry["kind"], size, most, entry.get("queue", 0),
                [self.tier_weights[t] for t in ("priority", "standard", "flex")],
            )  # fmt: skip
        return self.stations[region, model]

    def load(self, region: str, model: str) -> int:
        """Calls of the model that are there, as routers see it."""
        if self.seen is not None:
            return self.seen[0].get((region, model), 0)
        return self.load_now(region, model)

    def load_now(self, region: str, model: str) -> int:
        """Waiting ones too."""
        return len(self.station(region, model).queue) + sum(
            call.serving and call.region == region and call.request.group.spec["model"] == model
            for call in self.calls
        )

    def rtt(self, a: str, b: str) -> int:
        return draw.nanoseconds(self.catalog.rtt_ms(a, b) * 1e6)

    def speed_now(self, region: str, model: str) -> float:
        """Moving mean of the time to first token. Before anything was seen: what the model and
        its distance from the source promise, of the last class of the model."""
        if (region, model) not in self.speed:
            group = [g for _, g in sorted(self.classes.items()) if g.spec["model"] == model][-1]
            source = group.targets[0].source
            far = 0 if region == source else self.rtt(source, region)
            self.speed[region, model] = (
                self.base_time(model)
                + self.routing["hop_rtt_factor"] * far
            )
        return self.speed[region, model]

    def speed_seen(self, region: str, model: str) -> float:
        if self.seen is not None:
            return self.seen[1].get((region, model), 0.0)
        return self.speed_now(region, model)

    def answer_seen(self, model: str) -> float:
        """Moving mean of output tokens; 0 before anything was seen."""
        return (self.answers if self.seen is None else self.seen_answers).get(model, 0)

    def plan_refresh(self) -> None:
        """Load and speed as policies see them are renewed now and then."""
        every = draw.seconds(self.routing["refresh_s"])
        if every:
            places = [(r, m) for r in self.regions for m in self.models]
            self.seen = ({}, {at: self.speed_now(*at) for at in places})
            self.plan(every, DETECTION, lambda: self.refresh(every))

    def refresh(self, every: int) -> None:
        places = [(r, m) for r in self.regions for m in self.models]
        self.seen = (
            {at: self.load_now(*at) for at in places}, {at: self.speed_now(*at) for at in places}
        )  # fmt: skip
        self.seen_answers = dict(self.answers)
        if not self.is_idle():
            self.plan(self.now + every, DETECTION, lambda: self.refresh(every))

    def is_idle(self) -> bool:
        """Nothing is left that could look at what repeats by itself."""
        return not self.coming and not self.calls and all(r.over for r in self.requests)

    def hop(self, call: Call) -> int:
        if call.region == call.target.source:
            return 0
        return draw.nanoseconds(
            self.routing["hop_rtt_factor"] * self.rtt(call.target.source, call.region)
        )

    def client_leg(self, request: Request) -> int:
        source = request.group.targets[request.target].source
        return self.rtt(request.group.home, source)

    # What happens, in order.

    def plan(self, at: int, rank: int, what: Callable[[], None]) -> None:
        self.sequence += 1
        heapq.heappush(self.events, (at, rank, self.sequence, what))

    def run(self) -> Result:
        end = self.result.horizon + draw.seconds(self.scenario.get("drain_s", 3600))
        while self.events:
            at, _, _, what = heapq.heappop(self.events)
            if at > end:
                break
            self.now = at
            what()
        if any(not request.over for request in self.requests):
            self.now = end
        for request in self.requests:
            if not request.over:
                self.terminal(request, "timed-out", self.cause(request, "timed-out"))
        self.result.usd_units = self.usd_per_hour * self.result.horizon / (3600 * 10**9)
        for name, quota in self.quotas.values():
            for row in quota.rows:
                self.result.lowest[row.name] = min(
                    self.result.lowest.get(row.name, 1.0), row.headroom()
                )
        return self.result

    def minute(self) -> Counter[str]:
        self.result.last_minute = self.now // MINUTE
        return self.result.minutes.setdefault(self.now // MINUTE, Counter())

    def quota_minute(self, target: Target) -> Counter[str]:
        self.result.last_minute = self.now // MINUTE
        return self.result.quota_minutes.setdefault(
            (target.quota_name, self.now // MINUTE), Counter()
        )

    def busy(self, target: Target, what: str, tokens: int) -> None:
        """What is asked of a quota or used of it, in the minutes of the run. The traces of drawn
        scenarios have no clock of their own."""
        for minute in (
            self.quota_minute(target),
            self.result.clock_minutes.setdefault(
                (target.quota_name, self.now // MINUTE), Counter()
            ),
            self.minute(),
        ):
            minute[what + "-tokens"] += tokens
            minute[what + "-requests"] += 1

    def passed(self, target: Target, request: Request) -> None:
        """Access and quota let the call through."""
        self.count(request, "passed")
        self.source_minute(target)["passed"] += 1

    def faulty(self, target: Target, request: Request) -> None:
        """The provider failed such a call."""
        self.count(request, "faults")
        self.source_minute(target)["faults"] += 1

    def source_minute(self, target: Target) -> Counter[str]:
        self.result.last_minute = self.now // MINUTE
        at = (target.source, self.now // MINUTE)
        return self.result.sources.setdefault(at, Counter())

    def count(self, request: Request, what: str, n: int = 1) -> None:
        self.result.counts[what] += n
        if request.window:
            self.result.outage[what] += n

    # Traffic.

    def plan_arrivals(self, rows: list[Json]) -> None:
        start = draw.seconds(
            next(iter(self.scenario["traffic"].values())).get("start_s", 0)
        )
        zero = rows[0]["time"]
        self.result.horizon = max(row["time"] - zero for row in rows) + start + 1
        if "horizon_s" in self.scenario:
            self.result.horizon = draw.seconds(self.scenario["horizon_s"])
        end = max(row["time"] - zero for row in rows) + start + 1
        load = self.scenario.get("load", 1)
        for _, group in sorted(self.classes.items()):
            spec = group.spec
            hashed = draw.name_hash(group.name)
            own = [
                (ordinal, row, row["time"] - zero + start)
                for ordinal, row in enumerate(rows)
                if "label" not in spec or row["label"] == spec["label"]
            ]
            for ordinal, row, at, entity in copied(own, end, load, hashed):
                if at >= self.result.horizon:
                    continue
                request = Request(
                    group, ordinal, at, entity, row["input"], row["output"],
                    row.get("max_tokens") or spec["max_tokens"],
                    int(row["input"] * spec.get("cached_share", 0)), False,
                )  # fmt: skip
                if self.scenario.get("cache", {}).get("simulate") and group.cache:
                    request.cached = 0
                    request.group_of_prompt = group.cache.group(
                        self.key, request.entity, request.input
                    )
                request.cut = row["output"] > request.max_tokens
                request.output = min(row["output"], request.max_tokens)
                self.coming += 1
                self.plan(at, ARRIVAL, lambda r=request: self.arrive(r))

    def arrive(self, request: Request) -> None:
        group = request.group
        request.window = any(outage.start <= self.now < outage.end for outage in self.outages)
        self.requests.append(request)
        self.coming -= 1
        self.count(request, "offered")
        self.minute()["offered"] += 1
        most = last_match(
            self.scenario["models"], "max_output_tokens", model=group.spec["model"]
        )
        if most is not None and request.max_tokens > most:
            self.count(request, "attempts")
            self.deny(request, "max-tokens")
            return
        if group.in_turn:
            request.target = request.first_target = group.turn % group.in_turn
            group.turn += 1
        deadline = draw.seconds(group.client["deadline_s"])
        if deadline:
            self.plan(request.at + deadline, TIMEOUT, lambda: self.leave(request))
        self.send(request)

    # The client.

    def send(self, request: Request) -> None:
        if request.over:
            return
        group = request.group
        if request.target and self.overflows(group.targets[request.target - 1]):
            request.target -= 1
        target = group.targets[request.target]
        request.leg_calls += 1
        request.too_long, request.above_limit = "", False
        request.waited = request.retry_stopped = False
        self.call(request, target)

    def overflows(self, target: Target) -> bool:
        """What is behind it is the same service; the client cannot call it by itself."""
        return target.held and target.spills is not None

    def call(self, request: Request, target: Target) -> None:
        group = request.group
        request.tries += 1
        self.count(request, "attempts")
        if self.gone[target.source]:
            self.passed(target, request)
            self.faulty(target, request)
            self.failed(request, "transient", self.client_leg(request))
            return
        read = request.cached
        if group.cache:
            read = group.cache.held(target.source, request.group_of_prompt, self.now)
        reserved = request.input - read + request.max_tokens
        if self.scenario.get("reserve_cache_reads"):
            reserved += read
        real = reserved
        if self.scenario.get("reserve_burndown") and not target.apart:
            burndown = self.model(group.spec["model"], "output_burndown")
            reserved += (burndown - 1) * request.max_tokens
        if target.held:
            reserved, real = real - request.max_tokens, request.max_tokens
        held = Charge(reserved, real)
        if request.leg == 0 and request.leg_calls == 1:
            burndown = self.model(group.spec["model"], "output_burndown")
            output = 0 if target.held or target.apart else burndown * request.output
            self.busy(target, "asked", request.input - read + output)
        self.quota_minute(target)
        for row in target.quota.rows:
            row.note(self.now)
        if target.quota.is_closed() and target.spills is None:
            self.deny(request, "quota")
            return
        refused = "model-units" if target.quota.is_closed() else target.quota.admit(self.now, held)
        if refused is not None:
            if not self.overflows(target):
                self.count(request, "refused")
                self.count(request, "refused-" + refused)
                self.minute()["refused"] += 1
            if not target.quota.is_closed():
                self.quota_minute(target)["refused-" + refused] += 1
            if target.spills is not None:
                # The same call goes on; the client knows nothing of it.
                self.count(request, "spilled")
                request.tries = request.tries - 1 if target.held else 0
                if target.held:
                    self.count(request, "attempts", -1)  # made anew by the same call
                request.target += 1
                self.call(request, target.spills)
                return
            request.above_limit = target.quota.is_above(refused, held)
            self.failed(request, "throttle", self.client_leg(request), refused)
            return
        minute = self.quota_minute(target)
        minute["admitted"] += 1
        minute["reserved"] += reserved
        self.passed(target, request)
        call = Call(request, target, self.now, held)
        call.reserved = reserved
        request.call = call
        self.calls.append(call)
        timeout = draw.seconds(group.client["read_timeout_s"])
        if timeout:
            self.plan(self.now + timeout, TIMEOUT, lambda: self.timed_out(call))
        self.route(call)

    def deny(self, request: Request, why: str) -> None:
        """No client tries such a call again."""
        self.count(request, "denied-" + why)
        self.terminal(request, "denied", "denied")

    def timed_out(self, call: Call) -> None:
        request = call.request
        streaming = request.group.spec.get("streaming", True)
        if call.over or call.alone or (streaming and call.token_seen):
            return
        self.give_up(call)
        self.failed(request, "timeout", 0)

    def leave(self, request: Request) -> None:
        if request.over:
            return
        if request.call is not None:
            self.give_up(request.call)
        self.terminal(request, "abandoned", self.cause(request, "abandoned"))

    def give_up(self, call: Call) -> None:
        """The client hangs up. What is served goes on; what waits for room is dropped."""
        call.alone = True
        call.request.call = None
        if call.queued:
            station = self.station_of(call)
            call.request.waited = station.stalls == 0
            station.queue.remove(call)
            self.end_unserved(call)

    def failed(self, request: Request, why: str, later: int, limit: str = "") -> None:
        """The call ended without an answer, which the client hears `later`."""
        group, client = request.group, request.group.client
        request.call = None
        deadline = draw.seconds(client["deadline_s"])
        if deadline and self.now + later >= request.at + deadline:
            self.terminal(request, "abandoned", self.cause(request, "abandoned"))
            return
        if why == "broken" and not client["retry_broken_streams"]:
            self.terminal(request, "unavailable", self.cause(request, "unavailable"))
            return
        if why == "cut-off" and not client["retry_cut_off"]:
            self.terminal(request, "cut-off", "quota")
            return
        cost = client["retry_cost_" + (why if why in ("throttle", "timeout") else "transient")]
        index = request.entity % client["instances"]
        if request.tries < client["max_attempts"]:
            if client["retry_quota"] and group.retry_tokens[index] < cost:
                self.count(request, "retry-quota-empty")
                request.retry_stopped = True
            else:
                base = client["backoff_throttle_s" if why == "throttle" else "backoff_transient_s"]
                bound = draw.seconds(base) * 2.0 ** (request.tries - 1)
                if client["backoff_cap_s"]:
                    bound = min(bound, draw.seconds(client["backoff_cap_s"]))
                u = draw.u01(self.key, draw.BACKOFF, request.entity, request.call_key)
                if client["retry_quota"]:
                    group.retry_tokens[index] -= cost
                    request.paid = cost
                at = self.now + later + draw.nanoseconds(u * bound)
                if deadline and at >= request.at + deadline:
                    self.terminal(request, "abandoned", self.cause(request, "abandoned"))
                    return
                self.count(request, "retries")
                self.minute()["retries"] += 1
                self.plan(at, RETRY, lambda: self.send(request))
                return
        following = request.target + 1
        if request.target < group.in_turn:
            following %= group.in_turn
            if following == request.first_target:
                following = group.in_turn
        if self.overflows(group.targets[request.target]):
            following += 1
        if following < len(group.targets):
            request.target, request.tries = following, 0
            request.leg, request.leg_calls = request.leg + 1, 0
            self.count(request, "fallbacks")
            self.minute()["fallbacks"] += 1
            self.plan(self.now + later, RETRY, lambda: self.send(request))
            return
        if why == "throttle":
            self.count(request, "throttled-" + limit)
        named = {"throttle": "throttled", "timeout": "timed-out", "cut-off": "cut-off"}
        what = named.get(why, "unavailable")
        self.terminal(request, what, self.cause(request, what, limit))

    def cause(self, request: Request, what: str, limit: str = "") -> str:
        """What kept it from completing: what no repetition can mend before what stopped the
        repetitions before the last answer (docs/architecture.md, "Words")."""
        if what == "cut-off":
            return "quota"
        late = what in ("timed-out", "abandoned")
        if request.above_limit:
            return "above-limit"
        if late and request.too_long:
            return request.too_long
        if request.retry_stopped:
            return "retry-quota"
        if what == "throttled":
            return "provider" if limit == "capacity" else "quota"
        if late and request.waited:
            return "queue"
        return {"timed-out": "timeout", "abandoned": "deadline"}.get(what, "provider")

    def terminal(self, request: Request, what: str, cause: str = "") -> None:
        request.over = True
        self.count(request, what)
        self.minute()[what] += 1
        if what != "completed":
            self.count(request, "failed-" + cause)
            minute = self.result.minutes.setdefault(request.at // MINUTE, Counter())
            minute["failed_of_offered"] += 1

    # The provider.

    def route(self, call: Call, cause: str = "") -> None:
        """Tries destinations in turn; `cause`: why the last one was left, if there was one."""
        request, router, outage = call.request, call.target.router, bool(cause)
        known = self.known_good(router, call.target)
        if not call.tried:
            preferred = router.preferred(request, known)
            if known and preferred not in known:
                self.moved(call, "proactive", "outage")
        while True:
            left = [d for d in known if d not in call.tried]
            limit = draw.seconds(self.routing["max_time_s"])
            stop = (self.routing["max_tries"] and len(call.tried) >= self.routing["max_tries"]) or (
                limit and call.tried and self.now - call.at + self.wait(call) >= limit
            )
            if not left or stop:
                if left:
                    self.count(request, "tries-ended")
                all_busy = len(call.tried) == len(router.destinations) and not outage
                self.fault(call, all_busy)
                return
            if cause:
                self.moved(call, "reactive", cause)
            choice = router.choose(request, left)
            call.region = choice
            call.tried.append(choice)
            model = request.group.spec["model"]
            station = self.station(choice, model)
            if self.is_down(choice, model):
                cause, outage = "outage", True
            elif station.stalls:
                self.count(request, "stalled")
                self.wait_in(station, call)
                patience = draw.seconds(self.routing["stall_timeout_s"])
                if patience and len(router.destinations) > 1:
                    version = call.version
                    self.plan(self.now + patience, TIMEOUT, lambda: self.silent(call, version))
                return
            elif self.trouble(call).refused:
                cause, outage = "outage", True
            elif call.target.units or station.has_room():
                self.serve(call)
                return
            elif len(station.queue) < station.queue_length:
                self.wait_in(station, call)
                return
            else:
                cause = "capacity"
            call.spent += self.hop(call) + draw.nanoseconds(self.routing["refusal_ms"] * 1e6)
            call.region = ""

    def known_good(self, router: Router, target: Target) -> list[str]:
        """Without a profile, or with one destination, there is no router with news of its own."""
        if target.direct or len(router.destinations) == 1:
            return router.destinations
        return [d for d in router.destinations if not self.is_known_down(d, router.model)]

    def is_down(self, region: str, model: str) -> bool:
        return any(o.on and o.stops_service and o.hits(region, model) for o in self.outages)

    def is_known_down(self, region: str, model: str) -> bool:
        return sum(change for o, change in self.known if o.hits(region, model)) > 0

    def station_of(self, call: Call) -> Station:
        return self.station(call.region, call.request.group.spec["model"])

    def wait_in(self, station: Station, call: Call) -> None:
        call.queued = True
        call.version += 1
        station.line_up(call)

    def silent(self, call: Call, version: int) -> None:
        """The router has waited long enough for a destination that does not answer."""
        if call.over or not call.queued or call.version != version:
            return
        station = self.station_of(call)
        known = self.known_good(call.target.router, call.target)
        if not station.stalls or all(d in call.tried for d in known):
            return
        station.queue.remove(call)
        call.queued = False
        call.spent = self.now - call.at
        self.route(call, "stall")

    def wait(self, call: Call) -> int:
        """How long after now the refusals so far are over."""
        return max(0, call.at + call.spent - self.now)

    def moved(self, call: Call, kind: str, cause: str) -> None:
        request = call.request
        call.moved = True
        self.count(request, f"{kind}-{cause}")
        self.minute()["failover_moves"] += 1
        if not (request.reactive or request.proactive):
            self.count(request, "failover-requests")
        if not getattr(request, kind):
            self.count(request, kind + "-requests")
        setattr(request, kind, True)

    def fault(self, call: Call, all_busy: bool) -> None:
        """No destination took the call."""
        request = call.request
        self.end_unserved(call)
        if call.alone:
            return
        self.faulty(call.target, request)
        later = self.wait(call) + self.client_leg(request)
        if self.routing["all_tried"] == "429" and all_busy:
            self.failed(request, "throttle", later, "capacity")
        else:
            self.failed(request, "transient", later)

    def serve(self, call: Call) -> None:
        request = call.request
        model = request.group.spec["model"]
        station = self.station(call.region, model)
        station.busy += not call.target.units
        call.queued, call.serving = False, True
        call.version += 1
        if not call.noise:
            request.entered += 1
            call.noise = request.entered
        base = self.noisy(model, "ttft", request.entity, 2 * call.noise)
        rate = self.noisy(model, "rate", request.entity, 2 * call.noise + 1)
        cache = request.group.cache
        call.read = request.cached
        if cache:
            call.read = cache.held(call.region, request.group_of_prompt, self.now)
        uncached = request.input - call.read
        base += uncached * self.prefill_time(model)
        rate /= call.target.speed
        trouble = self.trouble(call)
        base *= trouble.slowdown
        rate *= trouble.slowdown
        far = self.hop(call) + trouble.added
        output = draw.nanoseconds((request.output - 1) * rate)
        self.note_need(call, draw.nanoseconds(base) + far, output)
        wait = self.wait(call)  # waiting for room is done meanwhile
        first = self.now + wait + far + draw.nanoseconds(base)
        if cache:
            call.written = cache.use(call.region, request.group_of_prompt, self.now, first)
        if station.kind == "shared" and not call.target.units:
            call.lag = wait + far
            call.first = call.end = NEVER
            station.enter(self.now, call, base, lambda: self.prefilled(call, output))
            self.plan_shared(station)
            return
        call.first, call.end = first, first + output
        self.plan_end(call)
        self.plan(call.first, FIRST_TOKEN, lambda v=call.version: self.first_token(call, v))
        self.plan_adjust(call, call.first)
        if call.target.quota.output is not None:
            self.plan(call.first, SETTLE, lambda v=call.version: self.owe(call, v))

    def plan_end(self, call: Call) -> None:
        version = call.version
        self.plan(call.end, FINISH, lambda: self.finish(call, version))

    def note_need(self, call: Call, first: int, output: int) -> None:
        """Could the call end in time if nothing else were in its way?"""
        request, client = call.request, call.request.group.client
        if call.alone:
            return
        heard = first if request.group.spec.get("streaming", True) else first + output
        timeout, deadline = (draw.seconds(client[k]) for k in ("read_timeout_s", "deadline_s"))
        request.too_long = ""
        if timeout and heard > timeout:
            request.too_long = "short-read-timeout"
            self.result.need.append(heard)
        elif deadline and first + output > deadline:
            request.too_long = "short-deadline"
            self.result.need.append(first + output)

    # Capacity that is shared.

    def plan_shared(self, station: Station) -> None:
        station.version += 1
        following = station.next_done()
        if following is None:
            return
        at, job = following
        version = station.version
        self.plan(at, FINISH, lambda: self.job_done(station, job, version))

    def job_done(self, station: Station, job: Any, version: int) -> None:
        if station.version != version:
            return
        station.leave(self.now, job.call)
        job.done()
        self.plan_shared(station)

    def prefilled(self, call: Call, output: int) -> None:
        """The work for the first token is done; it has yet to travel."""
        call.first = self.now + call.lag
        self.plan(call.first, FIRST_TOKEN, lambda v=call.version: self.first_token(call, v))
        if not output:
            self.work_done(call)
            return
        if call.target.quota.output is not None:
            self.owe(call, call.version)
            self.decode_on(call, output)
        else:
            station = self.station_of(call)
            station.enter(self.now, call, output, lambda: self.work_done(call))
        self.plan_adjust(call, call.first)

    def work_done(self, call: Call, output: int = 0) -> None:
        """Its place is free; the answer has yet to travel."""
        call.end = self.now + call.lag
        station = self.station_of(call)
        station.busy -= 1
        self.plan(self.now, GRANT, lambda: self.grant(station))
        self.plan_end(call)

    # Output that is taken from a quota of its own, step by step.

    def decode_on(self, call: Call, output: int) -> None:
        """The station works on up to the first token of the next step, or to the last one."""
        last = call.request.output - 1
        step = self.scenario.get("quota_rules", {}).get("output_step_tokens", 64)
        start, call.made = call.made, min(call.made + step, last)
        work = whole_units(float(output) / last * call.made)
        if start:
            work -= whole_units(float(output) / last * start)
        done = self.work_done if call.made == last else self.part_done
        self.station_of(call).enter_units(self.now, call, work, lambda: done(call, output))

    def part_done(self, call: Call, output: int) -> None:
        self.owe(call, call.version)
        self.decode_on(call, output)

    def owe(self, call: Call, version: int) -> None:
        """A step is due now; it is taken when all that are due now are known."""
        if call.over or not call.serving or call.version != version:
            return
        if not self.due:
            self.plan(self.now, OUTPUT, self.take_due)
        self.due.append((call, version))

    def take_due(self) -> None:
        """By age of the call, then in the order of the traffic."""
        due, self.due = self.due, []
        due.sort(key=lambda d: (d[0].at, d[0].request.ordinal, d[0].request.entity))
        for call, version in due:
            if call.over or not call.serving or call.version != version:
                continue
            ends = call.end <= self.now
            left = call.request.output - call.taken
            fits = self.take_step(call) if left else True
            while fits and ends and call.taken < call.request.output:
                fits = self.take_step(call)
            if not fits:
                self.cut_off(call)
            elif ends:
                self.finish(call, version)
            elif call.end != NEVER:
                self.plan_step(call)

    def take_step(self, call: Call) -> bool:
        step = self.scenario.get("quota_rules", {}).get("output_step_tokens", 64)
        tokens = min(step, call.request.output - call.taken)
        if not call.target.quota.take_output(self.now, tokens):
            return False
        call.taken += tokens
        return True

    def plan_step(self, call: Call) -> None:
        """At the next token that is not taken yet; the last one comes with the end."""
        last = call.request.output - 1
        if call.taken < last:
            at = call.first + draw.nanoseconds((call.end - call.first) / last * call.taken)
            self.plan(at, SETTLE, lambda v=call.version: self.owe(call, v))

    def cut_off(self, call: Call) -> None:
        """What was generated is settled and billed; the place is free at once."""
        request, decoding = call.request, call.end == NEVER
        self.result.last_minute = self.now // MINUTE
        self.quota_minute(call.target)["refused-output-tpm"] += 1
        self.vacate(call)
        self.result.usd_waste += self.settle(call, call.taken)
        if not call.alone:
            call.alone = True
            later = (call.lag if decoding else 0) + self.client_leg(request)
            self.failed(request, "cut-off", later)

    # Quota that follows the output.

    def token_time(self, call: Call) -> float:
        """At the median rate."""
        model = call.request.group.spec["model"]
        return self.output_time(model) / call.target.speed

    def adjust_step(self, call: Call) -> int:
        if self.scenario.get("reserve_burndown") or call.target.held or call.target.apart:
            return 0  # what has come costs what was held for it
        model = call.request.group.spec["model"]
        length: float = call.end - call.first
        if call.end == NEVER:
            length = call.request.output * self.token_time(call)
        stated = draw.seconds(self.scenario.get("quota_rules", {}).get("adjust_every_s", 0))
        return max(stated, draw.nanoseconds(length / 1000)) if stated else 0

    def plan_adjust(self, call: Call, after: int) -> None:
        step = self.adjust_step(call)
        if step and after + step < call.end:
            version = call.version
            self.plan(after + step, SETTLE, lambda: self.adjust(call, version))

    def adjust(self, call: Call, version: int) -> None:
        request = call.request
        model = request.group.spec["model"]
        shared = self.station_of(call).kind == "shared" and not call.target.units
        if call.over or call.version != version or (shared and call.end != NEVER):
            return
        each = self.token_time(call)
        if call.end != NEVER and request.output > 1:
            each = (call.end - call.first) / (request.output - 1)
        so_far = min(request.output, 1 + math.floor((self.now - call.first) / each))
        burndown = self.model(model, "output_burndown")
        held = Charge(call.reserved + (burndown - 1) * so_far, call.reserved)
        self.result.last_minute = self.now // MINUTE
        call.target.quota.settle(self.now, call.at, call.held, held)
        call.held = held
        self.plan_adjust(call, self.now)

    def first_token(self, call: Call, version: int) -> None:
        if call.serving and call.version == version:
            call.token_seen = True

    def vacate(self, call: Call) -> None:
        """The call leaves its place; who waits longest gets it."""
        station = self.station_of(call)
        call.serving = False
        if call.target.units:
            return
        if station.kind == "shared":
            if not station.leave(self.now, call):
                return  # it had left
            self.plan_shared(station)
        station.busy -= 1
        self.plan(self.now, GRANT, lambda: self.grant(station))

    def grant(self, station: Station) -> None:
        """Calls on bought units wait for a silent Region only, not for room."""
        if station.stalls:
            return
        for call in list(station.queue):
            if call.target.units or station.has_room():
                station.queue.remove(call)
                self.serve(call)

    def end_call(self, call: Call, settled: Charge) -> None:
        """The call is over for the provider and costs `settled` quota tokens."""
        call.over, call.queued = True, False
        self.calls.remove(call)
        if settled is not call.held:  # kept: nothing is asked
            self.result.last_minute = self.now // MINUTE
            call.target.quota.settle(self.now, call.at, call.held, settled)
        if call.served:
            self.quota_minute(call.target)["settled"] += settled.quota
            self.busy(call.target, "used", settled.quota)
        if call.request.call is call:
            call.request.call = None

    def end_unserved(self, call: Call) -> None:
        kept = self.scenario.get("quota_rules", {}).get("on_fault") == "kept"
        self.end_call(call, call.held if kept else Charge(0, 0))

    def finish(self, call: Call, version: int) -> None:
        if not call.serving or call.version != version:
            return
        if call.target.quota.output is not None and call.taken < call.request.output:
            self.owe(call, version)
            return
        self.vacate(call)
        usd = self.settle(call, call.request.output)
        if call.alone:
            self.result.usd_waste += usd
            return
        self.result.usd += usd
        self.complete(call)

    def settle(self, call: Call, output: int) -> float:
        """The call ends with so much output; returns what it costs."""
        request, group = call.request, call.request.group
        call.served = True
        burndown = self.model(group.spec["model"], "output_burndown")
        uncached = request.input - call.read
        if self.routing["policy"] == "fastest":
            at = (call.region, group.spec["model"])
            took = call.first - call.at
            self.speed[at] = self.speed_now(*at) + 0.05 * (took - self.speed_now(*at))
        model = group.spec["model"]
        so_far = self.answers.get(model, output)
        self.answers[model] = so_far + 0.05 * (output - so_far)
        settled = Charge(uncached + output * burndown, uncached + output)
        if call.target.held:
            settled = Charge(uncached, output)
        price = self.price(call)
        settled.priced = self.in_plain_input(call, uncached, output)
        if call.target.apart:
            settled.quota = uncached
            if settled.priced is None:
                settled.priced = settled.real
        self.end_call(call, settled)
        usd: float = (
            (uncached - call.written) * price["input_usd_per_mtok"]
            + output * price["output_usd_per_mtok"]
            + call.read * price["cache_read_usd_per_mtok"]
            + call.written * price["cache_write_usd_per_mtok"]
        ) / 1e6
        self.result.usd_class[group.name] += usd
        self.result.usd_source[call.target.source] += usd
        return usd

    @staticmethod
    def price(call: Call) -> Json:
        """Long input has prices of its own; caches have the same."""
        price = call.target.price
        if call.request.input <= price.get("long_above_tokens", math.inf):
            return price
        return price | {
            key: price[f"long_{key}"]
            for key in ("input_usd_per_mtok", "output_usd_per_mtok")
            if f"long_{key}" in price
        }

    def in_plain_input(self, call: Call, uncached: int, output: int) -> int | None:
        """None without a price."""
        price = self.price(call)
        unit = call.target.price["input_usd_per_mtok"]
        if not unit:
            return None
        tokens = (
            (uncached - call.written) * (price["input_usd_per_mtok"] / unit)
            + call.read * (price["cache_read_usd_per_mtok"] / unit)
            + call.written * (price["cache_write_usd_per_mtok"] / unit)
            + output * (price["output_usd_per_mtok"] / unit)
        )
        return math.floor(tokens + 0.5)

    def complete(self, call: Call) -> None:
        request, group, result = call.request, call.request.group, self.result
        if group.client["retry_quota"]:
            index = request.entity % group.client["instances"]
            group.retry_tokens[index] = min(
                group.client["retry_quota"], group.retry_tokens[index] + (request.paid or 1)
            )
        leg = self.client_leg(request)
        ttft, e2e = call.first - request.at + leg, call.end - request.at + leg
        result.ttft.append(ttft)
        result.e2e.append(e2e)
        if request.window:
            result.outage_e2e.append(e2e)
        self.count(request, "input", request.input)
        self.count(request, "output", request.output)
        if request.cut:
            self.count(request, "truncated")
        self.result.completed_class[group.name] += 1
        self.count(request, "cached", call.read)
        self.count(request, "cache-hits", call.read > 0)
        if group.cache and request.group_of_prompt is not None:
            self.count(request, "prefixes", group.cache.tokens)
        self.count(request, "served-" + call.region)
        if not call.moved and call.region != call.target.source:
            self.count(request, "placement")
        if self.catalog.geography(call.region) != self.catalog.geography(request.group.home):
            self.count(request, "outside")
        if self.now <= result.horizon:
            slo = self.scenario.get("slo", {})
            self.count(request, "by-horizon")
            self.count(request, "tokens-by-horizon", request.input + request.output)
            bounds = ((ttft, slo.get("goodput_ttft_s")), (e2e, slo.get("goodput_e2e_s")))
            if all(not bound or took <= draw.seconds(bound) for took, bound in bounds):
                self.count(request, "good")
        minute = self.minute()
        minute["input_tokens"] += request.input
        minute["output_tokens"] += request.output
        minute["served_" + call.region] += 1
        self.terminal(request, "completed")

    # Failures.

    def plan_outages(self) -> None:
        for outage in self.outages:
            delay = draw.seconds(outage.spec["detection_delay_s"])
            self.plan(outage.start, OUTAGE, lambda o=outage: self.outage_starts(o))
            self.plan(outage.end, OUTAGE, lambda o=outage: self.outage_ends(o))
            if outage.is_detected:
                self.plan(outage.start + delay, DETECTION, lambda o=outage: self.learn(o, 1))
                self.plan(outage.end + delay, DETECTION, lambda o=outage: self.learn(o, -1))

    def learn(self, outage: Outage, change: int) -> None:
        self.known.append((outage, change))

    def hit_stations(self, outage: Outage) -> list[Station]:
        return [
            self.station(region, model)
            for region in outage.spec["regions"]
            for model in self.models
            if outage.hits(region, model)
        ]

    def outage_starts(self, outage: Outage) -> None:
        outage.on = True
        if outage.kind == "region-loss":
            self.gone.update(outage.spec["regions"])
        if outage.kind == "stall":
            for station in self.hit_stations(outage):
                station.stalls += 1
        if outage.kind == "quota-cut":
            self.put_quota_factors(outage)
        self.hit_calls(outage)
        if outage.kind == "brown-out" or outage.stops_service and self.has_background():
            self.put_capacity()

    def hit_calls(self, outage: Outage) -> None:
        lost = []
        for call in self.calls:
            model = call.request.group.spec["model"]
            at_endpoint = (
                outage.kind == "region-loss" and call.target.source in outage.spec["regions"]
            )
            served_there = outage.stops_service and outage.hits(call.region, model)
            if served_there or at_endpoint:
                if outage.spec["in_flight"] == "lost" or call.queued:
                    lost.append((call, at_endpoint))
        lost.sort(key=lambda hit: (hit[0].at, hit[0].request.ordinal, hit[0].request.entity))
        left = [(call, at_endpoint, self.take_out(call)) for call, at_endpoint in lost]
        for (region, model), station in self.stations.items():
            if lost and not self.is_down(region, model):
                self.grant(station)
        for call, at_endpoint, began in left:
            self.lose(call, at_endpoint, began)

    def take_out(self, call: Call) -> bool:
        """The call leaves its place; whether its answer had begun."""
        began = call.serving and (call.token_seen or call.first <= self.now)
        if call.serving:
            self.vacate(call)
        if call.queued:
            self.station_of(call).queue.remove(call)
            call.queued = False
        call.version += 1
        call.region = ""
        return began

    def lose(self, call: Call, at_endpoint: bool, began: bool) -> None:
        """The Region that served a call, or the endpoint it came through, is gone."""
        request = call.request
        if call.alone:
            self.end_unserved(call)
        elif began:
            self.end_unserved(call)
            self.faulty(call.target, request)
            streaming = request.group.spec.get("streaming", True)
            self.failed(request, "broken" if streaming else "transient", self.client_leg(request))
        else:
            call.spent = self.now - call.at
            if at_endpoint:
                self.fault(call, False)
            else:
                call.spent += draw.nanoseconds(self.routing["refusal_ms"] * 1e6)
                self.route(call, "outage")

    def outage_ends(self, outage: Outage) -> None:
        outage.on = False
        if outage.kind == "quota-cut":
            self.put_quota_factors(outage)
        if outage.kind == "region-loss":
            for region in outage.spec["regions"]:
                self.gone[region] -= 1
                if not outage.spec["quota_survives"]:
                    self.forget_quota(region)
                for group in self.classes.values():
                    if group.cache and outage.stops_service:
                        group.cache.clear(region)
        if outage.ramp and outage.is_detected:
            outage.in_ramp = True
            self.plan(self.now + outage.ramp, OUTAGE, lambda: self.ramp_ends(outage))
        if outage.kind == "brown-out" or self.has_background():
            self.put_capacity()
        for station in self.hit_stations(outage):
            station.stalls -= outage.kind == "stall"
            self.plan(self.now, GRANT, lambda s=station: self.grant(s))

    def ramp_ends(self, outage: Outage) -> None:
        outage.in_ramp = False

    def trouble(self, call: Call) -> Trouble:
        """What a call meets that comes to its Region, or begins to be served there, now."""
        out = Trouble()
        request = call.request
        for outage in self.outages:
            if not outage.hits(call.region, request.group.spec["model"]):
                continue
            share = 0.0
            if outage.on and outage.kind == "brown-out":
                share = outage.spec["error_share"]
                out.slowdown *= outage.spec["slowdown"]
            elif outage.on and outage.kind == "latency":
                out.added += draw.nanoseconds(outage.spec["added_ms"] * 1e6)
            elif outage.in_ramp:
                share = 1 - (self.now - outage.end) / outage.ramp
            if share > 0:
                who = draw.entity(request.entity ^ outage.hash, draw.name_hash(call.region))
                if draw.u01(self.key, draw.REFUSED, who, request.call_key) < share:
                    out.refused = True
        return out

    # Room that changes.

    def capacity_entry(self, region: str, model: str) -> Json:
        entry: Json = {}
        for candidate in self.scenario["capacity"].values():
            if matches(candidate, region=region, model=model):
                entry = candidate
        return entry

    def has_background(self) -> bool:
        return any(
            entry.get("background_share", 0) > 0 for entry in self.scenario["capacity"].values()
        )

    def plan_background(self) -> None:
        if self.has_background():
            self.plan(0, OUTAGE, self.background_changes)

    def background_changes(self) -> None:
        self.put_capacity()
        step = draw.seconds(self.scenario.get("background", {}).get("step_s", 300))
        if not self.is_idle():
            self.plan(self.now + step, OUTAGE, self.background_changes)

    def others(self, region: str, model: str) -> float:
        """Calls at once of other customers, by local time, were all Regions up."""
        entry, clock = self.capacity_entry(region, model), self.scenario.get("background", {})
        days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        offset = math.floor(self.catalog.longitude(region) / 15 + 0.5)
        local = clock.get("start_hour_utc", 0) + self.now / 3.6e12 + offset
        day = math.floor(local / 24) + days.index(clock.get("start_weekday", "monday"))
        angle = 2 * math.pi * (local - entry.get("background_peak_hour", 14)) / 24
        share = entry.get("background_share", 0)
        if share:
            share += entry.get("background_swing", 0) * math.cos(angle)
        if day % 7 >= 5:
            share *= entry.get("background_weekend", 1)
        return max(0.0, share) * self.station(region, model).size

    def put_capacity(self) -> None:
        """What failures and other customers leave of every station."""
        surge = self.scenario.get("background", {}).get("surge_on_outage", True)
        for model in self.models:
            used = {}
            if self.has_background():
                used = {region: self.others(region, model) for region in self.regions}
            for region in self.regions:
                if not used.get(region) or not surge or not self.is_down(region, model):
                    continue
                up = [r for r in self.regions if not self.is_down(r, model)]
                home = self.catalog.geography(region)
                size = {r: self.station(r, model).size for r in up}
                near = {r: size[r] for r in up if self.catalog.geography(r) == home}
                to = near if sum(near.values()) else size
                calls, used[region] = used[region], 0.0
                for r, room in to.items():
                    used[r] += calls * room / sum(to.values()) if room else 0
            for region in self.regions:
                station = self.station(region, model)
                left = station.size
                for outage in self.outages:
                    if outage.on and outage.kind == "brown-out" and outage.hits(region, model):
                        left *= outage.spec["capacity_factor"]
                station.advance(self.now)
                station.set_room(max(0.0, left - used.get(region, 0.0)))
                if station.kind == "shared":
                    self.plan_shared(station)
                self.plan(self.now, GRANT, lambda s=station: self.grant(s))

    # Quota that changes.

    def plan_quota_changes(self) -> None:
        for change in self.scenario.get("quota_changes", {}).values():
            self.plan(draw.seconds(change["at_s"]), SETTLE, lambda c=change: self.change_quota(c))

    def change_quota(self, change: Json) -> None:
        profiles = {"rpm": "requests_per_min", "tpm": "tokens_per_min", "tpd": "tokens_per_day"}
        mantle = {"tpm": "input_tokens_per_min", "output-tpm": "output_tokens_per_min"}
        for (account, source, model, kind), (_, quota) in self.quotas.items():
            if account == "reserved":
                continue
            keys = mantle if kind == "mantle" else profiles
            kind = "single-region" if kind == "mantle" else kind
            if matches(change, account=account, source_region=source, model=model, kind=kind):
                for row in quota.rows:
                    if keys.get(row.name) in change:
                        row.stated = self.scaled(change[keys[row.name]])
                        row.set_factor(self.now, quota.factor)

    def put_quota_factors(self, outage: Outage) -> None:
        for (_, source, _, _), (_, quota) in self.quotas.items():
            if source not in outage.spec["regions"]:
                continue
            factor = 1.0
            for o in self.outages:
                if o.on and o.kind == "quota-cut" and source in o.spec["regions"]:
                    factor *= o.spec["quota_factor"]
            if factor != quota.factor:
                quota.factor = factor
                for row in quota.rows:
                    if row.name != "account-tpd":
                        row.set_factor(self.now, factor)

    def forget_quota(self, region: str) -> None:
        """Nothing is used any more."""
        for (_, source, _, _), (_, quota) in self.quotas.items():
            for row in quota.rows:
                if source == region:
                    row.limit.forget(self.now)
