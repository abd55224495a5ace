import ConsolePages
import DatabaseHealth
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServerAccess
import ServiceHost
import ServiceLifecycle
import ServiceLogging
package import ServiceSettings
import Submission
import SystemPackage
import Telemetry

/// The service `console`: pages on the state of the pipeline, for a browser of the same machine.
package struct ConsoleService: Service {
    /// The most connections: a browser uses six.
    private static let connectionLimit = 128

    private let settings: ConsoleSettings
    private let entrance: Entrance
    private let metrics: ConsoleMetrics
    private let look: ConsoleLook
    private let database: PageDatabase
    private let rejectDatabase: PageDatabase
    private let fileDatabase: PageDatabase
    private let slow: SlowPages
    private let previews = Previews()
    private let streams: LiveStreams
    private let downloads: RejectDownloads
    private let acts: Acts
    private let sources: SourcePreviews
    private let check: SubmitCheck
    private let whole: WholeLetters
    private let logger: Logger
    private let onLink: @Sendable (String, Int) -> Void

    /// Serves until the process receives a stop signal.
    ///
    /// - Parameter onLink: called with the link that opens the console, and again with the next one after each that was opened.
    package static func run(_ settings: Settings, onLink: @escaping @Sendable (String) -> Void) async throws {
        let logger = try settings.logger(label: "console")
        let checked = try ConsoleSettings(settings)
        let telemetry = try ServiceTelemetry(
            "console", ConsoleMetrics.families, settings, checks: DatabaseChecks.all, logger: logger)
        let service = try ConsoleService(
            checked, ServerRequest(settings: settings), health: telemetry.health, logger: logger,
            onLink: { link, _ in onLink(link) })
        try await ServiceRunner.run(service, telemetry: telemetry, logger: logger)
    }

    /// - Parameter onLink: called with the link, and with the port that the console listens on.
    init(
        _ settings: ConsoleSettings, _ request: ServerRequest, health: Health, metrics: ConsoleMetrics = .init(),
        logger: Logger, onLink: @escaping @Sendable (String, Int) -> Void
    ) throws {
        self.settings = settings
        self.logger = logger
        self.onLink = onLink
        entrance = try Entrance(settings.entrance, logger: logger)
        self.metrics = metrics
        look = ConsoleLook(request, health: health, metrics: metrics, logger: logger)
        streams = LiveStreams(look: look, sessions: entrance.sessions, metrics: metrics)
        let servers = try Servers.named(by: request.settings)
        database = PageDatabase(servers)
        rejectDatabase = PageDatabase(servers)
        fileDatabase = PageDatabase(servers)
        slow = SlowPages(servers)
        downloads = RejectDownloads(servers, entrance.sessions, logger: logger)
        acts = Acts(servers, request, look: look, exports: settings.exports.map { FilePath($0) }, logger: logger)
        sources = SourcePreviews(servers, request, previews)
        // Wrong places are wrong usage.
        _ = try request.settings.allowedPlaces()
        check = SubmitCheck(servers, request, previews)
        whole = WholeLetters(servers)
    }

    /// Serves, and looks at the servers.
    package func run() async throws {
        // Not a child task: a look that hangs in a call must not hold up the end.
        let looking = Task { await look.run() }
        let watching = Task { await entrance.watch() }
        let result = await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown { await serve() }
        } onGracefulShutdown: { [acts] in
            // Beside the end of the pages: their statements may take as long as the process still has.
            Task { await acts.stop() }
        }
        looking.cancel()
        watching.cancel()
        await acts.stop()
        // A server that does not answer must not hold up the end.
        Task {
            await database.close()
            await rejectDatabase.close()
            await fileDatabase.close()
            await slow.close()
        }
        try result.get()
    }

    private func serve() async -> Result<Void, ListenError> {
        // These last as long as the process: a connection that is closed last may still have work for its thread.
        let threads = MultiThreadedEventLoopGroup.singleton
        let listener = HTTPListener(
            at: settings.place, connections: Self.connectionLimit, pipelined: 16, backlog: 128, logger: logger)
        let channel = ClosingChannel(
            inner: TargetChannel(
                inner: HTTP1Channel { request, writer, channel in
                    try await responder(port(of: channel)).respond(request, writer, channel)
                }))
        if let certificate = entrance.certificate {
            let encrypted = EncryptedChannel(inner: channel, context: certificate)
            return await listener.serve(encrypted, on: threads) { channel in tell(port(of: channel)) }
        }
        return await listener.serve(channel, on: threads) { channel in tell(port(of: channel)) }
    }

    private func responder(_ port: Int) -> ConsoleResponder {
        ConsoleResponder(
            gate: entrance.gate(port: port, mayAct: settings.isOperator),
            source: PageSource(
                look: look, database: database, rejectDatabase: rejectDatabase, fileDatabase: fileDatabase, slow: slow,
                previews: previews,
                sources: sources, check: check, whole: whole, rights: rights),
            downloads: downloads, look: look,
            forms: ActForms(previews: previews, acts: acts), streams: streams, graphQL: settings.graphQL,
            commandOptions: settings.commandOptions,
            desk: entrance.desk, isEncryptedForever: entrance.isEncryptedForever, metrics: metrics, logger: logger,
            onLinkOpened: { tell(port) })
    }

    private var rights: OperatorRights? {
        guard settings.isOperator else { return nil }
        return OperatorRights(acts: settings.exports == nil ? [.replay] : [.replay, .discard])
    }

    /// The port that the console listens on, which may have been any free one; 0 for a socket.
    private func port(of channel: any Channel) -> Int {
        guard case .address(let address) = settings.place else { return 0 }
        return channel.localAddress?.port ?? address.port
    }

    /// Tells where to open the console, with the one-time link if nothing else lets somebody in.
    private func tell(_ port: Int) {
        let gate = entrance.gate(port: port, mayAct: false)
        let host = gate.origin.hosts.count == 1 ? gate.origin.hosts.first : address(port)
        let path = gate.evidence.isLink ? "?token=\(entrance.sessions.link)" : ""
        onLink("\(gate.origin.origin(host ?? ""))/\(path)", port)
    }

    /// - Parameter port: the one that it listens on.
    private func address(_ port: Int) -> String? {
        guard case .address(let address) = settings.place else { return nil }
        return HTTPAddress(host: address.host, port: port).description
    }
}
