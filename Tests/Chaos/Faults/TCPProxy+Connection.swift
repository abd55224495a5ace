import Glibc

extension TCPProxy {
    /// A client, and its server once the proxy has connected to one.
    final class Connection {
        private let client: Socket
        private var server: Socket?
        private var toServer = Channel()
        private var toClient = Channel()

        init(client: Socket) {
            client.setUpForForwarding()
            self.client = client
        }

        /// Whether both directions have ended in order.
        var isDone: Bool { toServer.isDone && toClient.isDone }

        func counted(_ direction: Direction) -> Int {
            direction == .toServer ? toServer.counted : toClient.counted
        }

        func startCounting() {
            toServer.startCounting()
            toClient.startCounting()
        }

        /// Connects to the first of `upstreams` that accepts; false if none does.
        func connect(to upstreams: [UInt16]) -> Bool {
            for port in upstreams where server == nil { server = Socket.connected(to: port) }
            return server != nil
        }

        var isConnected: Bool { server != nil }

        /// The events to wait for, the client's side first. It is -1 where none is awaited, so that poll(2) does not
        /// report an event that nothing handles.
        var polls: [pollfd] {
            guard server != nil else { return [Self.poll(-1, 0), Self.poll(-1, 0)] }
            return [
                Self.poll(client.descriptor, Self.events(reading: toServer, writing: toClient)),
                Self.poll(server?.descriptor ?? -1, Self.events(reading: toClient, writing: toServer)),
            ]
        }

        /// Moves the available bytes in one direction, at most `allowance`.
        func move(_ direction: Direction, allowance: Int) -> Channel.Step {
            guard let server else { return .idle }
            return direction == .toServer
                ? toServer.move(from: client, to: server, allowance: allowance)
                : toClient.move(from: server, to: client, allowance: allowance)
        }

        /// Makes the close reset both sides.
        func resetOnClose() {
            client.resetOnClose()
            server?.resetOnClose()
        }

        private static func events(reading: Channel, writing: Channel) -> Int32 {
            (reading.wantsToRead ? POLLIN : 0) | (writing.wantsToWrite ? POLLOUT : 0)
        }

        private static func poll(_ descriptor: Int32, _ events: Int32) -> pollfd {
            pollfd(fd: events == 0 ? -1 : descriptor, events: Int16(events), revents: 0)
        }
    }
}
