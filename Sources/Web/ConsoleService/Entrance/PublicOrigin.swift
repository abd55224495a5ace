/// Under which addresses browsers open the console. It answers under no other, and takes forms of no other's pages.
struct PublicOrigin: Sendable, Hashable {
    /// `http` or `https`.
    let scheme: String
    /// Names or addresses with a port, unless that is the usual one; lowercased, as browsers send them.
    let hosts: Set<String>

    /// Those of this machine alone.
    init(port: Int, isEncrypted: Bool = false) {
        scheme = isEncrypted ? "https" : "http"
        let end = port == (isEncrypted ? 443 : 80) ? "" : ":\(port)"
        hosts = Set(["127.0.0.1", "localhost", "[::1]"].map { $0 + end })
    }

    /// One that is set: `https://console.example.org`. It may be plain for this machine alone, as at the end of a tunnel.
    ///
    /// - Returns: nil if it is none.
    init?(_ text: String) {
        let form = /(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::([0-9]{1,5}))?\/?/
        guard let match = text.lowercased().wholeMatch(of: form) else { return nil }
        scheme = String(match.1)
        let usual = scheme == "https" ? 443 : 80
        let port = match.3.map { Int($0) ?? 0 } ?? usual
        guard (1...65535).contains(port), scheme == "https" || Self.isLoopback(match.2) else { return nil }
        hosts = [port == usual ? String(match.2) : "\(match.2):\(port)"]
    }

    static func isLoopback(_ host: some StringProtocol) -> Bool {
        ["127.0.0.1", "::1", "[::1]", "localhost"].contains(String(host))
    }

    /// Whether it has no name but those that every machine has.
    var isOfThisMachine: Bool { hosts.allSatisfy { host in Self.isLoopback(host.replacing(/:[0-9]+$/, with: "")) } }

    /// The origin of a page under one of the hosts.
    func origin(_ host: String) -> String { "\(scheme)://\(host)" }
}
