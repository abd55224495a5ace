import Glibc
package import HummingbirdCore
package import Logging
package import NIOCore

/// Serves HTTP at an address.
package struct HTTPListener: Sendable {
    /// The size of a connection's buffers in the kernel.
    private static let socketBytes: SocketOptionValue = 64 << 10

    let place: ListenPlace
    let connections: Int
    let pipelined: Int
    let backlog: Int
    let patience: Duration
    let logger: Logger

    /// - Parameters:
    ///   - connections: the most connections; for one more, one is closed that waits for a request: the oldest of the peer with most of these.
    ///   - pipelined: the most requests of a connection that wait for their responses; with one more, it is closed.
    ///   - backlog: the most that the kernel lets wait.
    ///   - patience: the longest time from a response, or the beginning, to the end of the next request, and for a part of a
    ///     response to be read.
    package init(
        at place: ListenPlace, connections: Int, pipelined: Int, backlog: Int, patience: Duration = .seconds(30),
        logger: Logger
    ) {
        self.place = place
        self.connections = connections
        self.pipelined = pipelined
        self.backlog = backlog
        self.patience = patience
        self.logger = logger
    }

    /// Serves until the task is cancelled, or a graceful shutdown has ended all connections.
    ///
    /// - Parameters:
    ///   - connection: what each connection speaks.
    ///   - threads: run the connections.
    ///   - onListening: receives the listening channel.
    package func serve(
        _ connection: some ServerChildChannel, on threads: any EventLoopGroup,
        onListening: @escaping @Sendable (any Channel) -> Void
    ) async -> Result<Void, ListenError> {
        switch place {
        case .address(let address):
            return await serve(connection, .hostname(address.host, port: address.port), on: threads, onListening)
        case .socket(let path):
            do {
                return await serve(connection, at: try LocalSocket(path), on: threads, onListening)
            } catch {
                return .failure(error)
            }
        }
    }

    private func serve(
        _ connection: some ServerChildChannel, at socket: LocalSocket, on threads: any EventLoopGroup,
        _ onListening: @escaping @Sendable (any Channel) -> Void
    ) async -> Result<Void, ListenError> {
        let result = await serve(connection, .unixDomainSocket(path: socket.draft), on: threads) { channel in
            guard socket.publish() else { return channel.close(promise: nil) }
            onListening(channel)
        }
        socket.remove()
        return socket.fault.map { .failure(ListenError(place, $0)) } ?? result
    }

    private func serve(
        _ connection: some ServerChildChannel, _ address: BindAddress, on threads: any EventLoopGroup,
        _ onListening: @escaping @Sendable (any Channel) -> Void
    ) async -> Result<Void, ListenError> {
        // The library would log every broken connection, which needs no action.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .critical)
        let open = OpenConnections(limit: connections, pipelined: pipelined, patience: patience)
        let server = Server(
            childChannelSetup: GuardedChannel(inner: connection, connections: open),
            configuration: ServerConfiguration(
                address: address, backlog: backlog,
                // A new connection has to be accepted before another makes room for it.
                availableConnectionsDelegate: .maximum(connections + 1, logger: quiet)),
            onServerRunning: { channel in
                // Connections inherit these. The kernel would keep megabytes for each client that reads nothing.
                _ = channel.setOption(.socketOption(.so_sndbuf), value: Self.socketBytes)
                _ = channel.setOption(.socketOption(.so_rcvbuf), value: Self.socketBytes)
                onListening(channel)
            }, eventLoopGroup: threads, logger: quiet)
        // Never cancelled: the library would drop connections that it has accepted, and NIO ends the process for that.
        let run = Task { try await server.run() }
        let result = await withTaskCancellationHandler {
            await run.result
        } onCancel: {
            open.closeAll()
            Task { try? await server.shutdownGracefully() }
        }
        return result.flatMapError { Task.isCancelled ? .success(()) : .failure(ListenError(place, $0)) }
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

/// Where a server listens.
package enum ListenPlace: Sendable, Hashable, CustomStringConvertible {
    case address(HTTPAddress)
    /// The path of a socket in the file system.
    case socket(String)

    package var description: String {
        switch self {
        case .address(let address): "\(address)"
        case .socket(let path): "unix:\(path)"
        }
    }
}

/// The reason that a service cannot serve HTTP, for its operator.
package struct ListenError: Error, Sendable, CustomStringConvertible {
    package let description: String

    /// - Parameter error: that of the server.
    init(_ place: ListenPlace, _ error: any Error) {
        let reason =
            switch (error as? IOError)?.errnoCode {
            case EADDRINUSE: "another process uses the port: stop it, or choose another port"
            case EACCES, EPERM: "this user cannot bind the port: choose one from 1024 up"
            case EADDRNOTAVAIL:
                "no network interface of this machine has the address: choose another host, or 0.0.0.0 for all"
            case .some(let code): String(cString: strerror(code))
            case nil: "the host name is unknown, or belongs to another machine"
            }
        self.init(place, reason)
    }

    init(_ place: ListenPlace, _ reason: String) {
        description = "cannot serve HTTP on \(place): \(reason)"
    }
}
