import Glibc
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Answers `/livez`, `/readyz` and `/metrics` over HTTP, on one thread.
///
/// At a shutdown, it stops at once, even with open connections. In a group, it must come before the service that it
/// reports on. A group stops the last started service first, so the server answers until that has finished.
package struct TelemetryServer: Service {
    /// Far more than a monitor and an orchestrator need; each can use some kilobytes.
    private static let connectionLimit = 32

    private let address: HTTPAddress
    private let endpoints: Endpoints
    private let logger: Logger
    private let onListening: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - metrics: the text for `/metrics`.
    ///   - onListening: called with the port once the server listens.
    package init(
        _ address: HTTPAddress, health: Health, metrics: @escaping @Sendable () async -> String, logger: Logger,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.address = address
        endpoints = Endpoints(health: health, metrics: metrics)
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or a graceful shutdown begins.
    ///
    /// - Throws: ``ListenError`` if the address cannot be bound.
    package func run() async throws {
        let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result = await cancelWhenGracefulShutdown { await serve(on: threads) }
        // Closes remaining connections; an error here has no remedy.
        try? await threads.shutdownGracefully()
        try result.get()
    }

    private func serve(on threads: MultiThreadedEventLoopGroup) async -> Result<Void, ListenError> {
        // The library would log every broken connection, which needs no action.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .critical)
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: endpoints.respond, configuration: .init(idleTimeout: .seconds(60))),
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port), backlog: 64,
                availableConnectionsDelegate: .maximum(Self.connectionLimit, logger: quiet)),
            onServerRunning: { channel in listening(channel.localAddress?.port ?? address.port) },
            eventLoopGroup: threads, logger: quiet)
        do {
            try await server.run()
            return .success(())
        } catch {
            return Task.isCancelled ? .success(()) : .failure(ListenError(address, error))
        }
    }

    private func listening(_ port: Int) {
        logger.info("Serving HTTP", metadata: ["http.host": "\(address.host)", "http.port": "\(port)"])
        onListening(port)
    }
}

/// The address of a service's HTTP endpoints.
package struct HTTPAddress: Sendable, Hashable, CustomStringConvertible {
    /// A host name or address of this machine; `0.0.0.0` is all addresses.
    package let host: String
    /// 0 is any free one.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// The reason that a service cannot serve HTTP, for its operator.
package struct ListenError: Error, Sendable, CustomStringConvertible {
    package let description: String

    /// - Parameter error: that of the server.
    package init(_ address: HTTPAddress, _ error: any Error) {
        let reason =
            switch (error as? IOError)?.errnoCode {
            case EADDRINUSE: "another process uses the port: stop it, or choose another port"
            case EACCES, EPERM: "this user cannot bind the port: choose one from 1024 up"
            case EADDRNOTAVAIL:
                "no network interface of this machine has the address: choose another host, or 0.0.0.0 for all"
            case .some(let code): String(cString: strerror(code))
            case nil: "the host name is unknown, or belongs to another machine"
            }
        description = "cannot serve HTTP on \(address): \(reason)"
    }
}
