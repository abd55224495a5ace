import HTTPTypes

@testable import ConsoleService

extension Gate {
    /// The gate of a console that prints links.
    init(port: Int, sessions: Sessions, mayAct: Bool) {
        self.init(origin: PublicOrigin(port: port), evidence: .link, proxies: nil, sessions: sessions, mayAct: mayAct)
    }

    /// What it decides of a browser of this machine.
    func decide(_ head: HTTPRequest) -> Decision { decide(head, from: Peer(address: "127.0.0.1")) }
}
