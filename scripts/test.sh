#!/usr/bin/env bash
# Runs the self-tests of the reference reader if Python is installed, then all Swift tests.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v python3 >/dev/null; then
    python3 -m unittest discover -s Tests/Reference
else
    echo "python3 is not installed: skipping the comparisons with the reference reader"
fi

if command -v python3 >/dev/null; then
    scripts/operations.sh
fi

# The same flag as in `make lint`, so that its build is reused.
swift build --build-tests --explicit-target-dependency-import-check error

# The groups run one after another: computing tests would starve the servers of other tests, and tests that count
# processes would count those of others. The first group needs no servers, and computes: tests that wait would starve
# in it, so the second group has the suite of its targets that needs a server. The third waits for web servers and nodes
# within the tests, and computes little: eight at a time. The others share one RabbitMQ and one PostgreSQL. These time
# out if dozens of tests create queues and databases at once, so there tests run one at a time.
with_server='TransformMetricsTests'
groups=(
    '^ETLModelsTests|EthereumProofsTests|HTMLTextTests|ConsolePagesTests|ParquetTests|GraphQLTests|TokenGraphTests|GraphQLOverHTTPTests|CompressionTests|SourceDescriptionsTests|FormatsTests|SourceReadingTests|SampleDataTests|TransformationTests|ServiceSettingsTests|ServiceLoggingTests|DeadLettersTests|LoginsTests|InspectionTests|RejectsTests|SubmissionTests|WatchingTests|FollowingTests|ProgressTests|RunsTests|RabbitMQManagementTests|ETLCommandsTests|DurableFilesTests|BenchTests|OperationsTests'
    "$with_server|"'^RabbitMQTests|^BusTests|^TelemetryTests|^MemoryBoundsTests|^ServiceMetricsTests|RuntimeTests|ServiceProgramTests|ExtractionTests'
    'DownloadsTests|NodeReadingTests'
    '^PostgresTests|LedgerTests|ActionsTests|ConsoleServiceTests|IndexingTests|CoverageTests|LoadingTests|QueryServiceTests'
    'LocalServersTests'
    'EndToEndTests'
    'ChaosTests'
    'FuzzTests'
)
forgotten=$(swift test list --skip-build | sed 's/\..*//' | sort -u | grep -vE "$(IFS='|'; echo "${groups[*]}")" || true)
if [[ -n $forgotten ]]; then
    echo "scripts/test.sh has no group for these tests: $forgotten" >&2
    exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=()
for group in "${groups[@]}"; do
    printf '\n==> %s\n' "$group"
    order=(--no-parallel)
    [[ $group == "${groups[0]}" ]] && order=(--parallel --skip "$with_server")
    unset SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH
    if [[ $group == "${groups[2]}" ]]; then
        order=(--parallel)
        export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8
    fi
    swift test --skip-build "${order[@]}" --filter "$group" 2>&1 | tee "$log" && continue
    # The failures are repeated at the very end, where a truncated log still has them.
    failed+=("$group" "$(grep -A 5 -E '✘|error:|Fatal|crashed' "$log" | head -n 200)")
done
if ! scripts/parquet-judge.sh quick .build/debug/ParquetJudge; then
    failed+=("the comparison of Parquet with pyarrow" "its differences are above")
fi
if ! scripts/parquet-judge.sh loaded .build/debug/etl --quick; then
    failed+=("the comparison of Parquet with CSV of the same tables" "its differences are above")
fi
if ! scripts/proof-judge.sh; then
    failed+=("the comparison of proofs with py-evm" "its differences are above")
fi
if ! scripts/graphql-judge.sh quick .build/debug/GraphQLJudge; then
    failed+=("the comparison of GraphQL with graphql-core" "its differences are above")
fi
if ! scripts/token-graph-judge.sh quick .build/debug/TokenGraphJudge; then
    failed+=("the comparison of TokenGraph with graphql-core" "its differences are above")
fi
if ! scripts/graphql-clients.sh .build/debug quick; then
    failed+=("the tests of GraphQL with real clients" "their faults are above")
fi
if (( ${#failed[@]} )); then
    printf '\nfailed: %s\n' "${failed[@]}" >&2
    exit 1
fi
