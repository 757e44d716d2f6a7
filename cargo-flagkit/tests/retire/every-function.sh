#!/usr/bin/env bash
# Puts `#[feature_flag]` on every function of well-known crates (tests/every-function), retires the flag again with the new
# arm kept, and holds the sources to the published ones: they may differ in blank lines, which annotating added, in the
# line of `flags!`, and in nothing else.
#
#     cargo-flagkit/tests/retire/every-function.sh itertools serde_json
#
# It needs cargo and a registry, and takes some minutes. EVERY_FUNCTION_SCRATCH says where to work; what is annotated there
# already is taken as it is with RETIRE_ONLY=1. The exit code is 0 when all is as published, 1 when not.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
export EVERY_FUNCTION_SCRATCH=${EVERY_FUNCTION_SCRATCH:-${TMPDIR:-/tmp}/flagkit-every-function}
crates=("$@")
[ ${#crates[@]} -gt 0 ] || crates=(itertools serde_json)

if [ -z "${RETIRE_ONLY:-}" ]; then
    "$root/tests/every-function/run" "${crates[@]}"
fi
cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p cargo-flagkit
target=${CARGO_TARGET_DIR:-$root/target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$EVERY_FUNCTION_SCRATCH/." "$work"

lines() { grep -v '^[[:space:]]*$' "$1" | grep -v 'flagkit::flags!' || true; }

failed=0
for crate in "${crates[@]}"; do
    version=$(sed -n '/^\[package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$work/$crate/Cargo.toml" | head -n 1)
    published=$(find "${CARGO_HOME:-$HOME/.cargo}/registry/src" -maxdepth 2 -name "$crate-$version" | head -n 1)
    annotated=$(grep -ro '#\[flagkit::feature_flag("every_function"' "$work/$crate/src" | wc -l)
    start=$(date +%s%N)
    code=0
    "$target/release/cargo-flagkit" flagkit retire every_function --keep new --write --allow-dirty --no-check \
        --manifest-path "$work/$crate/Cargo.toml" >"$work/told" 2>&1 || code=$?
    took=$(( ($(date +%s%N) - start) / 1000000 ))
    files=0 same=0 blank=0 other=0
    while IFS= read -r -d '' file; do
        path=${file#"$published/"}
        files=$((files + 1))
        if cmp -s "$file" "$work/$crate/$path"; then
            same=$((same + 1))
        elif cmp -s <(lines "$file") <(lines "$work/$crate/$path"); then
            blank=$((blank + 1))
        else
            other=$((other + 1))
            diff <(lines "$file") <(lines "$work/$crate/$path") | sed "s|^|$crate/$path: |" | head -n 20 || true
        fi
    done < <(find "$published/src" -name '*.rs' -print0)
    left=$(grep -rE 'every_function|_old_arm|former_arm' "$work/$crate/src" | wc -l || true)
    echo "$crate $version: $annotated attributes, exit code $code, $took ms; $files files: $same identical," \
        "$blank but for blank lines and \`flags!\`, $other otherwise; $left lines with traces of annotating"
    if [ "$code" -ne 0 ] || [ "$other" -ne 0 ] || [ "$left" -ne 0 ]; then
        head -n 20 "$work/told"
        failed=1
    fi
done
exit "$failed"
