#!/usr/bin/env bash
# Runs the tests of the wrappers of C libraries, and the fuzzer for $SECONDS, with AddressSanitizer. A build of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=.build/asan
swift build --build-tests --sanitize=address --scratch-path "$folder"
# Swift's runtime and the servers' libraries keep memory until the end of the process; and the fuzzer bounds memory.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:abort_on_error=1:quarantine_size_mb=8}
tests=$(find "$folder/debug/" -maxdepth 1 -name '*PackageTests.xctest')
"$tests" --testing-library swift-testing --no-parallel --filter '^RabbitMQTests|^PostgresTests|^CompressionTests|^ParquetTests'
exec "$folder/debug/fuzz" --seconds "${SECONDS_OF_FUZZING:-600}" --findings "$folder/findings"
