import DisplayText
import HTTPTypes
import ServiceSettings

/// The origins of pages whose scripts may read answers (CORS). Without any, browsers let no other page read them.
///
/// Source: fetch.spec.whatwg.org/#http-cors-protocol.
struct AllowedOrigins: Sendable, Hashable {
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
    func allow(_ request: HTTPFields, in response: inout HTTPFields) {
        guard !origins.isEmpty else { return }
        if origins.contains("*") {
            response[.accessControlAllowOrigin] = "*"
            return
        }
        response[.vary] = "Origin, Accept"
        if let origin = request[.origin], origins.contains(origin) { response[.accessControlAllowOrigin] = origin }
    }

    /// Adds the headers of the answer to a browser's question before the request itself.
    func allowPreflight(_ request: HTTPFields, in response: inout HTTPFields) {
        allow(request, in: &response)
        guard response[.accessControlAllowOrigin] != nil else { return }
        response[.accessControlAllowMethods] = "GET, POST"
        response[.accessControlAllowHeaders] = "content-type, accept"
        response[.accessControlMaxAge] = "86400"
    }
}
