import Glibc
import SystemPackage

/// Checks whether a service on this machine is ready. Blocks for a few seconds at most; reads 4 KiB of the response.
struct ReadinessProbe {
    let port: UInt16
    /// The read and write timeout: longer than a service needs to detect an unavailable database.
    var patience: Duration = .seconds(4)

    /// The response of the service.
    struct Answer: Sendable, Hashable {
        let status: Int
        let body: String
    }

    /// The port is closed, silent, or does not speak HTTP.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func ask() throws(Failure) -> Answer {
        let connection = try connect()
        let text: String
        do {
            defer { try? connection.close() }
            try connection.writeAll("GET /readyz HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
            text = try Self.text(from: connection)
        } catch {
            throw Failure(description: "no answer from port \(port): \(error)")
        }
        guard let answer = Answer(text) else {
            throw Failure(description: "port \(port) does not belong to a token-etl service")
        }
        return answer
    }

    private func connect() throws(Failure) -> FileDescriptor {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { throw Failure(description: "cannot create a socket: \(Errno(rawValue: errno))") }
        var limit = timeval(tv_sec: .init(patience.components.seconds), tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        // Also applies to connect(2).
        setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard Self.connect(number, to: port) else {
            let error = Errno(rawValue: errno)
            close(number)
            throw Failure(description: "cannot connect to port \(port): \(error)")
        }
        return FileDescriptor(rawValue: number)
    }

    private static func connect(_ number: Int32, to port: UInt16) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                systemConnect(number, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func text(from connection: FileDescriptor) throws -> String {
        let most = 4096
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1024)
        while bytes.count < most {
            let count = try part.withUnsafeMutableBytes { try connection.read(into: $0) }
            bytes += part.prefix(count)
            // A server may keep the connection open in spite of `Connection: close`.
            if count == 0 || Answer.isWhole(String(decoding: bytes, as: UTF8.self)) { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ReadinessProbe.Answer {
    /// Parses a status line, headers and a body; nil when it is not HTTP.
    init?(_ text: String) {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = parts.first, let match = head.prefixMatch(of: /HTTP\/1\.[01] ([1-5][0-9][0-9])\b/),
            let status = Int(match.1)
        else { return nil }
        self.init(status: status, body: parts.count == 2 ? String(parts[1]) : "")
    }

    /// Whether the body has the length of its Content-Length header; false without that header.
    static func isWhole(_ text: String) -> Bool {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        for line in parts[0].split(separator: "\r\n") {
            let field = line.split(separator: ":", maxSplits: 1)
            guard field.count == 2, field[0].lowercased() == "content-length" else { continue }
            return Int(field[1].drop { $0 == " " }).map { parts[1].utf8.count >= $0 } ?? false
        }
        return false
    }
}

/// `connect(2)` under a name that the methods do not shadow.
private func systemConnect(_ number: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    connect(number, address, length)
}
