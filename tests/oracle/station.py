"""Room for calls of one model in one Region: any number, slots, or a capacity that all share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Callable

import draw

if TYPE_CHECKING:
    from world import Call

UNIT_NS = 10_000  # work is counted in units of 10 us at full speed, as whole ones
PER_S = 100_000
FRACTION = 32  # bits behind the point, of what was done of a unit


def whole_units(ns: float) -> int:
    """At least one."""
    return max(1, int(ns / UNIT_NS))


@dataclass(eq=False)
class Job:
    call: Call
    tier: int
    left: int  # units << FRACTION
    done: Callable[[], None]


@dataclass(eq=False)
class Station:
    kind: str
    size: float  # calls at once as configured; of `shared` at full speed. 0: any number
    most: int  # calls in service at most; 0: any number
    queue_length: int
    weights: list[int]  # of a call of each tier, where capacity is shared
    slots: int = 0  # in force
    capacity: int = 0  # shared, in force: units per second of all together
    busy: int = 0
    stalls: int = 0
    queue: list[Call] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)  # in the order in which they came
    now: int = 0
    version: int = 0  # of the plan for the next job that is done

    def __post_init__(self) -> None:
        self.set_room(self.size)

    def set_room(self, calls: float) -> None:
        """What failures and other customers leave."""
        if self.kind == "slots":
            self.slots = int(calls + 1e-9)
        elif self.kind == "shared":
            self.capacity = draw.nanoseconds(calls * PER_S)

    def has_room(self) -> bool:
        if self.kind == "slots":
            return self.busy < self.slots
        return self.kind == "unlimited" or self.most == 0 or self.busy < self.most

    def line_up(self, call: Call) -> None:
        """Behind all who are of its tier or an earlier one."""
        ahead = [c for c in self.queue if c.target.tier <= call.target.tier]
        self.queue.insert(len(ahead), call)

    # Processor sharing.

    def speeds(self) -> dict[int, tuple[int, int]]:
        """Of a job of each tier, as a fraction: units << FRACTION per ns. Who would get more than
        full speed by his weight has full speed, and the others share what is left."""
        left = self.capacity
        sharing = {job.tier for job in self.jobs}
        speeds = {}
        while sharing:
            total = sum(self.weights[job.tier] for job in self.jobs if job.tier in sharing)
            full = {t for t in sharing if left * self.weights[t] >= PER_S * total}
            if not full:
                break
            for tier in full:
                speeds[tier] = (PER_S << FRACTION, 10**9)
                left -= PER_S * sum(job.tier == tier for job in self.jobs)
            sharing -= full
        for tier in sharing:
            speeds[tier] = (left * self.weights[tier] << FRACTION, 10**9 * total)
        return speeds

    def advance(self, now: int) -> None:
        speeds = self.speeds()
        for job in self.jobs:
            top, bottom = speeds[job.tier]
            job.left -= top * (now - self.now) // bottom
        self.now = now

    def enter(self, now: int, call: Call, ns: float, done: Callable[[], None]) -> None:
        self.enter_units(now, call, whole_units(ns), done)

    def enter_units(self, now: int, call: Call, units: int, done: Callable[[], None]) -> None:
        self.advance(now)
        self.jobs.append(Job(call, call.target.tier, max(1, units) << FRACTION, done))

    def leave(self, now: int, call: Call) -> bool:
        self.advance(now)
        inside = len(self.jobs)
        self.jobs = [job for job in self.jobs if job.call is not call]
        return len(self.jobs) < inside

    def next_done(self) -> tuple[int, Job] | None:
        """Whose work ends first, and when."""
        found: tuple[int, Job] | None = None
        for tier, (top, bottom) in self.speeds().items():
            if top == 0:
                continue
            job = min((j for j in self.jobs if j.tier == tier), key=lambda j: j.left)
            at = self.now - (-max(0, job.left) * bottom // top)
            # Of those of one instant the one who came first.
            this = (at, self.jobs.index(job))
            if found is None or this < (found[0], self.jobs.index(found[1])):
                found = at, job
        return found
