#!/usr/bin/env bash
# Runs what stands on `unsafe` (the frames of scopes, the join of two futures) under valgrind's memcheck.
# Says so and succeeds where there is no valgrind.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v valgrind >/dev/null; then
    echo "skipped: valgrind is not installed, so nothing was checked"
    exit 0
fi
binaries=$(cargo test -p flagkit --test it --lib --no-run --message-format=json 2>/dev/null |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p')
for binary in $binaries; do
    valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        "$binary" --test-threads=2 --quiet overrides contexts inherited either
done
echo "valgrind found nothing"
