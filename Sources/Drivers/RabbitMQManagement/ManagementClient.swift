import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// Asks RabbitMQ's management API (rabbitmq.com/docs/http-api-reference). To be closed, or the client complains.
package struct ManagementClient: Sendable {
    /// For one answer from beginning to end.
    static let limit = Duration.seconds(5)
    /// The most that an answer may have.
    static let mostBytes = 4 << 20

    /// Reads the API's names, which are in snake case.
    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    package let address: ManagementAddress
    private let client: HTTPClient

    /// - Parameter authorities: a file with certificates for `https`; nil for those of the system.
    package init(_ address: ManagementAddress, authorities: String? = nil) {
        self.address = address
        var tls = TLSConfiguration.makeClientConfiguration()
        if let authorities { tls.trustRoots = .file(authorities) }
        // A redirection would carry the login to somewhere else.
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(3), read: .seconds(5)))
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func close() async {
        try? await client.shutdown()
    }

    /// Asks for something below `/api`; nil when there is no such thing.
    func get<Value: Decodable>(
        _ type: Value.Type, _ path: [String], columns: [String] = []
    ) async throws(ManagementError) -> Value? {
        do {
            var request = HTTPClientRequest(url: address.url(path, columns: columns))
            let login = Data("\(address.user):\(address.password)".utf8).base64EncodedString()
            request.headers.add(name: "Authorization", value: "Basic \(login)")
            let limit = TimeAmount.seconds(Self.limit.components.seconds)
            let response = try await client.execute(request, timeout: limit)
            let body = try await response.body.collect(upTo: Self.mostBytes)
            if response.status == .notFound { return nil }
            guard response.status == .ok else { throw ManagementError(status: response.status.code, at: address) }
            return try Self.decoder.decode(type, from: Data(body.readableBytesView))
        } catch {
            throw ManagementError(error, at: address)
        }
    }
}
