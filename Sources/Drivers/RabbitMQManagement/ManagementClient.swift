import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// A client of RabbitMQ's management API (rabbitmq.com/docs/http-api-reference). Close it before its release.
package struct ManagementClient: Sendable {
    /// The timeout of a whole request.
    static let limit = Duration.seconds(5)
    /// The size limit of a response.
    static let mostBytes = 4 << 20

    /// Decodes the API's names, which are in snake case.
    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    package let address: ManagementAddress
    private let client: HTTPClient

    /// - Parameter authorities: a file with CA certificates for `https`; nil for the system's.
    package init(_ address: ManagementAddress, authorities: String? = nil) {
        self.address = address
        var tls = TLSConfiguration.makeClientConfiguration()
        if let authorities { tls.trustRoots = .file(authorities) }
        // A redirect would send the login to another server.
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(3), read: .seconds(5)))
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func close() async {
        try? await client.shutdown()
    }

    /// Gets a resource below `/api`; nil if it does not exist.
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
