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
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPCompression = product(name: "NIOHTTPCompression", package: "swift-nio-extras")
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

/// A library in one of the rooms of Sources.
func library(
    _ room: String, _ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(room)/\(name)", swiftSettings: settings,
        plugins: plugins)
}

/// A program: a main over libraries.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Sources/Programs/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "token-etl",
    products: [
        .executable(name: "extractor", targets: ["extractor"]),
        .executable(name: "transformer", targets: ["transformer"]),
        .executable(name: "loader", targets: ["loader"]),
        .executable(name: "graphql", targets: ["graphql"]),
        .executable(name: "console", targets: ["console"]),
        .executable(name: "etl", targets: ["etl"]),
        .executable(name: "bench", targets: ["Bench"]),
        .executable(name: "microbench", targets: ["Microbench"]),
    ],
    // Package.versions lists these and the packages that they depend on.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        // Programs.
        program("etl", ["ETLCommands", "ServiceProgram"]),
        program(
            "extractor", ["Extraction", "ServiceProgram", "Runtime", "ServiceSettings", "BuildInfo", .argumentParser]),
        program(
            "transformer",
            ["Transformation", "ServiceProgram", "Runtime", "ServiceSettings", "BuildInfo", .argumentParser]),
        program("loader", ["Loading", "ServiceProgram", "Runtime", "ServiceSettings", "BuildInfo", .argumentParser]),
        program("console", ["ConsoleService", "ServiceProgram", "ServiceSettings", "BuildInfo", .argumentParser]),
        program("graphql", ["QueryService", "ServiceProgram", "BuildInfo", .argumentParser]),

        // Command lines: the only code with a terminal or an argument parser.
        library(
            "CommandLine", "ETLCommands",
            [
                "TerminalOutput", "ServiceProgram", "Runs", "Progress", "Watching", "Following", "Indexing",
                "BulkLoading",
                "TableIndexes",
                "Coverage", "Origins", "Removal", "Actions", "Logins",
                "Inspection", "Rejects",
                "DeadLetters", "DecodedValues", "Submission", "ServerAccess", "Bus", "ServiceHost", "ServiceMetrics",
                "ServiceSettings", "Telemetry", "Ledger",
                "NodeReading", "Downloads", "SourceReading", "SourceDescriptions", "LocalServers", "SampleData",
                "Postgres",
                "RabbitMQ",
                "DurableFiles", "DisplayText", "BuildInfo", "Blocking", "ETLModels", .argumentParser, .subprocess,
                .system, .unixSignals,
            ]),
        library("CommandLine", "TerminalOutput", ["DisplayText"]),
        library(
            "CommandLine", "ServiceProgram",
            ["ServiceHost", "ServiceSettings", "BuildInfo", "DisplayText", .argumentParser, .system]),

        // The console: its pages as HTML, and the service that shows them to a browser.
        library(
            "Web", "ConsoleService",
            [
                "ConsolePages", "HTMLText", "Progress", "DeadLetters", "Rejects", "Coverage", "Actions",
                "Removal", "Submission", "Inspection", "Downloads", "SourceReading", "SourceDescriptions",
                "ServerAccess", "DatabaseHealth", "ServiceHost", "ServiceSettings", "ServiceLogging", "Telemetry",
                "Ledger", "Postgres", "RabbitMQ", "Bus", "Logins", "DurableFiles", "Blocking", "DisplayText",
                "ETLModels", .crypto, .cryptoExtras, .httpTypes, .hummingbird, .logging, .metrics, .nioCore, .nioHTTP1,
                .nioPosix, .nioSSL, .serviceLifecycle, .system,
            ]),
        library(
            "Web", "ConsolePages",
            [
                "HTMLText", "Progress", "DeadLetters", "Coverage", "Actions", "Removal", "Submission", "Inspection",
                "DecodedValues", "Bus", "Ledger", "DisplayText", "ETLModels",
            ]),
        library("Web", "HTMLText", ["DisplayText"]),

        // The operations of operators as typed requests, values and events; no command line and no terminal.
        library(
            "Control", "Runs",
            [
                "BulkLoading", "Following", "NodeReading", "Progress", "DeadLetters", "Submission", "ServerAccess",
                "Bus", "ServiceSettings", "ServiceLogging",
                "Ledger", "SourceReading", "SourceDescriptions", "Formats", "LocalServers", "Postgres", "RabbitMQ",
                "DurableFiles", "Clocks", "ETLModels",
                .logging, .subprocess, .system,
            ]),
        library(
            "Control", "Following",
            [
                "Submission", "ServerAccess", "RecordBlocks", "Ledger", "NodeReading", "SourceReading",
                "SourceDescriptions", "Postgres", "RabbitMQ", "Blocking", "ETLModels", .logging,
            ]),
        library(
            "Control", "Progress",
            [
                "DeadLetters", "ServerAccess", "Bus", "ServiceSettings", "Ledger", "SourceDescriptions",
                "RabbitMQManagement", "Postgres", "RabbitMQ", "DisplayText", "Clocks", "ETLModels",
            ]),
        library(
            "Control", "Coverage",
            [
                "ServerAccess", "Ledger", "RecordBlocks", "SourceDescriptions", "Postgres", "DisplayText", "ETLModels",
            ]),
        library("Control", "Indexing", ["ServerAccess", "TableIndexes", "Postgres"]),
        library(
            "Control", "BulkLoading",
            ["Indexing", "ServerAccess", "Loading", "Ledger", "TableIndexes", "Postgres", "DisplayText", "ETLModels"]),
        library(
            "Control", "Removal",
            [
                "Actions", "Submission", "Progress", "ServerAccess", "ServiceSettings", "Ledger", "Downloads",
                "Postgres", "DisplayText", "ETLModels",
            ]),
        library(
            "Control", "Actions", ["ServerAccess", "Ledger", "SourceDescriptions", "Postgres", "DisplayText"]),
        library("Control", "Logins", ["DurableFiles", "DisplayText", .crypto, .cryptoExtras, .system]),
        library("Control", "Origins", ["ServerAccess", "Ledger", "Postgres", "DisplayText", "ETLModels"]),
        library(
            "Control", "Watching",
            [
                "Submission", "ServerAccess", "Ledger", "SourceReading", "SourceDescriptions", "Formats", "Postgres",
                "RabbitMQ", "Blocking", "Clocks",
                "ETLModels", .logging, .system,
            ]),
        library(
            "Control", "Inspection",
            [
                "Rejects", "Submission", "DecodedValues", "Conversion", "Downloads", "SourceReading",
                "SourceDescriptions", "Formats", "DisplayText",
                "ETLModels",
            ]),
        library(
            "Control", "Rejects",
            [
                "Submission", "ServerAccess", "Ledger", "SourceReading", "SourceDescriptions", "Formats", "Postgres",
                "DurableFiles", "ETLModels", "DisplayText", .system,
            ]),
        library(
            "Control", "DeadLetters",
            [
                "Actions", "DecodedValues", "Bus", "Ledger", "SourceReading", "SourceDescriptions", "Formats",
                "RabbitMQ", "DurableFiles",
                "DisplayText", "ETLModels", .system,
            ]),
        library(
            "Control", "Submission",
            [
                "Actions", "ServerAccess", "Bus", "ServiceSettings", "Ledger", "NodeReading", "Downloads",
                "SourceReading",
                "SourceDescriptions", "Formats", "Postgres", "RabbitMQ",
                "DurableFiles", "DisplayText", "Blocking", "ETLModels", .logging, .system,
            ]),
        library("Control", "DecodedValues", ["DisplayText", "ETLModels"]),
        library(
            "Control", "ServerAccess",
            [
                "Bus", "DatabaseHealth", "ServiceSettings", "ServiceLogging", "Ledger", "LocalServers",
                "RabbitMQManagement", "Postgres", "RabbitMQ",
                .logging, .system,
            ]),

        // The work of each stage on a batch.
        library(
            "Stages", "Extraction",
            [
                "ServiceHost", "Runtime", "Bus", "ServiceSettings", "ServiceLogging", "ServiceMetrics", "NodeReading",
                "Downloads", "SourceReading",
                "SourceDescriptions", "RabbitMQ", "Blocking", "DisplayText", "MemoryBounds", "Telemetry", "ETLModels",
                .logging, .serviceLifecycle,
            ]),
        library(
            "Stages", "Transformation",
            [
                "ServiceHost", "Runtime", "Bus", "ServiceSettings", "ServiceLogging", "ServiceMetrics", "Conversion",
                "RabbitMQ",
                "ETLModels", .logging,
            ]),
        library("Stages", "Conversion", ["Formats", "SourceDescriptions", "ETLModels"]),
        library(
            "Stages", "Loading",
            [
                "DatabaseHealth", "ServiceHost", "Runtime", "Bus", "ServiceSettings", "ServiceLogging",
                "ServiceMetrics", "Telemetry",
                "Ledger",
                "Postgres",
                "RabbitMQ", "ETLModels", "DisplayText", "Failpoints", .logging,
            ]),

        // Queries of clients: the service, its HTTP, requests for tokens and transfers as SQL, and the language.
        library(
            "Query", "QueryService",
            [
                "GraphQLOverHTTP", "TokenGraph", "GraphQL", "DatabaseHealth", "ServiceHost", "ServiceSettings",
                "ServiceLogging", "Telemetry", "Ledger", "TableIndexes", "Postgres", "ETLModels", "DisplayText", .deque,
                .hummingbird,
                .logging, .metrics, .nioCore, .nioHTTP1, .nioPosix, .serviceLifecycle,
            ]),
        library("Query", "GraphQLOverHTTP", ["GraphQL"]),
        library("Query", "TokenGraph", ["GraphQL", "Ledger", "TableIndexes", "ETLModels"]),
        library("Query", "GraphQL"),

        // The parts of every service: lifecycle, settings, log, metrics; the queues, and the one place that settles
        // deliveries.
        library(
            "Service", "Runtime",
            [
                "ServiceHost", "Bus", "ServiceSettings", "ServiceLogging", "ServiceMetrics", "Telemetry", "RabbitMQ",
                "ETLModels", "DisplayText", "Failpoints", "MemoryBounds", .logging, .metrics, .serviceLifecycle,
            ]),
        library(
            "Service", "DatabaseHealth",
            ["ServiceHost", "ServiceSettings", "Telemetry", "Postgres", "DisplayText", .logging]),
        library(
            "Service", "ServiceHost",
            [
                "ServiceSettings", "ServiceLogging", "Telemetry", "DisplayText", "BuildInfo", "CMalloc", .logging,
                .metrics, .serviceLifecycle, .unixSignals,
            ]),
        library(
            "Service", "ServiceMetrics",
            ["Bus", "Telemetry", "RabbitMQ", "MemoryBounds", "ETLModels", "Clocks", .metrics]),
        library(
            "Service", "Bus", ["ServiceSettings", "RabbitMQ", "SourceDescriptions", "DisplayText", "ETLModels"]),
        library("Service", "ServiceLogging", ["ServiceSettings", "DisplayText", "Clocks", .logging]),
        library("Service", "ServiceSettings", ["DisplayText", .configuration, .system]),

        // The database: migrations, sources, batches, rejects.
        library("Storage", "Ledger", ["Postgres", "ETLModels"], plugins: ["EmbedSQLPlugin"]),
        // The indexes that a database may have beside the keys of its tables.
        library("Storage", "TableIndexes", ["Postgres"]),
        // The blocks of stored records, by the indexes of their tables.
        library("Storage", "RecordBlocks", ["Postgres", "ETLModels"]),
        // A source as a cursor over records: links and files, streams, and the text formats.
        library(
            "Input", "Downloads",
            [
                "SourceReading", "SourceDescriptions", "BuildInfo", "ETLModels", .asyncHTTPClient, .deque, .nioCore,
                .nioHTTP1, .nioHTTPCompression,
                .nioPosix, .nioSSL, .system,
            ]),
        library(
            "Input", "SourceReading",
            [
                "Formats", "SourceDescriptions", "Compression", "Parquet", "ParquetCodecs", "DisplayText", "ETLModels",
                .system,
            ]),
        library(
            "Input", "NodeReading",
            ["EthereumProofs", "Downloads", "SourceReading", "SourceDescriptions", "DisplayText", "ETLModels"]),
        library("Input", "Formats", ["SourceDescriptions", "ETLModels"]),
        library("Input", "SourceDescriptions", ["ETLModels"]),
        library("Input", "Compression", ["CBzip2", "CLZMA", "CZlib", "CZstd"]),
        // A reader of flat Parquet files. Knows no records, and imports nothing but its codecs.
        library("Input", "Parquet", ["ParquetCodecs"]),
        library("Input", "ParquetCodecs", ["Compression", "CBrotli", "CLZ4", "CSnappy", "CZlib", "CZstd"]),

        // Private RabbitMQ and PostgreSQL servers on loopback, for `etl run` and for the tests.
        library("Support", "LocalServers", ["Blocking", .logging, .subprocess, .system]),
        // Generated exports with the shape of real ones.
        library("Support", "SampleData", [.system]),

        // The state of a running service: metrics, readiness, and the server that publishes both. Knows no stage.
        library(
            "Service", "Telemetry",
            [.httpTypes, .hummingbird, .logging, .metrics, .nioCore, .nioHTTP1, .nioPosix, .serviceLifecycle]),

        // Servers. With Compression, and with Runtime for one switch of glibc's heap, the only targets that import C libraries.
        library("Drivers", "RabbitMQ", ["CRabbitMQ", "Blocking", "Failpoints", "MemoryBounds", .deque, .logging]),
        library("Drivers", "Postgres", ["CPostgreSQL", "Blocking", "DisplayText"]),

        library(
            "Drivers", "RabbitMQManagement", [.asyncHTTPClient, .nioCore, .nioHTTP1, .nioSSL]),

        // Texts and numbers in the forms for people and for scripts.
        library("Support", "DisplayText"),
        // Atomic writes: a file appears complete or not at all.
        library("Support", "DurableFiles", [.system]),
        // The system's clocks and spans of time.
        library("Support", "Clocks"),
        // Bounds in bytes for what a process holds.
        library("Support", "MemoryBounds", [.deque]),
        // The version, stated once.
        library("Support", "BuildInfo"),

        // The hashes by which a block proves its receipts: Keccak-256, RLP and tries. Knows no records.
        library("Support", "EthereumProofs"),

        // A thread beside Swift's own, for actors whose calls block.
        library("Support", "Blocking"),
        // Failpoints: a process of a debug build ends itself there, for the chaos tests. Empty in release builds.
        library("Support", "Failpoints"),

        // Records, values and codecs. Imports nothing.
        library("Model", "ETLModels"),
        .systemLibrary(
            name: "CRabbitMQ", path: "Sources/CLibraries/CRabbitMQ", pkgConfig: "librabbitmq",
            providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(
            name: "CPostgreSQL", path: "Sources/CLibraries/CPostgreSQL", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]),
        // The settings of glibc's heap, for ServiceHost.
        .systemLibrary(name: "CMalloc", path: "Sources/CLibraries/CMalloc"),
        .systemLibrary(
            name: "CZlib", path: "Sources/CLibraries/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CZstd", path: "Sources/CLibraries/CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CBzip2", path: "Sources/CLibraries/CBzip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(name: "CSnappy", path: "Sources/CLibraries/CSnappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(
            name: "CLZ4", path: "Sources/CLibraries/CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(
            name: "CBrotli", path: "Sources/CLibraries/CBrotli", pkgConfig: "libbrotlidec",
            providers: [.apt(["libbrotli-dev"])]),
        .systemLibrary(
            name: "CLZMA", path: "Sources/CLibraries/CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),

        // Build step: compiles sql/*.sql into Ledger, so that the executables carry their migrations.
        .executableTarget(name: "EmbedSQL", path: "Sources/Plugins/EmbedSQL", swiftSettings: settings),
        .plugin(
            name: "EmbedSQLPlugin", capability: .buildTool(), dependencies: ["EmbedSQL"],
            path: "Sources/Plugins/EmbedSQLPlugin"),

        // Benchmarks: measuring processes and reporting; the comparison with other loaders; the hot paths alone.
        .target(name: "Measuring", dependencies: [.system], path: "Bench/Measuring", swiftSettings: settings),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "Measuring", "Runtime", "Bus", "LocalServers", "SampleData", "Postgres", .argumentParser, .logging,
                .subprocess,
                .system,
            ],
            path: "Bench/Bench", swiftSettings: settings),
        .executableTarget(
            name: "Microbench",
            dependencies: [
                "CAllocations", "Measuring", "SampleData", "TestData", "Loading", "Extraction", "ServiceHost", "Bus",
                "ServiceMetrics",
                "Conversion",
                "SourceReading", "SourceDescriptions", "Formats", "NodeReading", "Postgres",
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
        tests("MemoryBoundsTests", ["MemoryBounds"]),
        tests(
            "RabbitMQTests", ["RabbitMQ", "MemoryBounds", "LocalServers", "TestData", "TestSupport", .logging, .system]),
        tests("SampleDataTests", ["SampleData", "Parquet"]),
        tests(
            "LocalServersTests",
            [
                "LocalServers", "LocalServersHost", "Bus", "Runtime", "ServiceSettings", "ServiceLogging",
                "ServiceMetrics", "ServiceProgram", "DisplayText", "Clocks", "RabbitMQ", "TestSupport", .logging,
                .subprocess, .system,
            ]),
        tests(
            "DownloadsTests",
            [
                "Downloads", "SourceReading", "SourceDescriptions", "Formats", "Blocking", "ETLModels", "TestData",
                "TestSupport", .nioHTTP1, .system,
            ]),
        tests(
            "NodeReadingTests",
            [
                "NodeReading", "Downloads", "SourceReading", "SourceDescriptions", "Blocking", "ETLModels", "TestData",
                "TestSupport",
            ]),
        tests(
            "FollowingTests",
            ["Following", "NodeReading", "SourceDescriptions", "Blocking", "ETLModels", "TestSupport"]),
        tests("EthereumProofsTests", ["EthereumProofs"]),
        tests("FormatsTests", ["Formats", "SourceDescriptions", "ETLModels", "TestData"]),
        tests("SourceDescriptionsTests", ["SourceDescriptions", "ETLModels"]),
        tests(
            "SourceReadingTests",
            ["SourceReading", "Formats", "SourceDescriptions", "Compression", "ETLModels", "TestData"]),
        tests(
            "CoverageTests",
            [
                "Coverage", "ETLCommands", "TerminalOutput", "DisplayText", "RecordBlocks", "Ledger", "Postgres",
                "ETLModels", "TestSupport", "TestData",
            ]),
        tests(
            "BulkLoadingTests",
            [
                "BulkLoading", "Indexing", "TableIndexes", "ServerAccess", "Ledger", "Postgres", "ETLModels",
                "TestSupport",
            ]),
        tests("IndexingTests", ["Indexing", "TableIndexes", "Ledger", "Postgres", "TestSupport"]),
        tests("GraphQLTests", ["GraphQL"]),
        tests("TokenGraphTests", ["TokenGraph", "GraphQL", "TableIndexes"]),
        tests("GraphQLOverHTTPTests", ["GraphQLOverHTTP", "GraphQL"]),
        tests(
            "QueryServiceTests",
            [
                "QueryService", "DatabaseHealth", "TokenGraph", "GraphQL", "Ledger", "LocalServers", "Postgres",
                "ServiceSettings", "TableIndexes",
                "Telemetry", "TestSupport", .asyncHTTPClient, .logging, .metrics, .metricsTestKit, .nioCore, .nioHTTP1,
                .nioPosix, .serviceLifecycle,
            ]),
        // Answer lines of JSON, with verdicts on documents and with SQL, for the comparisons with a reference implementation.
        .executableTarget(
            name: "GraphQLJudge", dependencies: ["TokenGraph", "GraphQL", "TableIndexes"], path: "Tests/GraphQLJudge",
            swiftSettings: settings),
        .executableTarget(
            name: "TokenGraphJudge", dependencies: ["TokenGraph", "GraphQL", "TableIndexes"],
            path: "Tests/TokenGraphJudge", swiftSettings: settings),
        tests("LedgerTests", ["Ledger", "LocalServers", "Postgres", "ETLModels", "TestSupport"]),
        tests(
            "BusTests",
            [
                "Bus", "DisplayText", "RabbitMQ", "SourceReading", "SourceDescriptions", "Formats", "ETLModels",
                "TestSupport",
            ]),
        tests(
            "RuntimeTests",
            [
                "Runtime", "Bus", "ServiceSettings", "ServiceLogging", "ServiceMetrics", "RabbitMQ", "Telemetry",
                "ETLModels", "TestSupport", .logging, .metricsTestKit, .serviceLifecycle,
            ]),
        tests(
            "ServiceLoggingTests", ["ServiceLogging", "ServiceSettings", .logging]),
        tests(
            "ServiceSettingsTests",
            ["ServiceSettings", "ServiceHost", "ServiceLogging", "Runtime", "Bus", "RabbitMQ", "Telemetry", .logging]),
        tests(
            "ServiceMetricsTests",
            ["ServiceMetrics", "Bus", "RabbitMQ", "Telemetry", "ETLModels", .metrics, .metricsTestKit]),
        // The dependencies on programs make SwiftPM build them: the tests run them as processes.
        tests(
            "ServiceProgramTests",
            [
                "ServiceProgram", "ServiceLogging", "LocalServers", "RabbitMQ", "TestSupport", "extractor",
                "transformer", "loader", "graphql",
                "etl",
                .subprocess, .system,
            ]),
        tests(
            "TransformationTests",
            [
                "Transformation", "Bus", "Runtime", "ServiceSettings", "ServiceLogging", "ServiceMetrics",
                "ServiceProgram", "DisplayText", "Clocks", "Conversion", "SourceReading", "SourceDescriptions",
                "Formats", "RabbitMQ", "SampleData",
                "ETLModels",
                "TestSupport", "TestData",
                .metrics, .metricsTestKit,
            ]),
        tests(
            "ExtractionTests",
            [
                "Extraction", "Bus", "Runtime", "ServiceSettings", "ServiceLogging", "ServiceMetrics", "ServiceProgram",
                "DisplayText", "Clocks", "Downloads", "SourceReading", "SourceDescriptions", "Formats", "RabbitMQ",
                "ETLModels", "LocalServers", "TestSupport", "TestData",
                .logging,
                .metrics, .metricsTestKit, .serviceLifecycle,
            ]),
        tests(
            "LoadingTests",
            [
                "Loading", "Ledger", "Bus", "Runtime", "ServiceSettings", "ServiceLogging", "ServiceMetrics",
                "ServiceProgram", "DisplayText", "Clocks", "LocalServers", "Postgres", "RabbitMQ", "ETLModels",
                "TestSupport",
                "TestData", .logging, .metrics, .metricsTestKit,
            ]),
        tests(
            "DeadLettersTests",
            [
                "DeadLetters", "DecodedValues", "Progress", "Ledger", "DurableFiles", "ETLCommands", "DisplayText",
                "Bus", "RabbitMQ",
                "SourceReading", "SourceDescriptions", "Formats",
                "ETLModels",
                "TestData", .argumentParser, .system,
            ]),
        tests(
            "InspectionTests",
            [
                "Inspection", "ETLCommands", "Submission", "DecodedValues", "SourceDescriptions", "TerminalOutput",
                "DisplayText", "Downloads", "Blocking", "ETLModels", "TestData", "TestSupport", .argumentParser,
            ]),
        tests("HTMLTextTests", ["HTMLText"]),
        tests(
            "ConsolePagesTests",
            [
                "ConsolePages", "HTMLText", "Progress", "DeadLetters", "Actions", "Removal", "Submission", "Inspection",
                "DecodedValues", "Coverage", "RabbitMQ", "Bus", "Ledger", "DisplayText", "ETLModels", "TestData",
            ]),
        tests(
            "ConsoleServiceTests",
            [
                "ConsoleService", "ConsolePages", "HTMLText", "Progress", "DeadLetters", "ServerAccess",
                "DatabaseHealth",
                "ServiceSettings", "Telemetry", "Bus",
                "RabbitMQ", "Ledger", "Postgres", "Logins", "ETLModels", "DurableFiles", "TestData", "TestSupport",
                .asyncHTTPClient, .crypto,
                .cryptoExtras, .httpTypes, .hummingbird, .logging, .metricsTestKit, .nioCore, .nioHTTP1, .nioPosix,
                .nioSSL,
                .serviceLifecycle,
                .system,
            ]),
        tests("LoginsTests", ["Logins", "DurableFiles", "TestData", .system]),
        tests("ActionsTests", ["Actions", "Ledger", "Postgres", "TestSupport"]),
        tests(
            "RejectsTests",
            [
                "Rejects", "Inspection", "ETLCommands", "Ledger", "SourceReading", "SourceDescriptions", "Formats",
                "ETLModels", "TestData", "DisplayText",
            ]),
        tests(
            "SubmissionTests",
            [
                "Submission", "DurableFiles", "Downloads", "SourceReading", "SourceDescriptions", "Formats",
                "ETLModels", "Blocking", "TestData", .system,
            ]),
        tests("WatchingTests", ["Watching", "Submission", "ETLModels", "TestData", .system]),
        tests(
            "ProgressTests",
            [
                "Progress", "DeadLetters", "ServerAccess", "ServiceSettings", "RabbitMQManagement", "ETLCommands",
                "TerminalOutput", "DisplayText", "Ledger", "RabbitMQ", "Bus", "ETLModels",
            ]),
        tests("RunsTests", ["Runs", "Progress", "DeadLetters", "Ledger", "ETLModels"]),
        tests("RabbitMQManagementTests", ["RabbitMQManagement"]),
        tests(
            "ETLCommandsTests",
            [
                "ETLCommands", "TerminalOutput", "DisplayText", "DeadLetters", "Origins", "Removal", "Submission",
                "Actions", "Ledger", "ETLModels",
            ]),
        tests("DurableFilesTests", ["DurableFiles", "TestData", .system]),
        // The dependencies on programs make SwiftPM build them: the tests run them as processes.
        tests(
            "EndToEndTests",
            [
                "etl", "extractor", "transformer", "loader", "LocalServers", "SampleData", "TestSupport",
                "TestData", "RabbitMQ", "ETLModels", .subprocess, .system,
            ]),
        tests(
            "ChaosTests",
            ["Chaos", "etl", "console", "extractor", "transformer", "loader", "LocalServers", "Blocking", .system]),

        tests("FuzzTests", ["Fuzz", "fuzz", "ETLModels", "TestData", .subprocess, .system]),

        tests("BenchTests", ["Bench", "Measuring"]),

        tests(
            "ParquetTests", ["Parquet", "ParquetCodecs", "TestData", "CBrotli", "CLZ4", "CSnappy", "CZlib", "CZstd"]),
        // Prints the rows of Parquet files, which `make parquet-judge` compares with those of the reference implementations.
        .executableTarget(
            name: "ParquetJudge", dependencies: ["Parquet"], path: "Tests/ParquetJudge", swiftSettings: settings),

        // Alerts, dashboards and manifests; the checks are in Python, in Tests/Operations.
        tests("OperationsTests", []),

        // Test data: random numbers from a seed, compressed data.
        .target(
            name: "TestData", dependencies: ["CBzip2", "CLZMA", "CZlib", "CZstd"], path: "Tests/TestData",
            swiftSettings: settings),
        // Real servers for tests, and a process that holds servers, for tests that kill it.
        .target(
            name: "TestSupport",
            dependencies: [
                "LocalServers", "Runtime", "ServiceSettings", "Bus", "RabbitMQ", .logging, .nioCore, .nioHTTP1,
                .nioPosix, .nioSSL,
                .serviceLifecycle, .subprocess, .system,
            ],
            path: "Tests/TestSupport", swiftSettings: settings),
        // Fault injection during a load, with real servers and processes: `make chaos` runs all scenarios, the tests a
        // few. The dependencies on the stages make SwiftPM build them: they run as processes.
        .target(
            name: "Chaos",
            dependencies: [
                "Failpoints", "LocalServers", "Bus", "Runtime", "Postgres", "RabbitMQ", "ETLModels", "SampleData",
                "TestData", "TestSupport",
                .asyncHTTPClient, .logging, .nioCore, .nioHTTP1, .subprocess, .system,
            ],
            path: "Tests/Chaos", swiftSettings: settings),
        .executableTarget(
            name: "chaos",
            dependencies: ["Chaos", "etl", "console", "extractor", "transformer", "loader", .argumentParser, .system],
            path: "Tests/ChaosRunner", swiftSettings: settings),
        // Fuzzing of all code that reads foreign bytes: `make fuzz` runs as long as requested, the tests for a minute.
        .target(
            name: "Fuzz",
            dependencies: [
                "Compression", "Conversion", "Extraction", "Submission", "SourceReading", "SourceDescriptions",
                "Parquet",
                "Formats",
                "NodeReading",
                "Bus", "RabbitMQ", "ETLModels", "SampleData", "TestData", "TestSupport",
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
