import HTTPTypes
import HummingbirdCore
import NIOCore

/// The responses to requests.
struct Endpoints: Sendable {
    let health: Health
    /// Nil on the port of probes.
    let metrics: (@Sendable () async -> String)?

    private static let json = "application/json"

    /// Answers a request.
    @Sendable
    func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        var response = await answer(to: request)
        response.headers[.cacheControl] = "no-store"
        // With the length that the body would have, as HTTP requires (RFC 9110, section 9.3.2).
        if request.method == .head { return try await writer.writeResponse(response.head) }
        try await writer.write(response: response.head, body: response.body)
    }

    private func answer(to request: Request) async -> Response {
        let known = ["/livez", "/readyz"] + (metrics == nil ? [] : ["/metrics"])
        guard known.contains(request.uri.path) else {
            return Self.text("not found; the paths are \(known.joined(separator: ", "))\n", status: .notFound)
        }
        guard request.method == .get || request.method == .head else {
            var refusal = Self.text("only GET and HEAD are allowed\n", status: .methodNotAllowed)
            refusal.headers[.allow] = "GET, HEAD"
            return refusal
        }
        switch request.uri.path {
        case "/livez": return Self.text(#"{"live":true}"#, type: Self.json)
        case "/readyz":
            let report = await health.report()
            return Self.text(report.json, type: Self.json, status: report.isReady ? .ok : .serviceUnavailable)
        default: return Self.text(await metrics?() ?? "", type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private static func text(
        _ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
