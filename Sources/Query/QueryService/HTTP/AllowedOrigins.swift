import DisplayText
import NIOHTTP1
import ServiceSettings

/// The origins of pages whose scripts may read answers (CORS). Without any, browsers let no other page read them.
///
/// Source: fetch.spec.whatwg.org/#http-cors-protocol.
struct AllowedOrigins: Sendable, Hashable {
    private static let allowOrigin = "access-control-allow-origin"

    private let origins: Set<String>

    /// - Parameter origins: each like `https://example.org`, or `*` for all.
    init(_ origins: [String]) throws(SettingsError) {
        for origin in origins where origin != "*" {
            let form = /([a-z][a-z0-9+.-]*):\/\/(?:[a-z0-9._-]+|\[[0-9a-f:]+\])(?::([0-9]+))?/
            let usual = ["http": "80", "https": "443"]
            guard let match = origin.wholeMatch(of: form),
                match.2 == nil || usual[String(match.1)] != match.2.map(String.init)
            else {
                throw SettingsError(
                    "\(SettingKey.allowOrigin.environmentName) has “\(origin.printable)”, but an origin is as browsers "
                        + "send it: https://example.org, in lower case, without a path and without the usual port")
            }
        }
        self.origins = Set(origins)
    }

    /// Adds the headers that let the page of the request read the response.
    func allow(_ request: HTTPHeaders, in response: inout HTTPHeaders) {
        guard !origins.isEmpty else { return }
        if origins.contains("*") {
            response.replaceOrAdd(name: Self.allowOrigin, value: "*")
            return
        }
        response.replaceOrAdd(name: "vary", value: "Origin, Accept")
        guard let origin = request.first(name: "origin"), origins.contains(origin) else { return }
        response.replaceOrAdd(name: Self.allowOrigin, value: origin)
    }

    /// Adds the headers of the answer to a browser's question before the request itself.
    func allowPreflight(_ request: HTTPHeaders, in response: inout HTTPHeaders) {
        allow(request, in: &response)
        guard response.contains(name: Self.allowOrigin) else { return }
        response.add(name: "access-control-allow-methods", value: "GET, POST")
        response.add(name: "access-control-allow-headers", value: "content-type, accept")
        response.add(name: "access-control-max-age", value: "86400")
    }
}
