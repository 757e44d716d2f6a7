"""Writes buckets.txt by an independent MurmurHash3 x86_32, and buckets_of_engines.txt by that, the
hashes of the standard library and each engine's own arithmetic. Run by hand; the results are frozen."""

import hashlib
from bisect import bisect_left
from fractions import Fraction
from struct import pack

MASK = 0xFFFFFFFF


def rotl(x, r):
    return ((x << r) | (x >> (32 - r))) & MASK


def murmur3_x86_32(data, seed=0):
    h = seed
    whole = len(data) // 4 * 4
    for i in range(0, whole, 4):
        k = int.from_bytes(data[i:i + 4], "little")
        k = rotl(k * 0xCC9E2D51 & MASK, 15) * 0x1B873593 & MASK
        h = (rotl(h ^ k, 13) * 5 + 0xE6546B64) & MASK
    tail = int.from_bytes(data[whole:], "little")
    if data[whole:]:
        h ^= rotl(tail * 0xCC9E2D51 & MASK, 15) * 0x1B873593 & MASK
    h ^= len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & MASK
    h = (h ^ h >> 13) * 0xC2B2AE35 & MASK
    return h ^ h >> 16


def bucket(seed, key):
    return murmur3_x86_32(f"{seed}:{key}".encode()) * 100_000 >> 32


assert murmur3_x86_32(b"abc") == 0xB3DD93FA and murmur3_x86_32(b"", 1) == 0x514E28B7

SEEDS = ["new_checkout", "search_ranker", "a", "", "한국어", "f-2026.11", "x" * 40]
KEYS = [f"user-{i}" for i in range(20)] + ["0", "42", "-7", "18446744073709551615", "a", "ab", "abc", "abcd",
        "minsu@example.com", "민수", "🚀", "c0ffee00-1234-4abc-8def-0123456789ab", "k" * 100, ":", "a:b"]

with open("buckets.txt", "w", encoding="utf-8") as out:
    out.write("# seed, key and bucket, separated by tabs; frozen, see buckets.py\n")
    for seed in SEEDS:
        for key in KEYS:
            out.write(f"{seed}\t{key}\t{bucket(seed, key)}\n")


def fnv(text):
    h = 0x811C9DC5
    units = text.encode("utf-16-le")
    for i in range(0, len(units), 2):
        h = (h ^ int.from_bytes(units[i:i + 2], "little")) * 0x01000193 & MASK
    return h


def cbor(text):
    data = text.encode()
    if len(data) < 24:
        return bytes([0x60 + len(data)]) + data
    return (b"\x78" + pack(">B", len(data)) if len(data) < 256 else b"\x79" + pack(">H", len(data))) + data


def sha1(text):
    return hashlib.sha1(text.encode()).hexdigest()


def plain(text, seed=0):
    return murmur3_x86_32(text.encode(), seed)


def signed(h):
    return h - (1 << 32) if h >> 31 else h


POSITIONS = {
    "unleash": lambda seed, unit: plain(f"{seed}:{unit}") % 100,
    "unleash-variants": lambda seed, unit: plain(f"{seed}:{unit}", 86028157) % 1000,
    "growthbook-v1": lambda seed, unit: fnv(unit + seed) % 1000,
    "growthbook-v2": lambda seed, unit: fnv(str(fnv(seed + unit))) % 10000,
    "launchdarkly": lambda seed, unit: int(sha1(f"{seed}.{unit}")[:15], 16),
    "flagd": lambda seed, unit: murmur3_x86_32(b"\x82" + cbor(seed) + cbor(unit)),
    "flagd-text": lambda seed, unit: murmur3_x86_32(cbor(seed + unit)),
    "flagd-v2": lambda seed, unit: plain(seed + unit),
    "flagd-v1": lambda seed, unit: abs(signed(plain(seed + unit))),
    "configcat": lambda seed, unit: int(sha1(seed + unit)[:7], 16) % 100,
    "split": lambda seed, unit: plain(unit, int(seed) & MASK) % 100,
    "eppo": lambda seed, unit: int(hashlib.md5(f"{seed}-{unit}".encode()).hexdigest()[:8], 16) % 10000,
}


def single(x):
    """The number of single precision that is nearest to a float or an integer."""
    x = Fraction(x)
    if x == 0:
        return 0.0
    exponent = 0
    while x >= 1 << 24:
        x, exponent = x / 2, exponent + 1
    while x < 1 << 23:
        x, exponent = x * 2, exponent - 1
    # Python rounds halves of a fraction to even.
    return float(Fraction(round(x)) * Fraction(2) ** exponent)


def first(space, yes):
    return bisect_left(range(space), True, key=yes)


def launchdarkly_cuts(weights):
    total, cuts = 0.0, []
    last = single((1 << 60) - 1)
    for weight in weights:
        total = single(total + single(weight / 100000))
        cuts.append(first(1 << 60, lambda h: single(single(h) / last) >= total))
    return cuts[:-1] + [1 << 60]


def growthbook_cuts(space):
    def cuts(weights):
        total, ends = 0.0, []
        for weight in weights:
            total += weight
            ends.append(first(space, lambda b: b / space >= total))
        return ends[:-1] + [space]
    return cuts


def flagd_cuts(weights):
    total = sum(weights)
    return [first(1 << 32, lambda h: h * total >> 32 >= sum(weights[:i + 1])) for i in range(len(weights))]


def flagd_v1_cuts(weights):
    end, total, space = 0.0, sum(weights), (1 << 31) + 1
    ends = []
    for weight in weights:
        end += 100 * weight / total
        ends.append(first(space, lambda h: h / 2147483647 * 100 >= end))
    return ends[:-1] + [space]


WHOLE = [[50000, 50000], [80000, 10000, 10000], [1, 99999], [33333, 33333, 33334], [0, 7, 99993], [12345, 54321, 33334]]
PARTS = [[0.5, 0.5], [0.8, 0.1, 0.1], [0.001, 0.999], [0.3334, 0.3333, 0.3333], [0.1, 0.2, 0.3, 0.4], [0.0501, 0.9499]]
SMALL = [[1, 1], [1, 1, 1], [25, 25, 25, 25], [80, 10, 10], [1, 2, 4], [0, 5, 95]]
CUTS = {
    "launchdarkly": (launchdarkly_cuts, WHOLE),
    "growthbook-v1": (growthbook_cuts(1000), PARTS),
    "growthbook-v2": (growthbook_cuts(10000), PARTS),
    "flagd": (flagd_cuts, SMALL),
    "flagd-v1": (flagd_v1_cuts, SMALL),
}

# Lengths at which the head of a CBOR text and the last block of SHA-1 and MD5 change.
UNITS = [f"user-{i}" for i in range(12)] + ["", "0", "민수", "🚀"] + ["k" * n for n in (22, 23, 24, 54, 55, 56, 63, 64, 65, 128, 255, 256, 300)]

with open("buckets_of_engines.txt", "w", encoding="utf-8") as out:
    out.write("# algorithm, seed, unit and position, separated by tabs; frozen, see buckets.py\n")
    for name, position in POSITIONS.items():
        for seed in ["0", "-52311562", "1798236110"] if name == "split" else ["new_checkout", "hashKey.saltyA", "한국어"]:
            for unit in UNITS:
                out.write(f"{name}\t{seed}\t{unit}\t{position(seed, unit)}\n")
    out.write("# cuts, algorithm, weights and ends\n")
    for name, (cuts, weights) in CUTS.items():
        for each in weights:
            out.write(f"cuts\t{name}\t{','.join(map(str, each))}\t{','.join(map(str, cuts(each)))}\n")
