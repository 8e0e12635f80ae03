"""The prompt cache of one class, with an entry for each Region and group of prompts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import draw


@dataclass
class Entry:
    live_from: int
    last_use: int


@dataclass
class PromptCache:
    groups: int
    skew: float
    tokens: int  # of each prefix
    time_to_live: int
    minimum: int
    entries: dict[tuple[str, int], Entry] = field(default_factory=dict)

    def group(self, key: tuple[int, int], entity: int, input_tokens: int) -> int | None:
        """Which prefix a request begins with; a shorter prompt has none."""
        if input_tokens < self.tokens:
            return None
        weights = [math.exp(-self.skew * math.log(k + 1)) for k in range(self.groups)]
        left = draw.u01(key, draw.PREFIX, entity, 0) * sum(weights)
        for k, weight in enumerate(weights):
            left -= weight
            if left <= 0:
                return k
        return self.groups - 1

    def is_cached(self, group: int | None) -> bool:
        return group is not None and self.tokens >= self.minimum

    def is_live(self, entry: Entry | None, now: int) -> bool:
        return (
            entry is not None
            and entry.live_from <= now
            and now - entry.last_use < self.time_to_live
        )

    def held(self, region: str, group: int | None, now: int) -> int:
        """Tokens of the prefix that would be read."""
        if group is None or not self.is_cached(group):
            return 0
        return self.tokens if self.is_live(self.entries.get((region, group)), now) else 0

    def use(self, region: str, group: int | None, now: int, first_token: int) -> int:
        """A call with the prefix begins; returns the tokens that it writes."""
        if group is None or not self.is_cached(group):
            return 0
        entry = self.entries.get((region, group))
        if entry is not None and self.is_live(entry, now):
            entry.last_use = max(entry.last_use, first_token)
            return 0
        if entry is not None and entry.live_from > now:  # another call is writing it
            entry.live_from = min(entry.live_from, first_token)
            entry.last_use = max(entry.last_use, first_token)
        else:
            self.entries[region, group] = Entry(first_token, first_token)
        return self.tokens

    def clear(self, region: str) -> None:
        self.entries = {at: entry for at, entry in self.entries.items() if at[0] != region}
