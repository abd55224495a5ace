// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let deque = product(name: "DequeModule", package: "swift-collections")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "HummingbirdCore", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let metrics = product(name: "CoreMetrics", package: "swift-metrics")
    static let metricsTestKit = product(name: "MetricsTestKit", package: "swift-metrics")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let system = product(name: "SystemPackage", package: "swift-system")
}

/// A module of the flow; its dependencies only ever point further down this file.
func library(
    _ name: String, in folder: String? = nil, _ dependencies: [Target.Dependency] = [],
    plugins: [Target.PluginUsage] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: folder.map { "Sources/\($0)/\(name)" }, swiftSettings: settings,
        plugins: plugins)
}

func executable(_ name: String, in folder: String? = nil, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: folder.map { "Sources/\($0)/\(name)" }, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "token-etl",
    products: [
        .executable(name: "extractor", targets: ["extractor"]),
        .executable(name: "transformer", targets: ["transformer"]),
        .executable(name: "loader", targets: ["Loader"]),
        .executable(name: "etl", targets: ["ETLControl"]),
        .executable(name: "bench", targets: ["Bench"]),
        .executable(name: "microbench", targets: ["Microbench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        // The stages, in the order of the flow, and the operator's tool. Executables never import one another.
        executable("extractor", in: "Programs", ["Extraction", "Pipeline", .argumentParser]),
        executable("transformer", in: "Programs", ["Transformation", "Pipeline", .argumentParser]),
        executable(
            "Loader",
            [
                "Pipeline", "Ledger", "Postgres", "RabbitMQ", "Telemetry", "ETLModels", "Failpoints", .argumentParser,
                .logging,
            ]),
        executable(
            "ETLControl",
            [
                "Pipeline", "Ledger", "Downloads", "Conversion", "SourceReading", "Formats", "SourceDescriptions",
                "LocalServers", "SampleData", "Postgres", "RabbitMQ", "Blocking", "ETLModels", .argumentParser,
                .asyncHTTPClient, .logging, .nioCore, .nioHTTP1,
                .nioSSL,
                .subprocess, .system, .unixSignals,
            ]),

        // What each stage does to a batch.
        library(
            "Extraction", in: "Stages",
            [
                "Pipeline", "Downloads", "SourceReading", "SourceDescriptions", "RabbitMQ", "Blocking", "ETLModels",
                .logging, .serviceLifecycle,
            ]),
        library("Transformation", in: "Stages", ["Pipeline", "Conversion", "RabbitMQ", "ETLModels", .logging]),

        // What the stages share: the queues, the settings, the run loop, and the one place that settles a delivery.
        library(
            "Pipeline",
            [
                "RabbitMQ", "SourceDescriptions", "Telemetry", "ETLModels", "CMalloc", "Failpoints", .argumentParser,
                .configuration, .logging, .metrics, .serviceLifecycle, .system, .unixSignals,
            ]),
        // What the database knows: migrations, sources, batches, rejects.
        library("Ledger", ["Postgres", "ETLModels"], plugins: ["EmbedSQLPlugin"]),
        // How a source is read that lies on a server: ranges, retries, and where links may lead.
        library(
            "Downloads", in: "Input",
            [
                "SourceReading", "SourceDescriptions", "ETLModels", .asyncHTTPClient, .deque, .nioCore, .nioHTTP1,
                .nioPosix, .nioSSL,
            ]),
        // What the transformer makes of a batch: a pure function.
        library("Conversion", in: "Stages", ["Formats", "SourceDescriptions", "ETLModels"]),
        // How a source is read: files, streams, cursors, and the cutting of batches.
        library(
            "SourceReading", in: "Input", ["Formats", "SourceDescriptions", "Compression", "ETLModels", .system]),
        // The formats of text: how they are recognised, where records end, where fields are. No files, no C.
        library("Formats", in: "Input", ["SourceDescriptions", "ETLModels"]),
        // What jobs and the ledger say of a source: values only.
        library("SourceDescriptions", in: "Input", ["ETLModels"]),
        // Private RabbitMQ and PostgreSQL servers on loopback, for `etl run` and for the tests.
        library("LocalServers", [.logging, .subprocess, .system]),
        // Generated exports with the shape of real ones.
        library("SampleData", [.system]),

        // What a service tells of itself while it runs: metrics, whether it is ready, and the server to ask. Knows no stage.
        library("Telemetry", [.httpTypes, .hummingbird, .logging, .metrics, .nioCore, .nioPosix, .serviceLifecycle]),

        // Wrappers: the only modules that see C.
        library("RabbitMQ", ["CRabbitMQ", "Blocking", "Failpoints", .deque, .logging]),
        library("Postgres", ["CPostgreSQL", "Blocking"]),
        library("Compression", in: "Input", ["CBzip2", "CLZMA", "CZlib", "CZstd"]),

        // A thread beside Swift's own, for actors whose calls block.
        library("Blocking"),
        // Places where a process of a debug build ends itself, for the chaos tests. Empty in release builds.
        library("Failpoints"),

        // Records, values and codecs. Imports nothing.
        library("ETLModels", in: "Model"),

        .systemLibrary(
            name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        // A switch of glibc's heap, for Pipeline.
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),

        // Build step: compiles sql/*.sql into Ledger, so that the executables carry their migrations.
        .executableTarget(name: "EmbedSQL", swiftSettings: settings),
        .plugin(
            name: "EmbedSQLPlugin", capability: .buildTool(), dependencies: ["EmbedSQL"], path: "Sources/EmbedSQLPlugin"
        ),

        // Measuring: processes and reports; the comparison with others; the hot paths by themselves.
        .target(name: "Measuring", dependencies: [.system], path: "Bench/Measuring", swiftSettings: settings),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "Measuring", "Pipeline", "LocalServers", "SampleData", "Postgres", .argumentParser, .logging,
                .subprocess,
                .system,
            ],
            path: "Bench/Bench", swiftSettings: settings),
        // Files of the stages are linked into the last: executables cannot be imported, and these are what is measured.
        .executableTarget(
            name: "Microbench",
            dependencies: [
                "CAllocations", "Measuring", "SampleData", "TestData", "Extraction", "Pipeline", "Conversion",
                "SourceReading", "Formats", "SourceDescriptions", "Postgres", "RabbitMQ", "ETLModels",
            ],
            path: "Bench/Microbench", swiftSettings: settings),
        .target(name: "CAllocations", path: "Bench/CAllocations"),

        // Tests, in the order of the above.
        tests("ETLModelsTests", ["ETLModels", "TestData"]),
        tests("CompressionTests", ["Compression", "TestData"]),
        tests("TelemetryTests", ["Telemetry", .logging, .metrics, .serviceLifecycle]),
        tests("PostgresTests", ["Postgres", "LocalServers", "TestData", "TestSupport"]),
        tests("RabbitMQTests", ["RabbitMQ", "LocalServers", "TestData", "TestSupport", .logging, .system]),
        tests("SampleDataTests", ["SampleData"]),
        tests(
            "LocalServersTests",
            ["LocalServers", "LocalServersHost", "Pipeline", "RabbitMQ", "TestSupport", .logging, .subprocess, .system]),
        tests(
            "DownloadsTests",
            ["Downloads", "SourceReading", "SourceDescriptions", "ETLModels", "TestData", "TestSupport", .system]),
        tests("FormatsTests", ["Formats", "SourceDescriptions", "ETLModels", "TestData"]),
        tests("SourceDescriptionsTests", ["SourceDescriptions"]),
        tests(
            "SourceReadingTests",
            ["SourceReading", "Formats", "SourceDescriptions", "Compression", "ETLModels", "TestData"]),
        tests("LedgerTests", ["Ledger", "Postgres", "ETLModels", "TestSupport"]),
        tests(
            "PipelineTests",
            [
                "Pipeline", "RabbitMQ", "SourceDescriptions", "Telemetry", "ETLModels", "TestSupport", "LocalServers",
                "extractor", "transformer", "Loader", "ETLControl", .logging, .metrics, .metricsTestKit,
                .serviceLifecycle,
                .subprocess, .system,
            ]),
        tests(
            "TransformationTests",
            [
                "Transformation", "Pipeline", "Conversion", "SourceReading", "Formats", "SourceDescriptions",
                "RabbitMQ", "SampleData", "ETLModels",
                "TestSupport", "TestData",
                .metrics, .metricsTestKit,
            ]),
        tests(
            "ExtractionTests",
            [
                "Extraction", "Pipeline", "Downloads", "SourceReading", "SourceDescriptions", "RabbitMQ", "ETLModels",
                "TestSupport", "TestData",
                .logging,
                .metrics, .metricsTestKit, .serviceLifecycle,
            ]),
        tests(
            "LoaderTests",
            [
                "Loader", "Ledger", "Pipeline", "LocalServers", "Postgres", "RabbitMQ", "ETLModels", "TestSupport",
                "TestData", .logging, .metrics, .metricsTestKit,
            ]),
        tests(
            "ETLControlTests",
            [
                "ETLControl", "Pipeline", "Ledger", "Downloads", "Formats", "SourceDescriptions", "RabbitMQ",
                "ETLModels", "TestData",
                .system,
                .argumentParser,
            ]),
        // The executables are named so that they are built: the tests run them as processes.
        tests(
            "EndToEndTests",
            [
                "ETLControl", "extractor", "transformer", "Loader", "LocalServers", "SampleData", "TestSupport",
                "TestData", "RabbitMQ", .subprocess, .system,
            ]),
        tests("ChaosTests", ["Chaos", "ETLControl", "extractor", "transformer", "Loader", "LocalServers", .system]),

        tests("FuzzTests", ["Fuzz", "fuzz", "ETLModels", "TestData", .subprocess, .system]),

        tests("BenchTests", ["Bench", "Measuring"]),

        // Alerts, dashboards and manifests: checked by the Python of Tests/Operations.
        tests("OperationsTests", []),

        // What tests make up: numbers from a seed, compressed data.
        .target(
            name: "TestData", dependencies: ["CBzip2", "CLZMA", "CZlib", "CZstd"], path: "Tests/TestData",
            swiftSettings: settings),
        // Real servers for tests, and a process that holds some, for the tests that kill it.
        .target(
            name: "TestSupport",
            dependencies: [
                "LocalServers", "Pipeline", "RabbitMQ", .logging, .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
                .serviceLifecycle, .subprocess, .system,
            ],
            path: "Tests/TestSupport", swiftSettings: settings),
        // Faults while sources are loading, with real servers and processes: `make chaos` runs all, the tests a few. The
        // stages are named so that they are built: they run as processes.
        .target(
            name: "Chaos",
            dependencies: [
                "Failpoints", "LocalServers", "Pipeline", "Postgres", "RabbitMQ", "ETLModels", "SampleData", "TestData",
                .logging, .subprocess, .system,
            ],
            path: "Tests/Chaos", swiftSettings: settings),
        .executableTarget(
            name: "chaos",
            dependencies: ["Chaos", "ETLControl", "extractor", "transformer", "Loader", .argumentParser, .system],
            path: "Tests/ChaosRunner", swiftSettings: settings),
        // Bytes that nobody has vouched for, for all that reads some: `make fuzz` runs as long as one likes, the tests a
        // minute. Files of the stages are linked into it, as into the microbenchmarks.
        .target(
            name: "Fuzz",
            dependencies: [
                "Compression", "Conversion", "Extraction", "SourceReading", "Formats", "SourceDescriptions", "Pipeline",
                "RabbitMQ", "ETLModels", "SampleData", "TestData",
                .subprocess, .system,
            ],
            path: "Tests/Fuzz", swiftSettings: settings),
        .executableTarget(
            name: "fuzz", dependencies: ["Fuzz", .argumentParser, .system], path: "Tests/FuzzRunner",
            swiftSettings: settings),
        .executableTarget(
            name: "LocalServersHost", dependencies: ["LocalServers", .logging, .system],
            path: "Tests/LocalServersHost", swiftSettings: settings),
    ]
)
