import Glibc
import HTTPTypes
import NIOCore

/// The other end of a connection.
struct Peer: Sendable, Hashable {
    /// Nil for a socket in the file system.
    let address: IPAddress?
    let isSocket: Bool

    init(address: String?) {
        self.address = address.flatMap { IPAddress($0) }
        isSocket = false
    }

    init(_ channel: any Channel) {
        address = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
        if case .unixDomainSocket = channel.localAddress { isSocket = true } else { isSocket = false }
    }

    var text: String { isSocket ? "a local socket" : address?.text ?? "unknown" }
}

/// An address of IPv4 or IPv6. One of IPv4 within IPv6 is that of IPv4.
struct IPAddress: Sendable, Hashable {
    /// 4 or 16.
    let bytes: [UInt8]

    var isIPv4: Bool { bytes.count == 4 }

    init?(_ text: some StringProtocol) {
        var (four, six) = (in_addr(), in6_addr())
        let text = String(text)
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            let all = withUnsafeBytes(of: six) { Array($0) }
            let isMapped = all.prefix(10).allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
            bytes = isMapped ? Array(all.suffix(4)) : all
        } else {
            return nil
        }
    }

    /// An address as proxies write it, some of which add the port: `192.0.2.7:4711`, `[2001:db8::7]:4711`.
    init?(forwarded text: some StringProtocol) {
        let form = /\[([0-9a-fA-F:.]+)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}/
        let match = String(text).wholeMatch(of: form)
        let address = match.flatMap { $0.1 ?? $0.2 }.map(String.init)
        self.init(address ?? String(text))
    }

    var text: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isIPv4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "unknown" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A range of addresses: `10.0.0.7`, `10.0.0.0/24`, `fd00::/8`.
struct IPRange: Sendable, Hashable {
    private let start: IPAddress
    private let bits: Int

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let start = parts.first.flatMap({ IPAddress($0) }) else { return nil }
        let most = start.bytes.count * 8
        let bits = parts.count == 2 ? Int(parts[1]) ?? -1 : most
        // One that names all addresses names nobody.
        guard (1...most).contains(bits) else { return nil }
        (self.start, self.bits) = (start, bits)
    }

    func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == start.bytes.count else { return false }
        return (0..<bits).allSatisfy { bit in
            (address.bytes[bit / 8] ^ start.bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
        }
    }
}

/// The proxies that a console is behind. It answers nobody else.
enum ProxyPeers: Sendable, Hashable {
    /// Whoever may connect to the socket.
    case socket
    case named([IPRange])

    func contains(_ peer: Peer) -> Bool {
        switch self {
        case .socket: peer.isSocket
        case .named: peer.address.map(isProxy) ?? false
        }
    }

    private func isProxy(_ address: IPAddress) -> Bool {
        guard case .named(let ranges) = self else { return false }
        return ranges.contains { $0.contains(address) }
    }

    /// The address of the browser: the last that a proxy has added to `X-Forwarded-For`, and that is no proxy itself. What is before it,
    /// anybody may have written.
    func browser(_ head: HTTPRequest, from peer: Peer) -> String {
        for part in Gate.values("X-Forwarded-For", of: head).flatMap({ $0.split(separator: ",") }).reversed() {
            guard let address = IPAddress(forwarded: part.filter { $0 != " " && $0 != "\t" }) else { break }
            if !isProxy(address) { return address.text }
        }
        return peer.text
    }
}
