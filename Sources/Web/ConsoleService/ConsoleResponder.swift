import ConsolePages
import DisplayText
import Glibc
import HTMLText
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import Postgres
import ServiceLogging

/// Answers requests with pages.
struct ConsoleResponder: Sendable {
    let gate: Gate
    let source: PageSource
    let look: ConsoleLook
    let forms: LetterForms
    let streams: LiveStreams
    let metrics: ConsoleMetrics
    let logger: Logger
    /// Called after the one-time link was opened: the next one is another.
    let onLinkOpened: @Sendable () -> Void

    @Sendable
    func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        let begun = ContinuousClock.now
        var response = await answer(to: request, from: channel.remoteAddress?.ipAddress ?? "unknown")
        metrics.count(request.uri.path, response.status, .now - begun)
        response.headers.append(contentsOf: Self.protection)
        if request.method == .head { return try await writer.writeResponse(response.head) }
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

    private func answer(to request: Request, from address: String) async -> Response {
        switch gate.decide(request.head) {
        case .begin(let session):
            onLinkOpened()
            var response = Response(status: .seeOther)
            response.headers[.location] = "/"
            response.headers[.setCookie] =
                "\(Gate.cookie)=\(session); Path=/; Max-Age=\(Sessions.lifetime.components.seconds); Secure; HttpOnly; SameSite=Lax"
            return response
        case .refused(let status, let reason):
            var response = Self.note(.init(code: status), "This console", reason)
            if status == 405 { response.headers[.allow] = source.rights == nil ? "GET, HEAD" : "GET, HEAD, POST" }
            return response
        case .style: return Self.response(.ok, "text/css; charset=utf-8", Array(Style.sheet.utf8))
        case .open where request.uri.path == "/live.js":
            return Self.response(.ok, "text/javascript; charset=utf-8", Array(Live.script.utf8))
        case .open(let session) where request.uri.path == "/live" && request.method == .get:
            return await shown(request.uri) {
                Response(
                    status: .ok, headers: [.contentType: "text/event-stream"], body: try streams.body(for: session))
            }
        case .open(let session):
            return await shown(request.uri) {
                let page = try await source.page(request.uri, for: session)
                var response = Self.response(
                    .ok, Self.htmlType, page.document(look.snapshot, now: time(nil)).bytes)
                if page.isUnderWay, let refresh = HTTPField.Name("Refresh") { response.headers[refresh] = "1" }
                return response
            }
        case .act(let session):
            return await shown(request.uri) {
                let number = try await forms.send(request, by: session, from: address)
                var response = Response(status: .seeOther)
                response.headers[.location] = PageLink("/log/", last: "\(number)").text
                return response
            }
        }
    }

    /// A response, or the page that says why there is none.
    private func shown(_ uri: URI, _ body: () async throws -> Response) async -> Response {
        do {
            return try await body()
        } catch let failure as FormFailure {
            return Self.note(.init(code: failure.status), "Nothing was done", failure.description)
        } catch PageFailure.busy(let number) {
            let which = number.map { "action \($0)" } ?? "another action"
            return Self.note(.conflict, "Nothing was done", "Wait until \(which) has ended: the log shows it.")
        } catch PageFailure.notFound(let what) {
            return Self.note(.notFound, "Not found", "There is no such \(what).")
        } catch PageFailure.crowded {
            var response = Self.note(.serviceUnavailable, "Busy", "Many pages are asked for at once. Try again.")
            response.headers[.retryAfter] = "1"
            return response
        } catch {
            logger.warning(
                "Cannot answer",
                metadata: [LogKey.error: "\(error)", "http.path": "\(uri.path.cut(toBytes: 200))"])
            let isUnavailable = (error as? PostgresError)?.sqlState.fault == .infrastructure
            return Self.note(
                isUnavailable ? .serviceUnavailable : .internalServerError, "This page cannot be shown",
                "\(error)".printable.shortened)
        }
    }

    private static let htmlType = "text/html; charset=utf-8"

    private static func note(_ status: HTTPResponse.Status, _ title: String, _ words: String) -> Response {
        response(status, htmlType, Note.document(title, words).bytes)
    }

    private static func response(_ status: HTTPResponse.Status, _ type: String, _ bytes: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
