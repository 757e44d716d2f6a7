"""Writes buckets.txt by an independent MurmurHash3 x86_32. Run by hand; the result is frozen."""

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
