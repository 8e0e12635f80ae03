"""One arm of a scenario, one replication, as plainly as possible: a list of things that will happen,
of which the earliest is done next. Written from DESIGN and docs/, not from the C sources."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Callable

import draw
from policy import Router
from quota import DAY, MINUTE, Charge, Quota, Row, make_limit

Json = dict[str, Any]

# Order at one instant, docs/architecture.md, "The kernel".
FINISH, FIRST_TOKEN, OUTAGE, DETECTION, GRANT, TIMEOUT, RETRY, ARRIVAL = 0, 1, 3, 4, 5, 6, 8, 10


@dataclass
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

    @property
    def call_key(self) -> int:
        """What keys the draws of its present call."""
        return self.leg << 16 | self.leg_calls


@dataclass
class Call:
    request: Request
    target: Target
    at: int
    held: Charge
    spent: int = 0  # of the call's time, on destinations that refused
    tried: list[str] = field(default_factory=list)
    region: str = ""
    queued: bool = False
    serving: bool = False
    served: bool = False  # to the end
    first: int = 0
    end: int = 0
    alone: bool = False  # the client has given up on it
    token_seen: bool = False
    moved: bool = False  # failed over
    noise: int = 0  # the how-manieth call of its request to be served: it keeps that when moved
    over: bool = False
    version: int = 0  # of its service: what was planned for an earlier one is void


@dataclass
class Target:
    source: str
    quota: Quota
    quota_name: str
    price: Json
    router: Router
    direct: bool  # no profile


@dataclass
class Station:
    """Room for calls of one model in one Region."""

    kind: str
    slots: int
    queue_length: int
    busy: int = 0
    queue: list[Call] = field(default_factory=list)

    def room(self) -> float:
        return self.slots if self.kind == "slots" else 0


@dataclass
class ClassState:
    name: str
    spec: Json
    client: Json
    targets: list[Target]
    in_turn: int  # client-side: requests start at the first so many targets in turn
    retry_tokens: list[int]
    turn: int = 0

    @property
    def home(self) -> str:
        """Where the users are."""
        return self.spec.get("client_region", self.spec["source_region"])


@dataclass
class Result:
    counts: Counter[str] = field(default_factory=Counter)
    outage: Counter[str] = field(default_factory=Counter)
    ttft: list[int] = field(default_factory=list)
    e2e: list[int] = field(default_factory=list)
    outage_e2e: list[int] = field(default_factory=list)
    minutes: dict[int, Counter[str]] = field(default_factory=dict)
    quota_minutes: dict[tuple[str, int], Counter[str]] = field(default_factory=dict)
    lowest: dict[str, float] = field(default_factory=dict)  # by limit
    usd: float = 0.0
    usd_waste: float = 0.0
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
CLIENT: Json = {
    "retry": "standard", "backoff_throttle_s": 0, "backoff_transient_s": 0, "backoff_cap_s": 0,
    "retry_quota": 0, "retry_cost_throttle": 0, "retry_cost_transient": 0,
    "retry_cost_timeout": 0, "instances": 1, "read_timeout_s": 60, "deadline_s": 0,
    "retry_broken_streams": False,
}  # fmt: skip
ROUTING: Json = {
    "policy": "source-first", "max_tries": 0, "max_time_s": 0, "hop_rtt_factor": 2,
    "refusal_ms": 20, "all_tried": "503", "shares": {},
}  # fmt: skip
OUTAGE_DEFAULTS: Json = {"detection_delay_s": 30, "in_flight": "lost", "quota_survives": True,
                         "serving_survives": False}  # fmt: skip


def matches(entry: Json, **what: str) -> bool:
    return all(entry.get(key, "*") in ("*", value) for key, value in what.items())


def last_match(entries: Json, key: str, **what: str) -> Any:
    """The value of the last entry that matches and has the key."""
    found = None
    for entry in entries.values():
        if matches(entry, **what) and key in entry:
            found = entry[key]
    return found


class World:
    def __init__(self, scenario: Json, arm: str, rows: list[Json], catalog: Any) -> None:
        self.scenario = merge(scenario, scenario["arms"][arm].get("overrides", {}))
        self.arm = self.scenario["arms"][arm]
        self.catalog = catalog
        self.key = draw.key(self.scenario.get("seed", 1), 0)
        self.now = 0
        self.events: list[tuple[int, int, int, Callable[[], None]]] = []
        self.sequence = 0
        self.result = Result()
        self.routing = ROUTING | self.scenario.get("routing", {})
        self.stations: dict[tuple[str, str], Station] = {}
        self.quotas: dict[tuple[str, str, str, str], tuple[str, Quota]] = {}
        self.accounts: dict[tuple[str, str], Row] = {}
        self.down: Counter[str] = Counter()  # serving: how many outages are on
        self.gone: Counter[str] = Counter()  # endpoint
        self.known_down: Counter[str] = Counter()
        self.outages = [OUTAGE_DEFAULTS | o for o in self.scenario.get("outages", {}).values()]
        self.calls: list[Call] = []
        self.classes = {
            name: self.make_class(name, spec) for name, spec in self.scenario["classes"].items()
        }
        self.plan_outages()
        self.plan_arrivals(rows)

    # The scenario.

    def make_class(self, name: str, spec: Json) -> ClassState:
        clients = self.scenario.get("clients", {})
        stated = clients.get(spec.get("client", "default"), {})
        client = CLIENT | PRESETS[stated.get("retry", "standard")] | stated
        mode = self.arm["mode"] if spec.get("mode", "arm") == "arm" else spec["mode"]
        sources = [spec["source_region"]]
        in_turn = 0
        if mode == "client-side":
            sources += spec["spread_source_regions"]
            in_turn = len(sources)
        sources += [s for s in spec.get("fallback_source_regions", []) if s not in sources]
        targets = [self.make_target(spec, mode, source) for source in sources]
        tokens = [client["retry_quota"]] * client["instances"]
        return ClassState(name, spec, client, targets, in_turn, tokens)

    def make_target(self, spec: Json, mode: str, source: str) -> Target:
        model = spec["model"]
        kind = "single-region" if mode == "client-side" else mode
        if kind == "single-region":
            destinations = [source]
        else:
            prefix = spec.get("prefix") or self.arm.get("prefix") or source.split("-")[0]
            prefix = "global" if kind == "global" else prefix
            changes = self.scenario.get("destinations", {}).get(prefix, {})
            listed = self.catalog.destinations(prefix, model, source)
            listed = {d for d in listed if changes.get(d, True)}
            listed |= {d for d, used in changes.items() if used}
            destinations = sorted(listed, key=lambda d: (d != source, d))
        router = Router(
            self, source, spec.get("client_region", spec["source_region"]), model, destinations,
            self.routing["policy"], self.routing["shares"],
        )  # fmt: skip
        price = self.scenario["prices"]["all"]
        for entry in self.scenario["prices"].values():
            if matches(entry, source_region=source, model=model, kind=kind):
                price = entry
        name, quota = self.quota(spec.get("account", "default"), source, model, kind)
        return Target(source, quota, name, price, router, kind == "single-region")

    def quota(self, account: str, source: str, model: str, kind: str) -> tuple[str, Quota]:
        """Shared by all classes that call in the same way."""
        at = (account, source, model, kind)
        if at in self.quotas:
            return self.quotas[at]
        rules = self.scenario.get("quota_rules", {})
        quota = Quota()
        what = {"account": account, "source_region": source, "model": model, "kind": kind}
        minute = rules.get("refill_minute", "token-bucket")
        day = rules.get("refill_day", "token-bucket")
        for name, key, period, refill in (
            ("rpm", "requests_per_min", MINUTE, minute),
            ("tpm", "tokens_per_min", MINUTE, minute),
            ("tpd", "tokens_per_day", DAY, day),
        ):
            amount = last_match(self.scenario["quotas"], key, **what)
            if amount != "unlimited":
                quota.rows.append(Row(name, make_limit(amount, period, refill), name == "rpm"))
        cap = self.scenario["account_tokens_per_day"]
        if cap != "unlimited":
            if (account, source) not in self.accounts:
                real = rules.get("account_cap") == "before-burndown"
                self.accounts[account, source] = Row(
                    "account-tpd", make_limit(cap, DAY, day), False, real
                )
            quota.rows.append(self.accounts[account, source])
        name = f"{source}/{model}/{kind}" + ("" if account == "default" else f"/{account}")
        self.quotas[at] = name, quota
        return name, quota

    def model(self, model: str, key: str) -> Any:
        value = last_match(self.scenario["models"], key, model=model)
        if value is None:
            raise KeyError(f"the oracle has no catalog: the scenario must state {key}")
        return value

    def station(self, region: str, model: str) -> Station:
        if (region, model) not in self.stations:
            entry: Json = {}
            for candidate in self.scenario["capacity"].values():
                if matches(candidate, region=region, model=model):
                    entry = candidate
            self.stations[region, model] = Station(
                entry["kind"], entry.get("slots", 0), entry.get("queue", 0)
            )
        return self.stations[region, model]

    def load(self, region: str, model: str) -> int:
        """Calls of the model that are there now, waiting ones too."""
        return len(self.station(region, model).queue) + sum(
            call.serving and call.region == region and call.request.group.spec["model"] == model
            for call in self.calls
        )

    def rtt(self, a: str, b: str) -> int:
        return draw.nanoseconds(self.catalog.rtt_ms(a, b) * 1e6)

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
        for name, quota in self.quotas.values():
            for row in quota.rows:
                row.note(self.now)
                self.result.lowest[row.name] = min(
                    self.result.lowest.get(row.name, 1.0), row.lowest
                )
        return self.result

    def minute(self) -> Counter[str]:
        return self.result.minutes.setdefault(self.now // MINUTE, Counter())

    def quota_minute(self, target: Target) -> Counter[str]:
        return self.result.quota_minutes.setdefault(
            (target.quota_name, self.now // MINUTE), Counter()
        )

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
        for _, group in sorted(self.classes.items()):
            spec = group.spec
            hashed = draw.name_hash(group.name)
            for ordinal, row in enumerate(rows):
                if "label" in spec and row["label"] != spec["label"]:
                    continue
                at = row["time"] - zero + start
                if at >= self.result.horizon:
                    continue
                request = Request(
                    group, ordinal, at, draw.entity(hashed, ordinal), row["input"], row["output"],
                    row.get("max_tokens") or spec["max_tokens"],
                    int(row["input"] * spec.get("cached_share", 0)), False,
                )  # fmt: skip
                request.cut = row["output"] > request.max_tokens
                request.output = min(row["output"], request.max_tokens)
                self.plan(at, ARRIVAL, lambda r=request: self.arrive(r))

    def arrive(self, request: Request) -> None:
        group = request.group
        request.window = any(
            draw.seconds(o["start_s"]) <= self.now < draw.seconds(o["start_s"] + o["duration_s"])
            for o in self.outages
        )
        self.count(request, "offered")
        self.minute()["offered"] += 1
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
        target = group.targets[request.target]
        request.leg_calls += 1
        request.tries += 1
        self.count(request, "attempts")
        if self.gone[target.source]:
            self.count(request, "passed")
            self.count(request, "faults")
            self.failed(request, "transient", self.client_leg(request))
            return
        burndown = self.model(group.spec["model"], "output_burndown")
        reserved = request.input - request.cached + request.max_tokens
        if self.scenario.get("reserve_cache_reads"):
            reserved += request.cached
        held = Charge(reserved, reserved)
        refused = target.quota.admit(self.now, held)
        if refused is not None:
            self.count(request, "refused")
            self.count(request, "refused-" + refused)
            self.minute()["refused"] += 1
            self.quota_minute(target)["refused-" + refused] += 1
            self.failed(request, "throttle", self.client_leg(request), refused)
            return
        minute = self.quota_minute(target)
        minute["admitted"] += 1
        minute["reserved"] += reserved
        self.count(request, "passed")
        call = Call(request, target, self.now, held)
        request.call = call
        self.calls.append(call)
        timeout = draw.seconds(group.client["read_timeout_s"])
        if timeout:
            self.plan(self.now + timeout, TIMEOUT, lambda: self.timed_out(call))
        self.route(call)

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
        self.terminal(request, "abandoned")

    def give_up(self, call: Call) -> None:
        """The client hangs up. What is served goes on; what waits for room is dropped."""
        call.alone = True
        call.request.call = None
        if call.queued:
            self.station(call.region, call.request.group.spec["model"]).queue.remove(call)
            self.end_unserved(call)

    def failed(self, request: Request, why: str, later: int, limit: str = "") -> None:
        """The call ended without an answer, which the client hears `later`."""
        group, client = request.group, request.group.client
        request.call = None
        deadline = draw.seconds(client["deadline_s"])
        if deadline and self.now + later >= request.at + deadline:
            self.terminal(request, "abandoned")
            return
        if why == "broken" and not client["retry_broken_streams"]:
            self.terminal(request, "unavailable")
            return
        cost = client["retry_cost_" + ("transient" if why == "broken" else why)]
        index = request.entity % client["instances"]
        if request.tries < client["max_attempts"]:
            if client["retry_quota"] and group.retry_tokens[index] < cost:
                self.count(request, "retry-quota-empty")
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
                    self.terminal(request, "abandoned")
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
        if following < len(group.targets):
            request.target, request.tries = following, 0
            request.leg, request.leg_calls = request.leg + 1, 0
            self.count(request, "fallbacks")
            self.minute()["fallbacks"] += 1
            self.plan(self.now + later, RETRY, lambda: self.send(request))
            return
        if why == "throttle":
            self.count(request, "throttled-" + limit)
        self.terminal(
            request,
            {"throttle": "throttled", "timeout": "timed-out"}.get(why, "unavailable"),
        )

    def terminal(self, request: Request, what: str) -> None:
        request.over = True
        self.count(request, what)
        self.minute()[what] += 1
        if what != "completed":
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
            station = self.station(choice, request.group.spec["model"])
            if self.down[choice]:
                cause, outage = "outage", True
            elif station.kind == "slots" and station.busy >= station.slots:
                if len(station.queue) < station.queue_length:
                    call.queued = True
                    station.queue.append(call)
                    return
                cause = "capacity"
            else:
                self.serve(call)
                return
            call.spent += self.hop(call) + draw.nanoseconds(self.routing["refusal_ms"] * 1e6)
            call.region = ""

    def known_good(self, router: Router, target: Target) -> list[str]:
        """Without a profile, or with one destination, there is no router with news of its own."""
        if target.direct or len(router.destinations) == 1:
            return router.destinations
        return [d for d in router.destinations if not self.known_down[d]]

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
        self.count(request, "faults")
        later = self.wait(call) + self.client_leg(request)
        if self.routing["all_tried"] == "429" and all_busy:
            self.failed(request, "throttle", later, "capacity")
        else:
            self.failed(request, "transient", later)

    def serve(self, call: Call) -> None:
        request = call.request
        model = request.group.spec["model"]
        station = self.station(call.region, model)
        station.busy += 1
        call.queued, call.serving = False, True
        call.version += 1
        base = self.model(model, "base_ttft_ms") * 1e6
        rate = 1e9 / self.model(model, "output_tokens_per_s")
        if not call.noise:
            request.entered += 1
            call.noise = request.entered
        sigma, n = self.model(model, "ttft_sigma"), 2 * call.noise
        if sigma:
            base *= draw.lognormal(draw.u01(self.key, draw.SERVICE, request.entity, n), sigma)
        sigma = self.model(model, "rate_sigma")
        if sigma:
            rate *= draw.lognormal(draw.u01(self.key, draw.SERVICE, request.entity, n + 1), sigma)
        uncached = request.input - request.cached
        prefill = uncached * (1e9 / self.model(model, "prefill_tokens_per_s"))
        begun = max(self.now, call.at + call.spent)  # waiting for room is done meanwhile
        call.first = begun + self.hop(call) + draw.nanoseconds(base + prefill)
        call.end = call.first + draw.nanoseconds((request.output - 1) * rate)
        version = call.version
        self.plan(call.first, FIRST_TOKEN, lambda: self.first_token(call, version))
        self.plan(call.end, FINISH, lambda: self.finish(call, version))

    def first_token(self, call: Call, version: int) -> None:
        if call.serving and call.version == version:
            call.token_seen = True

    def vacate(self, call: Call) -> None:
        """The call leaves its place; who waits longest gets it."""
        station = self.station(call.region, call.request.group.spec["model"])
        call.serving = False
        station.busy -= 1
        self.plan(self.now, GRANT, lambda: self.grant(station))

    def grant(self, station: Station) -> None:
        while station.queue and station.busy < station.slots:
            self.serve(station.queue.pop(0))

    def end_call(self, call: Call, settled: Charge) -> None:
        """The call is over for the provider and costs `settled` quota tokens."""
        call.over, call.queued = True, False
        call.target.quota.settle(self.now, call.at, call.held, settled)
        if call.served:
            self.quota_minute(call.target)["settled"] += settled.quota
        if call.request.call is call:
            call.request.call = None

    def end_unserved(self, call: Call) -> None:
        kept = self.scenario.get("quota_rules", {}).get("on_fault") == "kept"
        self.end_call(call, call.held if kept else Charge(0, 0))

    def finish(self, call: Call, version: int) -> None:
        if not call.serving or call.version != version:
            return
        request, group = call.request, call.request.group
        self.vacate(call)
        call.served = True
        burndown = self.model(group.spec["model"], "output_burndown")
        uncached = request.input - request.cached
        self.end_call(
            call,
            Charge(uncached + request.output * burndown, uncached + request.output),
        )
        price = call.target.price
        usd = (
            uncached * price["input_usd_per_mtok"]
            + request.output * price["output_usd_per_mtok"]
            + request.cached * price["cache_read_usd_per_mtok"]
        ) / 1e6
        if call.alone:
            self.result.usd_waste += usd
            return
        self.result.usd += usd
        self.complete(call)

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
        self.count(request, "cached", request.cached)
        self.count(request, "cache-hits", request.cached > 0)
        self.count(request, "served-" + call.region)
        if not call.moved and call.region != call.target.source:
            self.count(request, "placement")
        if self.catalog.geography(call.region) != self.catalog.geography(call.target.source):
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
            start = draw.seconds(outage["start_s"])
            end = draw.seconds(outage["start_s"] + outage["duration_s"])
            delay = draw.seconds(outage["detection_delay_s"])
            self.plan(start, OUTAGE, lambda o=outage: self.outage_starts(o))
            self.plan(end, OUTAGE, lambda o=outage: self.outage_ends(o))
            # Where serving survives, routers elsewhere have nothing to learn.
            for region in [] if outage["serving_survives"] else outage["regions"]:
                self.plan(start + delay, DETECTION, lambda r=region: self.learn(r, 1))
                self.plan(end + delay, DETECTION, lambda r=region: self.learn(r, -1))

    def learn(self, region: str, change: int) -> None:
        self.known_down[region] += change

    def outage_starts(self, outage: Json) -> None:
        for region in outage["regions"]:
            self.down[region] += not outage["serving_survives"]
            if outage["kind"] == "region-loss":
                self.gone[region] += 1
        for call in list(self.calls):
            if call.over:
                continue
            at_endpoint = (
                outage["kind"] == "region-loss" and call.target.source in outage["regions"]
            )
            served_there = call.region in outage["regions"] and not outage["serving_survives"]
            if served_there or at_endpoint:
                if outage["in_flight"] == "lost" or call.queued:
                    self.lose(call, at_endpoint)

    def lose(self, call: Call, at_endpoint: bool) -> None:
        """The Region that serves a call, or the endpoint it came through, is gone."""
        request, was_serving = call.request, call.serving
        began = was_serving and (call.token_seen or call.first <= self.now)
        if was_serving:
            self.vacate(call)
        if call.queued:
            station = self.station(call.region, request.group.spec["model"])
            station.queue.remove(call)
            call.queued = False
        call.version += 1
        call.region = ""
        if call.alone:
            self.end_unserved(call)
        elif began:
            self.end_unserved(call)
            self.count(request, "faults")
            streaming = request.group.spec.get("streaming", True)
            self.failed(request, "broken" if streaming else "transient", self.client_leg(request))
        else:
            call.spent = self.now - call.at
            if at_endpoint:
                self.fault(call, False)
            else:
                call.spent += draw.nanoseconds(self.routing["refusal_ms"] * 1e6)
                self.route(call, "outage")

    def outage_ends(self, outage: Json) -> None:
        for region in outage["regions"]:
            self.down[region] -= not outage["serving_survives"]
            if outage["kind"] == "region-loss":
                self.gone[region] -= 1
                if not outage["quota_survives"]:
                    self.forget_quota(region)

    def forget_quota(self, region: str) -> None:
        """Nothing is used any more."""
        for (_, source, _, _), (_, quota) in self.quotas.items():
            for row in quota.rows:
                if source == region:
                    row.limit.forget(self.now)
