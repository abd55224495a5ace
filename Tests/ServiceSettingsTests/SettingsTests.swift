import Bus
import Foundation
import Logging
import RabbitMQ
import Runtime
import ServiceHost
import ServiceLogging
import ServiceSettings
import Telemetry
import Testing

@Suite struct SettingsTests {
    /// A file, deleted with the last reference to it.
    private final class File {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("settings-\(UUID().uuidString)").path

        init(_ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        }

        deinit {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    private func failure(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func flagsGoBeforeTheEnvironmentAndThatBeforeTheFile() async throws {
        let file = try File("etl:\n  workers: 3\n  prefetch: 30\n  slice:\n    bytes: 300\n  batch: {records: 5}\n")
        let settings = try await Settings(
            flags: [.workers: "1", .prefetch: nil], file: file.path,
            environment: ["ETL_WORKERS": "2", "ETL_PREFETCH": "20"])
        #expect(try settings.integer(.workers, default: 9, in: 1...100) == 1)
        #expect(try settings.integer(.prefetch, default: 9, in: 1...100) == 20)
        #expect(try settings.integer(.sliceBytes, default: 9, in: 1...1000) == 300)
        #expect(try settings.integer(.batchRecords, default: 9, in: 1...100) == 5)
        #expect(try settings.integer(.sliceSeconds, default: 9, in: 1...100) == 9)
    }

    @Test func theCacheOfDownloadsMayBeNone() async throws {
        let file = try File("etl: {source: {cache: {bytes: 0}}}\n")
        #expect(try await Settings(flags: [:], file: file.path, environment: [:]).sourceCacheBytes(default: 7) == 0)
        #expect(try await Settings(flags: [:], file: nil, environment: [:]).sourceCacheBytes(default: 7) == 7)
        let settings = try await Settings(flags: [:], file: nil, environment: ["ETL_SOURCE_CACHE_BYTES": "-1"])
        #expect(throws: SettingsError.self) { try settings.sourceCacheBytes(default: 7) }
    }

    @Test func anEmptyValueIsNone() async throws {
        let file = try File("rabbitmq: {url: amqp://file}\netl: {workers: 3, prefetch: }\n")
        let settings = try await Settings(
            flags: [.workers: ""], file: file.path,
            environment: ["ETL_WORKERS": "", "RABBITMQ_URL": "", "RABBITMQ_URL_FILE": "", "DATABASE_URL": ""])
        #expect(try settings.integer(.workers, default: 9, in: 1...100) == 3)
        #expect(try settings.integer(.prefetch, default: 9, in: 1...100) == 9)
        #expect(try settings.secret(.brokerURL) == "amqp://file")
        #expect(try settings.secret(.databaseURL) == nil)
    }

    @Test func filesForTLSComeFromFlagsEnvironmentAndFile() async throws {
        let file = try File("rabbitmq: {ca: {file: /file/ca}, cert: {file: /file/cert}, key: {file: /file/key}}\n")
        var environment = ["RABBITMQ_URL": "amqps://host", "RABBITMQ_CA_FILE": "/ca", "RABBITMQ_CERT_FILE": "/cert"]
        let settings = try await Settings(
            flags: [.brokerAuthority: "/flag/ca"], file: file.path, environment: environment)
        let files = TLSFiles(authority: "/flag/ca", certificate: "/cert", key: "/file/key")
        #expect(settings.brokerTLSFiles == files)
        #expect(try settings.broker(connectionName: "x").transport == .tls(files))
        let half = try await Settings(flags: [:], file: nil, environment: environment)
        #expect(await failure { _ = try half.broker(connectionName: "x") }.contains("set both, or neither"))
        environment["RABBITMQ_URL"] = "amqp://host"
        let plain = try await Settings(flags: [:], file: nil, environment: environment)
        #expect(await failure { _ = try plain.broker(connectionName: "x") }.contains("use amqps://"))
    }

    @Test(arguments: ["/a:/b c", "[/a, /b c]"])
    func aListIsSeparatedByColonsOrOneOfYAML(text: String) async throws {
        let file = try File("etl: {source: {roots: \(text)}}\n")
        let settings = try await Settings(flags: [:], file: file.path, environment: [:])
        #expect(settings.list(.sourceRoots) == ["/a", "/b c"])
        let set = try await Settings(flags: [:], file: file.path, environment: ["ETL_SOURCE_ROOTS": "/c,d:"])
        #expect(set.list(.sourceRoots) == ["/c,d", ""])
        #expect(set.list(.workers) == nil)
    }

    @Test func aSecretMayLieInAFile() async throws {
        let secret = try File("\n amqp://from-file/ \n")
        let yaml = try File("rabbitmq: {url: amqp://yaml}\n")
        let environment = ["RABBITMQ_URL_FILE": secret.path]
        let settings = try await Settings(flags: [:], file: yaml.path, environment: environment)
        #expect(try settings.secret(.brokerURL) == "amqp://from-file/")
        let flagged = try await Settings(flags: [.brokerURL: "amqp://flag"], file: nil, environment: environment)
        #expect(try flagged.secret(.brokerURL) == "amqp://flag")
        let both = try await Settings(
            flags: [:], file: nil, environment: environment.merging(["RABBITMQ_URL": "amqp://plain"]) { $1 })
        #expect(try both.secret(.brokerURL) == "amqp://plain")
    }

    @Test func aSecretFileThatIsMissingOrEmptyIsNamed() async throws {
        let empty = try File("\n")
        for path in [empty.path, "/nowhere/secret"] {
            let settings = try await Settings(flags: [:], file: nil, environment: ["DATABASE_URL_FILE": path])
            let words = await failure { _ = try settings.secret(.databaseURL) }
            #expect(words.contains("DATABASE_URL_FILE") && words.contains(path))
        }
    }

    @Test(arguments: ["0", "65", "-1", "abc", "1.5", "99999999999999999999", " 2"])
    func aBadNumberIsToldWithItsNameAndRange(text: String) async throws {
        let file = try File("etl: {workers: '\(text)'}\n")
        for (flags, environment, path) in [
            ([SettingKey.workers: text], [:], nil), ([:], ["ETL_WORKERS": text], nil), ([:], [:], file.path),
        ] {
            let settings = try await Settings(flags: flags, file: path, environment: environment)
            let words = await failure { _ = try settings.integer(.workers, default: 1, in: 1...64) }
            #expect(words == "ETL_WORKERS is “\(text)”, but must be a number from 1 to 64")
        }
    }

    @Test func withoutAPortThereIsNoHTTP() async throws {
        let file = try File("etl: {http: {port: 8080, host: '::1'}}\n")
        let none = try await Settings(flags: [:], file: nil, environment: ["ETL_HTTP_PORT": "80"])
        #expect(try none.httpAddress() == nil)
        let off = try await Settings(flags: [.httpPort: "0"], file: file.path, environment: ["HTTP_PORT": "81"])
        #expect(try off.httpAddress() == nil)
        let set = try await Settings(flags: [:], file: file.path, environment: ["HTTP_PORT": "81"])
        #expect(try set.httpAddress() == HTTPAddress(host: "::1", port: 81))
        let written = try await Settings(flags: [:], file: file.path, environment: ["HTTP_HOST": "localhost"])
        #expect(try written.httpAddress() == HTTPAddress(host: "localhost", port: 8080))
        let open = try await Settings(flags: [.httpPort: "9"], file: nil, environment: [:])
        #expect(try open.httpAddress() == HTTPAddress(host: "0.0.0.0", port: 9))
    }

    @Test(arguments: [("65536", "::"), ("-1", "::"), ("http", "::"), ("80", "a b"), ("80", "http://h/")])
    func aBadAddressOfHTTPIsToldByItsName(port: String, host: String) async throws {
        let settings = try await Settings(
            flags: [:], file: nil, environment: ["HTTP_PORT": port, "HTTP_HOST": host])
        let words = await failure { _ = try settings.httpAddress() }
        #expect(words.hasPrefix(host == "::" ? "HTTP_PORT is “\(port)”" : "HTTP_HOST is “\(host)”"))
    }

    @Test func aMissingBrokerSaysWhatToSet() async throws {
        let settings = try await Settings(flags: [:], file: nil, environment: [:])
        let words = await failure {
            _ = try StageSettings(.load, settings, defaults: StageDefaults(workers: 1, prefetchPerWorker: 1))
        }
        #expect(words.contains("--broker") && words.contains("RABBITMQ_URL"))
    }

    @Test(arguments: ["http://u:hunter2@h/", "amqp://u:hunter2%@h/", "amqp://u:hunter2@h:port/", "hunter2"])
    func noErrorShowsASecret(url: String) async throws {
        let settings = try await Settings(flags: [.brokerURL: url], file: nil, environment: [:])
        let words = await failure {
            _ = try StageSettings(.load, settings, defaults: StageDefaults(workers: 1, prefetchPerWorker: 1))
        }
        #expect(words.contains("broker URL"))
        #expect(!words.contains("hunter2"))
        #expect(!"\(settings)".contains("hunter2"))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }

    @Test(arguments: [
        "rabbitmq: {url: \"amqp://u:hunter2@h/", "rabbitmq:\n\turl: hunter2", "a: hunter2\n b: c: [", "hunter2",
        "- hunter2", "database: {url: [hunter2, {a: b}]}",
    ])
    func aBadSettingsFileIsNamedAndNotQuoted(text: String) async throws {
        let file = try File(text)
        let words = await failure { _ = try await Settings(flags: [:], file: file.path, environment: [:]) }
        #expect(words.contains("cannot read the settings in \(file.path)"))
        #expect(!words.contains("hunter2"))
    }

    @Test func aMissingSettingsFileIsNamed() async throws {
        let words = await failure { _ = try await Settings(flags: [:], file: "/nowhere.yaml", environment: [:]) }
        #expect(words.contains("/nowhere.yaml"))
    }

    @Test func aBadLogLevelNamesTheGoodOnes() async throws {
        let settings = try await Settings(flags: [:], file: nil, environment: ["LOG_LEVEL": "loud"])
        let words = await failure { _ = try settings.logger(label: "x") }
        #expect(words.contains("LOG_LEVEL") && words.contains("debug, info"))
        let quiet = try await Settings(flags: [.logLevel: "WARNING"], file: nil, environment: ["LOG_LEVEL": "trace"])
        #expect(try quiet.logger(label: "x").logLevel == .warning)
    }

    @Test func aStageHoldsDeliveriesForEachWorker() async throws {
        let settings = try await Settings(
            flags: [.brokerURL: "amqp://h", .workers: "8"], file: nil, environment: [:])
        let stage = try StageSettings(.transform, settings, defaults: StageDefaults(workers: 1, prefetchPerWorker: 2))
        #expect(stage.workers == 8 && stage.prefetch == 16)
    }

    @Test func aFileOfNodesMayHaveCommentsAndMayHaveNothingElse() async throws {
        let file = try File("# name=URL, one a line\na=https://a/k#x, b=https://b\n  # c=https://c\nd=https://d\n")
        let settings = try await Settings(flags: [:], file: nil, environment: ["ETL_NODES_FILE": file.path])
        #expect(try settings.nodeEntries() == ["a=https://a/k#x", "b=https://b", "d=https://d"])
        let none = try File("# name=URL, one a line\n")
        let empty = try await Settings(flags: [:], file: nil, environment: ["ETL_NODES_FILE": none.path])
        #expect(try empty.nodeEntries().isEmpty)
    }
}
