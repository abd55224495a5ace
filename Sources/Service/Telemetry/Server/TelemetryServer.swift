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
    /// Monitors and orchestrators send a request when they have the answer to the last one.
    private static let pipelined = 8

    private let address: HTTPAddress
    private let endpoints: Endpoints
    private let patience: Duration
    private let logger: Logger
    private let onListening: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - metrics: the text for `/metrics`; nil for a server that only answers probes.
    ///   - patience: the longest time that a connection waits for a whole request.
    ///   - onListening: called with the port once the server listens.
    package init(
        _ address: HTTPAddress, health: Health, metrics: (@Sendable () async -> String)?,
        patience: Duration = .seconds(20), logger: Logger,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.address = address
        endpoints = Endpoints(health: health, metrics: metrics)
        self.patience = patience
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or a graceful shutdown begins.
    ///
    /// - Throws: ``ListenError`` if the address cannot be bound.
    package func run() async throws {
        let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result = await cancelWhenGracefulShutdown { await serve(on: threads) }
        await threads.end()
        try result.get()
    }

    private func serve(on threads: MultiThreadedEventLoopGroup) async -> Result<Void, ListenError> {
        let listener = HTTPListener(
            at: .address(address), connections: Self.connectionLimit, pipelined: Self.pipelined, backlog: 64,
            patience: patience, logger: logger)
        return await listener.serve(
            ClosingChannel(inner: HTTP1Channel(responder: endpoints.respond)), on: threads
        ) { channel in
            listening(channel.localAddress?.port ?? address.port)
        }
    }

    private func listening(_ port: Int) {
        logger.info("Serving HTTP", metadata: ["http.host": "\(address.host)", "http.port": "\(port)"])
        onListening(port)
    }
}
