#!/usr/bin/env bash
# Runs the self-tests of the reference reader, where Python is there, and then all Swift tests.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v python3 >/dev/null; then
    python3 -m unittest discover -s Tests/Reference
else
    echo "python3 is not here: the comparisons with the reference reader are left out"
fi

if command -v python3 >/dev/null; then
    scripts/operations.sh
fi

# The flag is the one of `make lint`, which has built the same then.
swift build --build-tests --explicit-target-dependency-import-check error

# In groups, one after the other: tests that compute would starve the servers of tests that wait for them, and those that
# count processes would count their neighbours'. The first group needs no servers. The others share one RabbitMQ and one
# PostgreSQL, which time out when dozens of tests want queues and databases at once, so there one test runs after another.
groups=(
    'ETLModelsTests|CompressionTests|SourceDescriptionsTests|FormatsTests|SourceReadingTests|SampleDataTests|TelemetryTests|TransformationTests|ServiceSettingsTests|ServiceLoggingTests|ServiceMetricsTests|DeadLettersTests|InspectionTests|RejectsTests|SubmissionTests|WatchingTests|ProgressTests|RunsTests|RabbitMQManagementTests|ETLCommandsTests|DurableFilesTests|BenchTests|OperationsTests'
    '^RabbitMQTests|^BusTests|RuntimeTests|ServiceProgramTests|ExtractionTests|DownloadsTests'
    '^PostgresTests|LedgerTests|LoadingTests'
    'LocalServersTests'
    'EndToEndTests'
    'ChaosTests'
    'FuzzTests'
)
forgotten=$(swift test list --skip-build | sed 's/\..*//' | sort -u | grep -vE "$(IFS='|'; echo "${groups[*]}")" || true)
if [[ -n $forgotten ]]; then
    echo "no group in scripts/test.sh has these tests: $forgotten" >&2
    exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=()
for group in "${groups[@]}"; do
    printf '\n==> %s\n' "$group"
    parallel=--no-parallel
    [[ $group == "${groups[0]}" ]] && parallel=--parallel
    swift test --skip-build "$parallel" --filter "$group" 2>&1 | tee "$log" && continue
    # What failed is said again at the very end, which is all that is left of a long log.
    failed+=("$group" "$(grep -A 5 -E '✘|error:|Fatal|crashed' "$log" | head -n 200)")
done
if (( ${#failed[@]} )); then
    printf '\nfailed: %s\n' "${failed[@]}" >&2
    exit 1
fi
