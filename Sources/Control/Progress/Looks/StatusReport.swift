package import DeadLetters
import RabbitMQ
import RabbitMQManagement
package import ServerAccess
import ServiceSettings

/// The servers of a status, and whether it is read repeatedly.
package struct StatusRequest: Sendable {
    package let servers: ServerRequest
    /// Whether to read until cancelled. Servers may then be unavailable at first or later.
    package let isRepeated: Bool
    /// Asks for another reading of the dead letters.
    package let renewal: LetterRenewal

    package init(servers: ServerRequest, isRepeated: Bool = false, renewal: LetterRenewal = LetterRenewal()) {
        self.servers = servers
        self.isRepeated = isRepeated
        self.renewal = renewal
    }
}

/// Reads the status, and starts private servers for that time if needed.
package struct StatusReport: Sendable {
    private let request: StatusRequest

    package init(_ request: StatusRequest) {
        self.request = request
    }

    /// Reads the status once, or every two seconds until cancelled.
    ///
    /// - Parameter show: called with each status, one at a time.
    /// - Returns: the last status; nil if a repeated report found no server to read.
    package func run(_ show: (Status) throws -> Void) async throws -> Status? {
        guard !request.isRepeated else { return try await watch { status, _ in try show(status) } }
        return try await looking { look in
            let status = try await look.status()
            try show(status)
            return status
        }
    }

    /// Reads the status every two seconds until cancelled, whatever was requested.
    ///
    /// - Parameter show: called with each status and the dead letters that it counts, one at a time.
    /// - Returns: the last status; nil if no server was found to read.
    @discardableResult
    package func watch(_ show: (Status, FoundLetters) throws -> Void) async throws -> Status? {
        try await looking { look in try await watch(&look, show) }
    }

    private func looking(_ body: (inout StatusLook) async throws -> Status?) async throws -> Status? {
        let servers = try await Servers.openToLook(request.servers)
        return try await servers.stopping {
            var look = StatusLook(servers, request)
            let outcome = await Result { try await body(&look) }
            await look.close(waiting: !request.isRepeated)
            return try outcome.get()
        }
    }

    private func watch(
        _ look: inout StatusLook, _ show: (Status, FoundLetters) throws -> Void
    ) async throws -> Status? {
        do {
            _ = try await look.status()
        } catch  where error.mayPass {
            // The watch reports this itself, and retries.
        }
        guard let sources = look.sources else { return nil }
        let watch = StatusWatch(sources)
        try await watch.run(show)
        return watch.status(at: .now)
    }
}

/// The opened servers of a status.
private struct StatusLook {
    let servers: Servers
    let request: StatusRequest
    /// The private broker, if one was needed.
    private var broker: Servers?
    private(set) var sources: StatusSources?

    init(_ servers: Servers, _ request: StatusRequest) {
        self.servers = servers
        self.request = request
    }

    /// Reads the ledger, and the broker if a source is incomplete: only the broker knows the dead letters. Starting a
    /// private broker takes seconds, so this avoids it otherwise.
    mutating func status() async throws -> Status {
        let ledger = LedgerLook(servers)
        let status = try await open(ledger, servers).look()
        guard servers.brokerURL == nil, !status.isComplete else { return status }
        broker = try await servers.openBroker(request.servers)
        guard let broker else { return status }
        return try await open(ledger, broker).look()
    }

    private mutating func open(_ ledger: LedgerLook, _ known: Servers) throws -> StatusSources {
        var opened = StatusSources(ledger: ledger)
        if known.brokerURL != nil {
            let broker = try known.brokerConfiguration()
            opened.broker = BrokerLook(broker, renewal: request.renewal)
            opened.management = try request.servers.settings.managementClient(of: broker)
        }
        sources = opened
        return opened
    }

    /// - Parameter waiting: whether to wait for calls in progress; a call of a watch may hang.
    func close(waiting: Bool) async {
        await sources?.management?.close()
        if waiting { await sources?.close() }
        await broker?.stop()
    }
}

extension Settings {
    /// A client of RabbitMQ's management API, if its URL is set.
    fileprivate func managementClient(of broker: RabbitMQConfiguration) throws(SettingsError) -> ManagementClient? {
        guard let address = try managementAddress(of: broker) else { return nil }
        return ManagementClient(address, authorities: string(.brokerAuthority))
    }
}
