import ArgumentParser
import Bus
import DisplayText
import Postgres
import Progress
import RabbitMQ
import RabbitMQManagement
import ServerAccess
import ServiceSettings
import TerminalOutput

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows the progress of every source and the state of the queues.",
        discussion: """
            Exit code 1 if anything is dead-lettered. With the URL of RabbitMQ's management API, it also shows \
            unacknowledged messages, rates and blocked connections.
            """)

    @OptionGroup var options: ConnectionOptions

    @Option(
        help: ArgumentHelp(
            """
            RabbitMQ's management API: http://user:password@host:15672 (RABBITMQ_MANAGEMENT_URL, \
            RABBITMQ_MANAGEMENT_URL_FILE). Without a user, the login of the broker is used.
            """, valueName: "url"))
    var management: String?

    @Flag(help: "Refresh every two seconds, until Ctrl-C.")
    var watch = false

    @Flag(help: "Print JSON; with --watch, one line per refresh.")
    var json = false

    func run() async throws {
        let request = try await options.request([.managementURL: management])
        Terminal.outliveItsReaders()
        let (options, watch, json) = (options, watch, json)
        let isWell = try await withCommandErrors {
            let servers = try await Servers.openToLook(request)
            return try await servers.stopping {
                try await Interruption.watch(announcing: !watch) {
                    var report = StatusReport(servers: servers, options: options, request: request, json: json)
                    let outcome = await Result { watch ? try await report.watch() : try await report.showOnce() }
                    await report.close(waiting: !watch)
                    return try outcome.get()
                }
            }
        }
        guard isWell else { throw ExitCode(1) }
    }
}

/// Shows the status once or repeatedly.
private struct StatusReport {
    let servers: Servers
    let options: ConnectionOptions
    let request: ServerRequest
    let json: Bool
    /// The private broker, if one was needed.
    private var broker: Servers?
    private var sources: StatusSources?

    init(servers: Servers, options: ConnectionOptions, request: ServerRequest, json: Bool) {
        self.servers = servers
        self.options = options
        self.request = request
        self.json = json
    }

    /// - Returns: whether there are no dead letters.
    mutating func showOnce() async throws -> Bool {
        let status = try await look()
        Terminal.print(json ? try JSONOutput.document(status) : status.lines(view).joined(separator: "\n"))
        return status.isWell
    }

    /// Shows the status until Ctrl-C. Servers may be unavailable at first or later.
    mutating func watch() async throws -> Bool {
        do {
            _ = try await look()
        } catch  where error.mayPass {
            // The watch reports this itself, and retries.
        }
        guard let sources else { return true }
        let watch = StatusWatch(sources)
        let screen = StatusScreen()
        let isScreen = Terminal.isInteractive && !json
        if isScreen { screen.begin() }
        defer { if isScreen { screen.end() } }
        let (json, options) = (json, options)
        try await watch.run { status in
            var view = Self.view(options)
            // The rest of the screen shows the stages.
            if isScreen { view.mostSources = max(3, (Terminal.height ?? 24) - 14) }
            let lines = json ? [try JSONOutput.line(status)] : status.lines(view)
            if isScreen {
                screen.draw(
                    lines + ["", "Press Ctrl-C to quit."], width: Terminal.width, height: Terminal.height ?? 24)
            } else {
                Terminal.print(lines.joined(separator: "\n") + (json ? "" : "\n"))
            }
        }
        return watch.status(at: .now).isWell
    }

    /// Reads the ledger, and the broker if a source is incomplete: only the broker knows the dead letters. Starting a
    /// private broker takes seconds, so this avoids it otherwise.
    private mutating func look() async throws -> Status {
        let ledger = LedgerLook(servers)
        let status = try await open(ledger, servers).look()
        guard servers.brokerURL == nil, !status.isComplete else { return status }
        broker = try await servers.openBroker(request)
        guard let broker else { return status }
        return try await open(ledger, broker).look()
    }

    private mutating func open(_ ledger: LedgerLook, _ known: Servers) throws -> StatusSources {
        var opened = StatusSources(ledger: ledger)
        if known.brokerURL != nil {
            let broker = try known.brokerConfiguration()
            opened.broker = BrokerLook(broker)
            opened.management = try request.settings.managementClient(of: broker)
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

    private var view: Status.View { Self.view(options) }

    private static func view(_ options: ConnectionOptions) -> Status.View {
        var view = Status.View(again: options.againAtBroker, hasColours: Terminal.hasColours)
        guard Terminal.isInteractive else { return view }
        view.width = max(40, min(Terminal.width, 160))
        // Nobody reads what scrolls past; a pipe gets everything.
        view.mostSources = 100
        return view
    }
}

extension Settings {
    /// A client of RabbitMQ's management API, if its URL is set; uses the broker's login if the URL has none.
    fileprivate func managementClient(of broker: RabbitMQConfiguration) throws(SettingsError) -> ManagementClient? {
        guard let url = try secret(.managementURL) else { return nil }
        do throws(ManagementAddressError) {
            let address = try ManagementAddress(
                url: url, user: broker.login.user, password: broker.login.password, virtualHost: broker.virtualHost)
            return ManagementClient(address, authorities: string(.brokerAuthority))
        } catch {
            throw SettingsError("\(error)")
        }
    }
}
