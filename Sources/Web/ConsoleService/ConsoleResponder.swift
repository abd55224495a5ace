import ConsolePages
import DisplayText
import Glibc
import HTMLText
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import Postgres
import RabbitMQ
import ServiceLogging

/// Answers requests with pages.
struct ConsoleResponder: Sendable {
    let gate: Gate
    let source: PageSource
    let downloads: RejectDownloads
    let look: ConsoleLook
    let forms: ActForms
    let streams: LiveStreams
    /// GraphQL's page, where it runs.
    let graphQL: ForeignLink?
    /// The options of the commands that pages show.
    let commandOptions: String
    /// Nil without logins.
    let desk: LoginDesk?
    /// Whether browsers are told never to come over a plain connection.
    let isEncryptedForever: Bool
    let metrics: ConsoleMetrics
    let logger: Logger
    /// Called after the one-time link was opened: the next one is another.
    let onLinkOpened: @Sendable () -> Void

    @Sendable
    func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        let begun = ContinuousClock.now
        var response = await answer(to: request, from: Peer(channel))
        metrics.count(request.uri.path, response.status, .now - begun)
        response.headers.append(contentsOf: Self.protection)
        if isEncryptedForever { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        // Who has waited for the browser's end has read all that it sends, so the connection takes no further request.
        if Self.takesLong(request) || Self.isLive(request) { response.headers[.connection] = "close" }
        if request.method == .head {
            // The encoder ends what has no length by an empty chunk, also here, where no client reads one.
            if response.headers[.contentLength] == nil { response.headers[.connection] = "close" }
            return try await writer.writeResponse(response.head)
        }
        try await writer.write(response: response.head, body: response.body)
    }

    /// What every answer tells the browser: nothing of elsewhere is loaded, run, framed, or told of this address.
    private static let protection: HTTPFields = {
        var fields = HTTPFields()
        fields[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        fields[.xContentTypeOptions] = "nosniff"
        fields[.cacheControl] = "no-store"
        for (name, value) in [
            ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ] {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }()

    private func answer(to request: Request, from peer: Peer) async -> Response {
        switch gate.decide(request.head, from: peer) {
        case .begin(let session):
            onLinkOpened()
            return Self.begin(session, at: "/")
        case .refused(let status, let reason):
            var response = Self.note(.init(code: status), "This console", reason)
            if status == 405 { response.headers[.allow] = gate.methods }
            return response
        case .style: return Self.response(.ok, "text/css; charset=utf-8", Array(Style.sheet.utf8))
        case .ask(let path): return Self.goTo(PageLink("/login", [("to", PagePath(path)?.text)]).text)
        case .login(let visitor):
            let path = request.uri.queryParameters["to"].flatMap { PagePath(String($0)) }
            return Self.login(.ok, to: path?.text ?? "/", form: visitor?.form)
        case .tries(let visitor, let address): return await logIn(request, visitor, from: address)
        case .leave(let visitor): return await logOut(request, visitor)
        case .forbidden(let visitor):
            logger.warning(
                "A reader has sent the form of an operator: it is refused",
                metadata: LoginDesk.metadata(visitor.name, visitor.address)
                    .merging(["http.path": "\(request.uri.path.cut(toBytes: 200))"]) { $1 })
            return Self.note(PageFailure.reader(visitor.name))
        case .open(let visitor): return await open(request, visitor)
        case .act(let visitor) where request.uri.path == SubmitPage.check:
            return await shown(request.uri) {
                show(try await source.offered(to: visitor).checked(request, for: visitor.session), to: visitor)
            }
        case .act(let visitor):
            return await shown(request.uri, otherwise: "Nothing was done") {
                let number = try await forms.send(request, by: visitor)
                return Self.goTo(PageLink("/log/", last: "\(number)").text)
            }
        }
    }

    private func open(_ request: Request, _ visitor: Visitor) async -> Response {
        await shown(request.uri) {
            if request.uri.path == "/live.js" {
                return Self.response(.ok, "text/javascript; charset=utf-8", Array(Live.script.utf8))
            }
            if Self.isLive(request) {
                // Whoever asks for the head alone takes no stream.
                let body =
                    try request.method == .head
                    ? LiveStreams.noEvents : streams.body(for: visitor, until: request.body)
                return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
            }
            if request.uri.path == "/dead/again", request.method == .get {
                await look.renewLetters()
                let choice: [StaticString] = ["stage", "reason", "rest"]
                let parameters = request.uri.queryParameters
                return Self.goTo(
                    PageLink("/dead", choice.map { ($0, parameters["\($0)"].map(String.init)) }).text)
            }
            if request.uri.path == "/rejects/file" {
                return try await downloads.response(request, for: visitor)
            }
            return show(try await page(request, for: visitor), to: visitor)
        }
    }

    private func page(_ request: Request, for visitor: Visitor) async throws -> Page {
        let offered = source.offered(to: visitor)
        guard Self.takesLong(request) else { return try await offered.page(request.uri, for: visitor.session) }
        return try await request.body.consumeWithCancellationOnInboundClose { _ in
            try await offered.page(request.uri, for: visitor.session)
        }
    }

    /// Whether files or dead letters are read for the answer, for as long as the browser waits.
    private static func takesLong(_ request: Request) -> Bool {
        let path = request.uri.path
        guard request.method != .post else { return path == SubmitPage.check }
        return SourceAct.allCases.contains { $0.preview == path }
            || path.hasPrefix("/dead/") && request.uri.parameter("whole") != nil
    }

    /// Whether a stream of events is asked for.
    private static func isLive(_ request: Request) -> Bool {
        request.uri.path == "/live" && (request.method == .get || request.method == .head)
    }

    private func show(_ page: Page, to visitor: Visitor) -> Response {
        let html = page.document(
            look.snapshot, now: time(nil), viewer: visitor.viewer, graphQL: graphQL, commandOptions: commandOptions)
        var response = Self.response(.ok, Self.htmlType, html.bytes)
        if let seconds = page.secondsToWait, let refresh = HTTPField.Name("Refresh") {
            response.headers[refresh] = "\(seconds)"
        }
        return response
    }

    /// A response, or the page that says why there is none.
    ///
    /// - Parameter title: what that page says first of an error that has no words of its own.
    func shown(
        _ uri: URI, otherwise title: String = "This page cannot be shown", _ body: () async throws -> Response
    ) async -> Response {
        do {
            return try await body()
        } catch let failure as FormFailure {
            return Self.note(.init(code: failure.status), "Nothing was done", failure.description)
        } catch let failure as SubmitFailure {
            return Self.note(
                .badRequest, "Nothing was looked at", failure.description, form: Page.Place.submit.link)
        } catch is CancellationError {
            // The browser is gone.
            return Self.note(.serviceUnavailable, "Broken off", "Nobody has waited for this.")
        } catch let failure as PageFailure {
            return Self.note(failure)
        } catch {
            logger.warning(
                "Cannot answer",
                metadata: [LogKey.error: "\(error)", "http.path": "\(uri.path.cut(toBytes: 200))"])
            let isUnavailable =
                (error as? PostgresError)?.sqlState.fault == .infrastructure
                || (error as? RabbitMQError)?.isTransient == true
            return Self.note(
                isUnavailable ? .serviceUnavailable : .internalServerError, title, "\(error)".printable.shortened)
        }
    }

    private static func note(_ failure: PageFailure) -> Response {
        switch failure {
        case .busy(let number):
            let which = number.map { "action \($0)" } ?? "another action"
            return note(.conflict, "Nothing was done", "Wait until \(which) has ended: the log shows it.")
        case .forbidden(let why): return note(.forbidden, "Nothing was done", why)
        case .notOffered:
            return note(
                .forbidden, "Nothing was done",
                "Letters are kept before they are discarded: to discard here, start the console with --exports.")
        case .changed, .notKept: return note(.conflict, "Nothing was done", failure.description)
        case .stopping: return note(.serviceUnavailable, "Nothing was done", "The console is being stopped.")
        case .notFound(let what): return note(.notFound, "Not found", "There is no such \(what).")
        case .downloading:
            return note(
                .serviceUnavailable, "Nothing is sent yet",
                "Other downloads are under way: two of this session, or four of all. Wait until one has ended.")
        case .unread: return note(.serviceUnavailable, "Not read", WholeLetters.words)
        case .crowded:
            var response = note(.serviceUnavailable, "Busy", "Many pages are asked for at once. Try again.")
            response.headers[.retryAfter] = "1"
            return response
        }
    }

    static let htmlType = "text/html; charset=utf-8"

    static func goTo(_ path: String) -> Response {
        var response = Response(status: .seeOther)
        response.headers[.location] = path
        return response
    }

    private static func note(
        _ status: HTTPResponse.Status, _ title: String, _ words: String, form: PageLink? = nil
    ) -> Response {
        response(status, htmlType, Note.document(title, words, form: form).bytes)
    }

    static func response(_ status: HTTPResponse.Status, _ type: String, _ bytes: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
