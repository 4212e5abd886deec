#!/bin/bash -eu
# Builds every target, its seeds and the dictionary the way OSS-Fuzz wants them. Optimized and with debug assertions, which
# verify HIR after each pass. Machine code is not instrumented.
cd "$SRC/taipan"
cargo +nightly fuzz build --sanitizer "${SANITIZER:-address}"
for path in fuzz/fuzz_targets/*.rs; do
  target=$(basename "${path%.*}")
  cp "fuzz/target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
  if [ -d "fuzz/seeds/$target" ]; then zip -jq "$OUT/${target}_seed_corpus.zip" "fuzz/seeds/$target"/*; fi
  printf '[libfuzzer]\ndict = python.dict\n' > "$OUT/$target.options"
done
cp fuzz/python.dict "$OUT/"
