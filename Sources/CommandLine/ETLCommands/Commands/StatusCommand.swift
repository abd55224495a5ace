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

/// The status, shown once or again and again.
private struct StatusReport {
    let servers: Servers
    let options: ConnectionOptions
    let request: ServerRequest
    let json: Bool
    /// A private broker, where one was asked.
    private var broker: Servers?
    private var sources: StatusSources?

    init(servers: Servers, options: ConnectionOptions, request: ServerRequest, json: Bool) {
        self.servers = servers
        self.options = options
        self.request = request
        self.json = json
    }

    /// - Returns: whether nothing is dead.
    mutating func showOnce() async throws -> Bool {
        let status = try await look()
        Terminal.print(json ? try JSONOutput.document(status) : status.lines(view).joined(separator: "\n"))
        return !status.hasDeadLetters
    }

    /// Shows it until Ctrl-C, which is how this ends well. Servers may go away meanwhile, and even be away at first.
    mutating func watch() async throws -> Bool {
        do {
            _ = try await look()
        } catch  where error.mayPass {
            // The watch says so itself, and goes on.
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
            // The rest of the screen is for the stages.
            if isScreen { view.mostSources = max(3, (Terminal.height ?? 24) - 14) }
            let lines = json ? [try JSONOutput.line(status)] : status.lines(view)
            if isScreen {
                screen.draw(
                    lines + ["", "Press Ctrl-C to quit."], width: Terminal.width, height: Terminal.height ?? 24)
            } else {
                Terminal.print(lines.joined(separator: "\n") + (json ? "" : "\n"))
            }
        }
        return !watch.status(at: .now).hasDeadLetters
    }

    /// Where a source is not complete, it may be that something is dead: only the broker knows. To start a private one takes
    /// seconds, so it is not started for nothing.
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

    /// - Parameter waiting: whether for calls that are under way; one of a watch may hang.
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
        // What scrolls past is of use to nobody; a pipe gets all.
        view.mostSources = 100
        return view
    }
}

extension Settings {
    /// A client of RabbitMQ's management API, when its URL is set; with the broker's login where the URL has none.
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
