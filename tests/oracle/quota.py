"""The provider's quotas: exact, in whole numbers (docs/assumptions.md, "Quotas")."""

from __future__ import annotations

from dataclasses import dataclass, field

MINUTE = 60 * 10**9
DAY = 86400 * 10**9


class Bucket:
    """Refills continuously, amount a period, one period deep; may be in debt."""

    def __init__(self, amount: int, period: int) -> None:
        self.amount, self.period, self.now = amount, period, 0
        self.level = amount * period  # in tokens x period, so that a refill is a whole number

    def refill(self, now: int) -> None:
        full = self.amount * self.period
        self.level = min(full, self.level + (now - self.now) * self.amount)
        self.now = now

    def left(self, now: int) -> int:
        self.refill(now)
        return self.level // self.period

    def take(self, now: int, tokens: int) -> None:
        self.refill(now)
        self.level -= tokens * self.period

    def give_back(self, now: int, taken_at: int, tokens: int) -> None:
        """Negative tokens are charged."""
        self.refill(now)
        self.level = min(self.amount * self.period, self.level + tokens * self.period)

    def change(self, now: int, amount: int) -> None:
        self.refill(now)
        self.level = min(self.level, amount * self.period)
        self.amount = amount

    def forget(self, now: int) -> None:
        self.refill(now)
        self.level = self.amount * self.period

    def share_left(self, now: int) -> float:
        self.refill(now)
        return self.level / (self.amount * self.period) if self.amount else 1.0


class Window:
    """At most `amount` in a window: fixed ones from time 0 on, or any (t - period, t]."""

    def __init__(self, amount: int, period: int, sliding: bool) -> None:
        self.amount, self.period, self.sliding = amount, period, sliding
        self.taken: list[list[int]] = []  # [when, tokens]
        self.since = 0  # what was taken before is forgotten

    def counts(self, when: int, now: int) -> bool:
        if self.sliding:
            return now - when < self.period
        return when // self.period == now // self.period

    def used(self, now: int) -> int:
        self.taken = [entry for entry in self.taken if self.counts(entry[0], now)]
        return sum(tokens for _, tokens in self.taken)

    def left(self, now: int) -> int:
        return self.amount - self.used(now)

    def take(self, now: int, tokens: int) -> None:
        self.taken.append([now, tokens])

    def give_back(self, now: int, taken_at: int, tokens: int) -> None:
        if taken_at >= self.since:
            self.taken.append([taken_at, -tokens])

    def change(self, now: int, amount: int) -> None:
        self.amount = amount

    def forget(self, now: int) -> None:
        self.taken, self.since = [], now

    def share_left(self, now: int) -> float:
        return self.left(now) / self.amount if self.amount else 1.0


Limit = Bucket | Window


def make_limit(amount: int, period: int, refill: str) -> Limit:
    if refill == "token-bucket":
        return Bucket(amount, period)
    return Window(amount, period, refill == "sliding-window")


@dataclass
class Charge:
    """Tokens of a call: as quota counts them, real ones, and what it costs in plain input."""

    quota: int
    real: int
    priced: int | None = None  # while it runs: as quota counts them


@dataclass
class Row:
    """One limit as one quota uses it."""

    name: str
    limit: Limit
    per_request: bool
    counts: str = "quota"  # "real", "priced"
    stated: int = 0  # the amount before cuts
    lowest: float = 1.0
    used: dict[int, float] = field(default_factory=dict)  # the highest share of each minute
    # Rows of other quotas with the same limit; and what these used since this one was last asked.
    sharers: list[Row] = field(default_factory=list)
    others: float = 0.0
    at_start: int = 0
    admits: bool = True  # asked at admission; else when output is generated

    def __post_init__(self) -> None:
        self.at_start = self.stated

    def headroom(self) -> float:
        """A window forgets at its end what was settled beyond it; a bucket stays in debt."""
        return max(0.0, self.lowest) if isinstance(self.limit, Window) else self.lowest

    def amount(self, charge: Charge) -> int:
        if self.per_request:
            return 1
        if self.counts == "priced" and charge.priced is not None:
            return charge.priced
        return charge.real if self.counts == "real" else charge.quota

    def note(self, now: int, asked: bool = True) -> None:
        """`asked`: in this minute a call asked for quota or gave some back."""
        left = self.limit.share_left(now)
        self.lowest = min(self.lowest, left)
        if asked:
            minute = now // MINUTE
            before = max(self.used[minute], self.others) if minute in self.used else 0.0
            self.used[minute] = max(before, 1 - left)
            self.others = 0.0
            for row in self.sharers:
                if row is not self:
                    row.others = max(row.others, 1 - left) if minute in row.used else 0.0

    def set_factor(self, now: int, factor: float) -> None:
        """A cut that leaves something leaves at least one; only 0 closes."""
        asked = now // MINUTE in self.used
        self.note(now, asked)
        amount = max(1, int(self.stated * factor)) if self.stated and factor else 0
        self.limit.change(now, amount)
        self.note(now, asked)


@dataclass
class Quota:
    """The limits of one (account, source Region, model, kind), tested in this order."""

    rows: list[Row] = field(default_factory=list)
    factor: float = 1  # of the cuts in force

    def is_closed(self) -> bool:
        return self.factor == 0 or any(row.limit.amount == 0 for row in self.rows)

    def is_above(self, name: str, charge: Charge) -> bool:
        """The call alone is larger than the limit in force."""
        return any(row.name == name and row.amount(charge) > row.limit.amount for row in self.rows)

    def admit(self, now: int, charge: Charge) -> str | None:
        """Takes from all limits, or from none: then the first that refused."""
        for row in self.rows:
            row.note(now)
        admitting = [row for row in self.rows if row.admits]
        for row in admitting:
            if row.limit.left(now) < row.amount(charge):
                return row.name
        for row in admitting:
            row.limit.take(now, row.amount(charge))
            row.note(now)
        return None

    @property
    def output(self) -> Row | None:
        """The limit that counts output apart, as it is generated."""
        return next((row for row in self.rows if not row.admits), None)

    def take_output(self, now: int, tokens: int) -> bool:
        for row in self.rows:
            row.note(now)
        row = self.output
        if row is None:
            return True
        if self.is_closed() or row.limit.left(now) < tokens:
            return False
        row.limit.take(now, tokens)
        row.note(now)
        return True

    def settle(self, now: int, taken_at: int, held: Charge, settled: Charge) -> None:
        for row in self.rows:
            row.note(now)
            if not row.per_request and row.admits:
                row.limit.give_back(now, taken_at, row.amount(held) - row.amount(settled))
                row.note(now)
