import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Telemetry

/// Serves HTTP until a graceful shutdown, at which requests in progress are answered.
///
/// One thread reads, compiles and writes; those of the sessions wait for the database, which does most of the work.
struct QueryServer: Sendable {
    /// The most connections. Each can use some kilobytes while it is idle.
    private static let connectionLimit = 1024

    let address: HTTPAddress
    let responder: QueryResponder
    let logger: Logger
    /// Called with the port once the server listens.
    let onListening: @Sendable (Int) -> Void

    /// - Throws: ``ListenError`` if the address cannot be bound.
    func run() async throws {
        let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result = await withTaskExecutorPreference(EventLoopExecutor(threads.any())) { await serve(on: threads) }
        // Closes remaining connections; an error here has no remedy.
        try? await threads.shutdownGracefully()
        try result.get()
    }

    private func serve(on threads: MultiThreadedEventLoopGroup) async -> Result<Void, ListenError> {
        // The library would log every broken connection, which needs no action.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .critical)
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: responder.respond,
                configuration: .init(idleTimeout: .seconds(60), httpDecoderConfiguration: decoder)),
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port), backlog: 256,
                availableConnectionsDelegate: .maximum(Self.connectionLimit, logger: quiet)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? address.port
                logger.info(
                    "Serving GraphQL",
                    metadata: ["http.host": "\(address.host)", "http.port": "\(port)", "http.path": "/graphql"])
                onListening(port)
            },
            eventLoopGroup: threads, logger: quiet)
        do {
            try await server.run()
            return .success(())
        } catch {
            return Task.isCancelled ? .success(()) : .failure(ListenError(address, error))
        }
    }
}
