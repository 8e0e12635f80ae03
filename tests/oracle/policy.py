"""How a router orders the destinations of a profile (docs/architecture.md, "The router's choice")."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import draw

if TYPE_CHECKING:
    from world import Request, World


Memory = dict[str, Fraction]

REASONS = {
    "source-first": "nearest", "nearest": "nearest", "fixed-share": "share", "weighted": "share",
    "round-robin": "turn", "least-loaded": "load", "two-random": "load", "fastest": "speed",
    "expected-time": "speed",
    "cache-affine": "affinity",
}  # fmt: skip


@dataclass
class Router:
    """The router behind one target of one class: its destinations and its memory."""

    world: World
    source: str
    client: str
    model: str
    destinations: list[str]  # the source first if it is one of them
    policy: str
    shares: dict[str, float]
    memory: Memory = field(default_factory=dict)
    healthy: Memory | None = None  # as it would be, had nothing been known to be down

    def choose(self, request: Request, usable: list[str]) -> str:
        choice = self.ask(request, usable, self.memory)
        reason = REASONS[self.policy]
        if self.policy == "source-first" and choice == self.source:
            reason = "source"
        if self.policy == "cache-affine" and not self.is_cached(request):
            reason = "nearest"
        self.world.count(request, "decided-by-" + ("only" if len(usable) == 1 else reason))
        return choice

    def preferred(self, request: Request, known: list[str]) -> str:
        """What would have been chosen for a new call, had all been healthy."""
        if known == self.destinations:
            self.healthy = None
            return self.ask(request, known, dict(self.memory))
        if self.healthy is None:
            self.healthy = dict(self.memory)
        return self.ask(request, self.destinations, self.healthy)

    def ask(self, request: Request, usable: list[str], memory: Memory) -> str:
        return getattr(self, self.policy.replace("-", "_"))(request, usable, memory)

    def source_first(self, request: Request, usable: list[str], memory: Memory) -> str:
        return min(usable, key=lambda d: (d != self.source, self.world.rtt(self.source, d)))

    def nearest(self, request: Request, usable: list[str], memory: Memory) -> str:
        return min(usable, key=lambda d: self.world.rtt(self.client, d))

    def load(self, destination: str) -> float:
        room = self.world.station(destination, self.model).size
        return self.world.load(destination, self.model) / (room or 1)

    def least_loaded(self, request: Request, usable: list[str], memory: Memory) -> str:
        return min(usable, key=self.load)

    def two_random(self, request: Request, usable: list[str], memory: Memory) -> str:
        if len(usable) == 1:
            return usable[0]
        n = 2 * request.call_key
        first = int(draw.u01(self.world.key, draw.TWO_RANDOM, request.entity, n) * len(usable))
        others = usable[:first] + usable[first + 1 :]
        second = int(draw.u01(self.world.key, draw.TWO_RANDOM, request.entity, n + 1) * len(others))
        return min([usable[first], others[second]], key=self.load)

    def round_robin(self, request: Request, usable: list[str], memory: Memory) -> str:
        order = self.destinations
        after = next((order.index(d) + 1 for d in memory), 0)  # whose turn it was last
        choice = next(d for d in order[after:] + order[:after] if d in usable)
        memory.clear()
        memory[choice] = Fraction(1)
        return choice

    def weight(self, destination: str) -> Fraction:
        if self.shares:
            return Fraction(self.shares.get(destination, 0))
        return Fraction(self.world.station(destination, self.model).size or 1)

    def weighted(self, request: Request, usable: list[str], memory: Memory) -> str:
        named = [d for d in usable if self.weight(d)] or usable
        for destination in named:
            memory[destination] = memory.get(destination, Fraction(0)) + self.weight(destination)
        total = sum(self.weight(d) for d in named)
        # The first among equals; rooms are decimal fractions, so equal is within 1e-9 of all weights.
        richest = max(memory[d] for d in named)
        choice = next(d for d in named if memory[d] >= richest - total / 10**9)
        memory[choice] -= total
        return choice

    def fixed_share(self, request: Request, usable: list[str], memory: Memory) -> str:
        total = sum(self.shares.get(d, 0) for d in usable)
        left = draw.u01(self.world.key, draw.SHARE, request.entity, request.call_key) * total
        for destination in usable:
            left -= self.shares.get(destination, 0)
            if left < 0:
                return destination
        return usable[0]  # none has a share

    def fastest(self, request: Request, usable: list[str], memory: Memory) -> str:
        return min(usable, key=lambda d: self.world.speed_seen(d, self.model))

    def expected_time(self, request: Request, usable: list[str], memory: Memory) -> str:
        return min(usable, key=lambda d: self.time_there(request, d))

    def time_there(self, request: Request, destination: str) -> float:
        world, cache = self.world, request.group.cache
        read = request.cached
        if cache:
            read = cache.held(destination, request.group_of_prompt, world.now)
        prefill = (request.input - read) * world.prefill_time(self.model)
        each = world.output_time(self.model)
        service = world.base_time(self.model) + world.answer_seen(self.model) * each
        station = world.station(destination, self.model)
        room = 0 if station.kind == "unlimited" else station.size
        there = world.load(destination, self.model) + 1
        wait = (there - room) / room * (service + prefill) if room and there > room else 0
        far = world.rtt(self.source, destination) if destination != self.source else 0
        hop = draw.nanoseconds(world.routing["hop_rtt_factor"] * far)
        weights = [world.routing[f"{part}_weight"] for part in ("network", "queue", "prefill")]
        return weights[0] * hop + weights[1] * wait + weights[2] * prefill

    def is_cached(self, request: Request) -> bool:
        cache = request.group.cache
        return cache is not None and cache.is_cached(request.group_of_prompt)

    def cache_affine(self, request: Request, usable: list[str], memory: Memory) -> str:
        """Rendezvous hashing: of prefix and Region the highest."""
        if request.group_of_prompt is None or not self.is_cached(request):
            return self.source_first(request, usable, memory)
        group = draw.name_hash(request.group.name)
        prefix = draw.entity(group, request.group_of_prompt) | 1
        return max(usable, key=lambda d: draw.entity(prefix, draw.name_hash(d)))
