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


@dataclass(eq=False)
class Job:
    call: Call
    left: int  # units << FRACTION
    done: Callable[[], None]


@dataclass(eq=False)
class Station:
    kind: str
    size: float  # calls at once as configured; of `shared` at full speed. 0: any number
    most: int  # calls in service at most; 0: any number
    queue_length: int
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

    # Processor sharing.

    def speed(self) -> tuple[int, int]:
        """Of each job, as a fraction: units << FRACTION per ns."""
        if len(self.jobs) * PER_S <= self.capacity:
            return PER_S << FRACTION, 10**9
        return self.capacity << FRACTION, 10**9 * len(self.jobs)

    def advance(self, now: int) -> None:
        if self.jobs:
            top, bottom = self.speed()
            done = top * (now - self.now) // bottom
            for job in self.jobs:
                job.left -= done
        self.now = now

    def enter(self, now: int, call: Call, ns: float, done: Callable[[], None]) -> None:
        self.advance(now)
        self.jobs.append(Job(call, max(1, int(ns / UNIT_NS)) << FRACTION, done))

    def leave(self, now: int, call: Call) -> bool:
        self.advance(now)
        inside = len(self.jobs)
        self.jobs = [job for job in self.jobs if job.call is not call]
        return len(self.jobs) < inside

    def next_done(self) -> tuple[int, Job] | None:
        """Whose work ends first, and when."""
        top, bottom = self.speed() if self.jobs else (0, 1)
        if top == 0:
            return None
        job = min(self.jobs, key=lambda job: job.left)
        return self.now - (-max(0, job.left) * bottom // top), job
