import Logging
import NIOCore
import ServiceLifecycle
import Telemetry

/// Serves HTTP until a graceful shutdown, at which requests in progress are answered.
///
/// One thread reads, compiles and writes; those of the sessions wait for the database, which does most of the work.
struct QueryServer: Sendable {
    /// The most connections. Each can use some kilobytes while it is idle.
    private static let connectionLimit = 256

    /// The most requests of a connection that wait for their responses. They are in memory, parsed.
    private static let pipelined = 64

    let address: HTTPAddress
    let responder: QueryResponder
    let logger: Logger
    /// Called with the port once the server listens.
    let onListening: @Sendable (Int) -> Void

    /// - Parameter threads: have one thread. Responses can come after the end, until no session works any more.
    /// - Returns: an error if the address cannot be bound.
    func serve(on threads: any EventLoopGroup) async -> Result<Void, ListenError> {
        let listener = HTTPListener(
            at: .address(address), connections: Self.connectionLimit, pipelined: Self.pipelined, backlog: 256,
            logger: logger
        )
        return await withGracefulShutdownHandler {
            await listener.serve(
                QueryConnectionSetup(responder: responder), on: threads, onListening: listening)
        } onGracefulShutdown: {
            responder.deadlines.hurry()
        }
    }

    @Sendable
    private func listening(_ channel: any Channel) {
        let port = channel.localAddress?.port ?? address.port
        logger.info(
            "Serving GraphQL",
            metadata: ["http.host": "\(address.host)", "http.port": "\(port)", "http.path": "\(QueryResponder.path)"])
        onListening(port)
    }
}
