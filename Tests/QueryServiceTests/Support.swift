import AsyncHTTPClient
import CoreMetrics
import DatabaseHealth
import Foundation
import Ledger
import Logging
import NIOCore
import NIOHTTP1
import Postgres
import ServiceLifecycle
import ServiceSettings
import Telemetry
import TestSupport
import Testing

@testable import QueryService

/// A service in this process, on a free port.
struct RunningService: Sendable {
    let port: Int
    let health: Health
    let log: LogCollector

    /// An answer over HTTP.
    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let body: String

        /// The codes of the errors, in order.
        var codes: [String] {
            body.matches(of: /"code":"([A-Z_]+)"/).map { String($0.1) }
        }
    }

    func send(
        _ method: HTTPMethod, _ path: String = "/graphql", headers: [String: String] = [:], body: String? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 32 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    /// Asks by POST, as a client of the newer media type.
    func ask(_ query: String, variables: String? = nil, headers: [String: String] = [:]) async throws -> Answer {
        let text = String(decoding: try JSONEncoder().encode(query), as: UTF8.self)
        let more = variables.map { #","variables":\#($0)"# } ?? ""
        let all = ["content-type": "application/json", "accept": "application/graphql-response+json"]
        return try await send(.POST, headers: all.merging(headers) { $1 }, body: #"{"query":\#(text)\#(more)}"#)
    }

    /// Asks until the answer has these codes.
    func ask(_ query: String, until codes: [String]) async throws -> Answer {
        for _ in 0..<400 {
            let answer = try await ask(query)
            if answer.codes == codes { return answer }
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await ask(query)
    }
}

/// Runs a service with settings on a database, and stops it afterwards.
///
/// Suites that call it are serialized: all at once would need more sessions than the server allows.
func serving(
    _ url: String, _ settings: [SettingKey: String?] = [:],
    metrics: any MetricsFactory = NOOPMetricsHandler.instance,
    _ body: @Sendable (RunningService) async throws -> Void
) async throws {
    let log = LogCollector()
    let health = Health(checks: DatabaseChecks.all)
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let all = [SettingKey.listen: "127.0.0.1:0"].merging(settings) { $1 }
    let service = try GraphQLService(
        QuerySettings(try await Settings(flags: all, file: nil, environment: [:])),
        PostgresConfiguration(url: url, applicationName: "graphql"), health: health,
        metrics: QueryMetrics(factory: metrics), logger: log.logger, onListening: { listening.yield($0) })
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    let group = ServiceGroup(services: [service], logger: quiet)
    let running = Task {
        defer { listening.finish() }
        try await group.run()
    }
    var port = 0
    for await first in ports {
        port = first
        break
    }
    guard port > 0 else { return try await running.value }
    let result = await Result { try await body(RunningService(port: port, health: health, log: log)) }
    await group.triggerGracefulShutdown()
    try await running.value
    try result.get()
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

/// A database with tables, a few rows and all indexes, and a connection of its owner.
func withLoadedDatabase(
    _ body: @Sendable (_ url: String, _ owner: PostgresConnection) async throws -> Void
) async throws {
    try await TestServers.shared.withDatabase { url in
        let owner = try await PostgresConnection.connect(PostgresConfiguration(url: url, applicationName: "tests"))
        try await Migrator.migrate(on: owner)
        try await owner.execute(
            #"""
            INSERT INTO tokens (address, symbol, name, decimals) VALUES
                (decode(repeat('aa', 20), 'hex'), 'AAA', 'Token "A"', 18), (decode(repeat('bb', 20), 'hex'), NULL, NULL, NULL);
            INSERT INTO token_transfers (block_number, log_index, transaction_hash, token_address, from_address, to_address,
                value, block_timestamp)
            SELECT 100 + n / 10, n % 10, decode(md5(n::text) || md5(n::text), 'hex'), decode(repeat('aa', 20), 'hex'),
                decode(repeat('01', 20), 'hex'), decode(repeat('02', 20), 'hex'), n * 1000000000000000000::numeric,
                '2022-08-08T23:06:52Z'::timestamptz + n / 10 * interval '12 s'
            FROM generate_series(0, 99) AS n;
            CREATE INDEX ON token_transfers (token_address, block_number, log_index);
            CREATE INDEX ON token_transfers (from_address, block_number, log_index);
            CREATE INDEX ON token_transfers (to_address, block_number, log_index);
            """#)
        try await body(url, owner)
        await owner.close()
    }
}
