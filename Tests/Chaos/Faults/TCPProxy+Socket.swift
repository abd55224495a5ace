import Glibc

extension TCPProxy {
    /// A socket that closes with the last reference to it.
    final class Socket: Sendable {
        let descriptor: Int32

        init() throws(Failure) {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw Failure(what: "open a socket", errno: errno) }
        }

        private init(accepted: Int32) { descriptor = accepted }

        deinit { Glibc.close(descriptor) }

        /// Accepts the next client of a listening socket; nil if there is none.
        static func accepted(from listener: Socket) -> Socket? {
            let client = Glibc.accept(listener.descriptor, nil, nil)
            guard client >= 0 else { return nil }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            return Socket(accepted: client)
        }

        /// A connection to a port of 127.0.0.1; nil if no server accepts there within a second.
        static func connected(to port: UInt16) -> Socket? {
            guard let socket = try? Socket() else { return nil }
            var limit = timeval(tv_sec: 1, tv_usec: 0)
            setsockopt(socket.descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            let result = withLoopback(port) { connect(socket.descriptor, $0, $1) }
            guard result == 0 else { return nil }
            socket.setUpForForwarding()
            return socket
        }

        /// Makes the socket non-blocking, and sends small messages at once.
        func setUpForForwarding() {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        }

        func setOption(_ level: Int32, _ name: Int32, _ value: Int32) {
            var value = value
            setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
        }

        /// Makes the close a reset: a linger time of zero (socket(7)).
        func resetOnClose() {
            var none = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
        }

        /// Binds to a port of 127.0.0.1, or to any free one, and returns its number.
        func bind(to port: UInt16?) throws(Failure) -> UInt16 {
            setOption(SOL_SOCKET, SO_REUSEADDR, 1)
            guard Self.withLoopback(port ?? 0, { Glibc.bind(descriptor, $0, $1) }) == 0 else {
                throw Failure(what: "take a port", errno: errno)
            }
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            _ = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
            return UInt16(bigEndian: address.sin_port)
        }

        private static func withLoopback<R>(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }

    /// A port that stays bound while the proxy does not listen on it.
    struct Listener: Sendable {
        let port: UInt16
        /// Bound but never listening: it reserves the port, on which the kernel then refuses connections.
        private let holder: Socket
        private var listening: Socket?

        init() throws(Failure) {
            holder = try Socket()
            port = try holder.bind(to: nil)
            try listen()
        }

        /// The descriptor to poll for clients; -1 (which poll(2) skips) while the proxy refuses them.
        var descriptor: Int32 { listening?.descriptor ?? -1 }

        mutating func listen() throws(Failure) {
            guard listening == nil else { return }
            let socket = try Socket()
            _ = try socket.bind(to: port)
            guard Glibc.listen(socket.descriptor, 128) == 0 else { throw Failure(what: "listen", errno: errno) }
            socket.setUpForForwarding()
            listening = socket
        }

        mutating func refuse() { listening = nil }

        func accept() -> Socket? { listening.flatMap(Socket.accepted) }
    }
}
