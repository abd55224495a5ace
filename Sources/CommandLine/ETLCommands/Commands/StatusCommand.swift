import ArgumentParser
import DisplayText
import Progress
import ServiceSettings
import TerminalOutput

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows the progress of every source and the state of the queues.",
        discussion: """
            Exit code 1 if anything is dead-lettered, or a source is stuck: incomplete, and nobody works on it. With the URL of RabbitMQ's management API, it also shows \
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
        let report = StatusReport(StatusRequest(servers: request, isRepeated: watch))
        let presenter = StatusPresenter(options: options, json: json)
        let watch = watch
        let last = try await withCommandErrors {
            try await Interruption.watch(announcing: !watch) {
                watch ? try await presenter.showRepeatedly(report) : try await presenter.showOnce(report)
            }
        }
        guard last?.isWell != false else { throw ExitCode(1) }
    }
}

/// Prints a status, or redraws it on a terminal.
private struct StatusPresenter: Sendable {
    let options: ConnectionOptions
    let json: Bool

    func showOnce(_ report: StatusReport) async throws -> Status? {
        try await report.run { status in
            guard !json else { return Terminal.print(try JSONOutput.document(status)) }
            Terminal.print(status.lines(view).joined(separator: "\n"), hasColours: view.hasColours)
        }
    }

    func showRepeatedly(_ report: StatusReport) async throws -> Status? {
        let screen = StatusScreen()
        var hasBegun = false
        defer { if hasBegun { screen.end() } }
        return try await report.run { status in
            guard Terminal.isInteractive, !json else {
                guard !json else { return Terminal.print(try JSONOutput.line(status)) }
                return Terminal.print((status.lines(view) + [""]).joined(separator: "\n"), hasColours: view.hasColours)
            }
            if !hasBegun { screen.begin() }
            hasBegun = true
            let height = Terminal.height ?? 24
            var view = view
            // The rest of the screen shows the stages.
            view.mostSources = max(3, height - 14)
            screen.draw(status.lines(view) + ["", "Press Ctrl-C to quit."], width: Terminal.width, height: height)
        }
    }

    private var view: Status.View {
        var view = Status.View(
            again: options.againAtBroker, againAtServers: options.againAtServers, hasColours: Terminal.hasColours)
        guard Terminal.isInteractive else { return view }
        view.width = max(40, min(Terminal.width, 160))
        // Nobody reads what scrolls past; a pipe gets everything.
        view.mostSources = 100
        return view
    }
}
