import Blocking
import Glibc
import SystemPackage

/// A TCP port at the address of a host.
struct ServerPort: Sendable, Hashable {
    /// An IPv4 address.
    let address: String
    let number: UInt16

    /// A port that is free now. Nothing reserves it, so a server that finds it in use is started again on another.
    ///
    /// It is free on this machine's loopback. In a network namespace, only the servers of a test have ports.
    static func free(at host: ServerHost = .local) throws(LocalServerError) -> ServerPort {
        guard let socket = openSocket() else { throw noSocket() }
        var address = socketAddress(ServerHost.loopback, 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withSocketAddress(&address) { pointer in
            bind(socket.descriptor.rawValue, pointer, length) == 0
                && getsockname(socket.descriptor.rawValue, pointer, &length) == 0
        }
        guard bound else { throw noSocket() }
        return ServerPort(address: host.address, number: UInt16(bigEndian: address.sin_port))
    }

    /// The same number at the address of another host.
    func at(_ host: ServerHost) -> ServerPort { ServerPort(address: host.address, number: number) }

    /// Whether a server on this port answers `request` with `firstByte` within two seconds.
    func answers(_ request: [UInt8], firstByte: UInt8) async -> Bool {
        await blockingCall { ask(request) == firstByte }
    }

    /// Whether a server accepts connections on this port.
    func accepts() async -> Bool {
        await blockingCall { connected() != nil }
    }

    private func ask(_ request: [UInt8]) -> UInt8? {
        guard let socket = connected() else { return nil }
        // Reads the whole answer: closing with unread bytes would reset the connection, which servers log.
        var answer = [UInt8](repeating: 0, count: 4096)
        guard send(socket.descriptor.rawValue, request, request.count, Int32(MSG_NOSIGNAL)) == request.count,
            recv(socket.descriptor.rawValue, &answer, answer.count, 0) > 0
        else { return nil }
        return answer.first
    }

    private func connected() -> OwnedDescriptor? {
        guard let socket = Self.openSocket() else { return nil }
        // Packets to an unreachable host may vanish: the limit of sending is also that of connecting (socket(7)).
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
            setsockopt(socket.descriptor.rawValue, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = Self.socketAddress(address, number)
        let result = Self.withSocketAddress(&address) {
            connect(socket.descriptor.rawValue, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        if result == 0 { return socket }
        return nil
    }

    private static func openSocket() -> OwnedDescriptor? {
        let socket = systemSocket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if socket < 0 { return nil }
        return OwnedDescriptor(FileDescriptor(rawValue: socket))
    }

    private static func socketAddress(_ host: String, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return address
    }

    private static func withSocketAddress<R>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> R
    ) -> R {
        withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }

    private static func noSocket() -> LocalServerError {
        .file(FilePath(ServerHost.loopback), operation: "get a free port on", Errno(rawValue: errno))
    }
}

/// `socket(2)`, under a name that local names do not shadow.
private func systemSocket(_ domain: Int32, _ type: Int32, _ protocolNumber: Int32) -> Int32 {
    socket(domain, type, protocolNumber)
}
