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
func library(_ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins)
}

func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "token-etl",
    products: [
        .executable(name: "extractor", targets: ["Extractor"]),
        .executable(name: "transformer", targets: ["Transformer"]),
        .executable(name: "loader", targets: ["Loader"]),
        .executable(name: "etl", targets: ["ETLControl"]),
        .executable(name: "bench", targets: ["Bench"]),
        .executable(name: "microbench", targets: ["Microbench"]),
    ],
    // Package.versions lists these and the packages that they depend on.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        // The stages, in the order of the flow, and the operator's tool. Executables never import one another.
        executable(
            "Extractor",
            [
                "Pipeline", "Downloads", "Formats", "RabbitMQ", "Blocking", "ETLModels", .argumentParser, .logging,
                .serviceLifecycle,
            ]),
        executable("Transformer", ["Pipeline", "Conversion", "RabbitMQ", "ETLModels", .argumentParser, .logging]),
        executable(
            "Loader",
            [
                "Pipeline", "Ledger", "Postgres", "RabbitMQ", "Telemetry", "ETLModels", "Failpoints", .argumentParser,
                .logging,
            ]),
        executable(
            "ETLControl",
            [
                "Pipeline", "Ledger", "Downloads", "Conversion", "Formats", "LocalServers", "SampleData", "Postgres",
                "RabbitMQ", "Blocking", "ETLModels", .argumentParser, .asyncHTTPClient, .logging, .nioCore, .nioHTTP1,
                .nioSSL,
                .subprocess, .system, .unixSignals,
            ]),

        // What the stages share: the queues, the settings, the run loop, and the one place that settles a delivery.
        library(
            "Pipeline",
            [
                "RabbitMQ", "Formats", "Telemetry", "ETLModels", "CMalloc", "Failpoints", .argumentParser,
                .configuration, .logging, .metrics, .serviceLifecycle, .system, .unixSignals,
            ]),
        // What the database knows: migrations, sources, batches, rejects.
        library("Ledger", ["Postgres", "ETLModels"], plugins: ["EmbedSQLPlugin"]),
        // How a source is read that lies on a server: ranges, retries, and where links may lead.
        library(
            "Downloads",
            ["Formats", "ETLModels", .asyncHTTPClient, .deque, .nioCore, .nioHTTP1, .nioPosix, .nioSSL]),
        // What the transformer makes of a batch: a pure function.
        library("Conversion", ["Formats", "ETLModels"]),
        // How a source is read: files, decompression, formats.
        library("Formats", ["Compression", "ETLModels", .system]),
        // Private RabbitMQ and PostgreSQL servers on loopback, for `etl run` and for the tests.
        library("LocalServers", [.logging, .subprocess, .system]),
        // Generated exports with the shape of real ones.
        library("SampleData", [.system]),

        // What a service tells of itself while it runs: metrics, whether it is ready, and the server to ask. Knows no stage.
        library("Telemetry", [.httpTypes, .hummingbird, .logging, .metrics, .nioCore, .nioPosix, .serviceLifecycle]),

        // Wrappers: the only modules that see C.
        library("RabbitMQ", ["CRabbitMQ", "Blocking", "Failpoints", .deque, .logging]),
        library("Postgres", ["CPostgreSQL", "Blocking"]),
        library("Compression", ["CBzip2", "CLZMA", "CZlib", "CZstd"]),

        // A thread beside Swift's own, for actors whose calls block.
        library("Blocking"),
        // Places where a process of a debug build ends itself, for the chaos tests. Empty in release builds.
        library("Failpoints"),

        // Records, values and codecs. Imports nothing.
        library("ETLModels"),

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
                "CAllocations", "Measuring", "SampleData", "TestData", "Pipeline", "Conversion", "Formats", "Postgres",
                "RabbitMQ",
                "ETLModels",
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
            ["Downloads", "Formats", "ETLModels", "TestData", "TestSupport", .system]),
        tests("FormatsTests", ["Formats", "Compression", "ETLModels", "TestData"]),
        tests("LedgerTests", ["Ledger", "Postgres", "ETLModels", "TestSupport"]),
        tests(
            "PipelineTests",
            [
                "Pipeline", "RabbitMQ", "Formats", "Telemetry", "ETLModels", "TestSupport", "LocalServers", "Extractor",
                "Transformer", "Loader", "ETLControl", .logging, .metrics, .metricsTestKit, .serviceLifecycle,
                .subprocess, .system,
            ]),
        tests(
            "TransformerTests",
            [
                "Transformer", "Pipeline", "Conversion", "Formats", "RabbitMQ", "SampleData", "ETLModels",
                "TestSupport", "TestData",
                .metrics, .metricsTestKit,
            ]),
        tests(
            "ExtractorTests",
            [
                "Extractor", "Pipeline", "Downloads", "Formats", "RabbitMQ", "ETLModels", "TestSupport", "TestData",
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
                "ETLControl", "Pipeline", "Ledger", "Downloads", "Formats", "RabbitMQ", "ETLModels", "TestData",
                .system,
                .argumentParser,
            ]),
        // The executables are named so that they are built: the tests run them as processes.
        tests(
            "EndToEndTests",
            [
                "ETLControl", "Extractor", "Transformer", "Loader", "LocalServers", "SampleData", "TestSupport",
                "TestData", "RabbitMQ", .subprocess, .system,
            ]),
        tests("ChaosTests", ["Chaos", "ETLControl", "Extractor", "Transformer", "Loader", "LocalServers", .system]),

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
            dependencies: ["Chaos", "ETLControl", "Extractor", "Transformer", "Loader", .argumentParser, .system],
            path: "Tests/ChaosRunner", swiftSettings: settings),
        // Bytes that nobody has vouched for, for all that reads some: `make fuzz` runs as long as one likes, the tests a
        // minute. Files of the stages are linked into it, as into the microbenchmarks.
        .target(
            name: "Fuzz",
            dependencies: [
                "Compression", "Conversion", "Formats", "Pipeline", "RabbitMQ", "ETLModels", "SampleData", "TestData",
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
