"""Keyed random numbers, as docs/architecture.md, "Randomness", defines them."""

import math
import statistics

MASK64 = (1 << 64) - 1
MASK32 = (1 << 32) - 1

SERVICE, BACKOFF, SHARE, TWO_RANDOM, REFUSED, PREFIX = 1, 2, 3, 8, 10, 12


def mix(x: int) -> int:
    """splitmix64's finaliser."""
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 & MASK64
    x ^= x >> 27
    x = x * 0x94D049BB133111EB & MASK64
    return x ^ x >> 31


def name_hash(name: str) -> int:
    h = 14695981039346656037
    for byte in name.encode():
        h = (h ^ byte) * 1099511628211 & MASK64
    return mix(h)


def entity(group: int, ordinal: int) -> int:
    return mix((group + 0x9E3779B97F4A7C15 * (ordinal + 1)) & MASK64)


def key(seed: int, replication: int) -> tuple[int, int]:
    a = mix((seed + 0x9E3779B97F4A7C15) & MASK64)
    b = mix(mix(seed) ^ (0xD1B54A32D192ED03 + replication & MASK64))
    return a, b


def philox(counter: list[int], key0: int, key1: int) -> list[int]:
    """Philox4x32-10 (Salmon et al. 2011)."""
    c0, c1, c2, c3 = counter
    for _ in range(10):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = p1 >> 32 ^ c1 ^ key0, p1 & MASK32, p0 >> 32 ^ c3 ^ key1, p0 & MASK32
        key0 = key0 + 0x9E3779B9 & MASK32
        key1 = key1 + 0xBB67AE85 & MASK32
    return [c0, c1, c2, c3]


def u01(k: tuple[int, int], purpose: int, who: int, n: int) -> float:
    """Draw number n of one purpose and entity, in the open interval (0, 1)."""
    counter = [
        who & MASK32,
        who >> 32,
        n // 2 ^ k[1] & MASK32,
        purpose ^ k[1] >> 32,
    ]
    words = philox(counter, k[0] & MASK32, k[0] >> 32)
    low, high = words[:2] if n % 2 == 0 else words[2:]
    return ((high << 32 | low) >> 12) * 2.0**-52 + 2.0**-53


def lognormal(u: float, sigma: float) -> float:
    """Median 1, by inversion."""
    return math.exp(sigma * statistics.NormalDist().inv_cdf(u))


def nanoseconds(x: float) -> int:
    """A number of nanoseconds to the nearest whole one, halves away from 0."""
    return math.floor(x + 0.5)


def seconds(x: float) -> int:
    return nanoseconds(x * 1e9)
