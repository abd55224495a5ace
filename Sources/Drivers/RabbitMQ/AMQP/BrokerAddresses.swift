internal import CRabbitMQ
internal import Glibc
internal import Synchronization

/// The addresses of a broker's host, of which one may be silent: a node that was cut off, or that hangs.
///
/// librabbitmq leaves an address that refuses, but waits for a silent one until its time is over, and would begin with it
/// in the next attempt, too.
struct BrokerAddresses: Sendable {
    /// Numeric addresses, or the host itself if it has only one.
    let all: [String]

    /// The attempts that failed, of all connections: the next one begins with another address.
    private static let failures = Atomic<Int>(0)

    init(of host: String) {
        let numeric = Self.resolve(host)
        all = numeric.count > 1 ? numeric : [host]
    }

    init(_ all: [String]) {
        self.all = all
    }

    /// Makes later attempts begin with the next address: this one did not answer, or not long enough to log in.
    static func skipFirst() { failures.add(1, ordering: .relaxed) }

    /// Connects to the first address that answers, each in its share of the remaining time.
    ///
    /// - Parameter connect: returns a status of librabbitmq. One that means neither silence nor a refusal ends the search.
    func connect(
        within limit: Duration, from first: Int = failures.load(ordering: .relaxed),
        _ connect: (_ address: String, _ limit: Duration) -> Int32
    ) -> Int32 {
        let end = MonotonicTime.now() + limit
        var failure = AMQP_STATUS_HOSTNAME_RESOLUTION_FAILED.rawValue
        for place in all.indices {
            let address = all[(place + first) % all.count]
            let status = connect(address, end.remaining() / (all.count - place))
            switch status {
            // Silence says more than the refusal of another address: somebody may be there.
            case AMQP_STATUS_TIMEOUT.rawValue: failure = status
            case AMQP_STATUS_SOCKET_ERROR.rawValue: if failure != AMQP_STATUS_TIMEOUT.rawValue { failure = status }
            default: return status
            }
        }
        return failure
    }

    /// The addresses in the system's order (getaddrinfo(3)); none if it knows none.
    private static func resolve(_ host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &found) == 0 else { return [] }
        defer { freeaddrinfo(found) }
        var addresses: [String] = []
        var next = found
        while let entry = next {
            if let text = numeric(entry.pointee), !addresses.contains(text) { addresses.append(text) }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    private static func numeric(_ entry: addrinfo) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { buffer in
            guard let text = buffer.baseAddress,
                getnameinfo(
                    entry.ai_addr, entry.ai_addrlen, text, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST) == 0
            else { return nil }
            return String(cString: text)
        }
    }
}
