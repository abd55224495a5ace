import DisplayText
import GraphQL
import ServiceSettings
import Telemetry
import TokenGraph

/// The settings of the service, checked.
struct QuerySettings: Sendable {
    let listen: HTTPAddress
    let connections: Int
    let queue: Int
    let timeout: Duration
    let origins: AllowedOrigins
    /// The folder with the files of the page; nil for no page.
    let page: String?
    let introspection: Bool
    /// The folder with persisted documents; nil for none.
    let documents: String?
    let documentsOnly: Bool
    let documentLimits: DocumentLimits
    let requestLimits: RequestLimits
    let bodyBytes: Int
    let variableDepth: Int

    init(_ settings: Settings) throws(SettingsError) {
        listen = try Self.address(settings.string(.listen) ?? "127.0.0.1:8080")
        connections = try settings.integer(.connections, default: 4, in: 1...64)
        queue = try settings.integer(.queue, default: 64, in: 0...10_000)
        timeout = .seconds(try settings.integer(.timeout, default: 5, in: 1...3600))
        origins = try AllowedOrigins(settings.words(.allowOrigin) ?? [])
        page = settings.string(.page)
        introspection = try settings.flag(.introspection) ?? true
        documents = settings.string(.documents)
        documentsOnly = try settings.flag(.documentsOnly) ?? false
        documentLimits = DocumentLimits(tokens: try settings.integer(.maxTokens, default: 1000, in: 1...100_000))
        requestLimits = try Self.limits(settings)
        bodyBytes = try settings.integer(.maxBodyBytes, default: 64 << 10, in: 1...(16 << 20))
        variableDepth = try settings.integer(.maxVariableDepth, default: 8, in: 1...64)
        guard documents != nil || !documentsOnly else {
            throw SettingsError(
                "\(SettingKey.documentsOnly.environmentName) is on, but no folder of documents is set: set "
                    + SettingKey.documents.environmentName)
        }
    }

    private static func limits(_ settings: Settings) throws(SettingsError) -> RequestLimits {
        var limits = RequestLimits.standard
        limits.depth = try settings.integer(.maxDepth, default: limits.depth, in: 1...50)
        limits.aliases = try settings.integer(.maxAliases, default: limits.aliases, in: 0...1000)
        limits.rootFields = try settings.integer(.maxRootFields, default: limits.rootFields, in: 1...1000)
        limits.rows = try settings.integer(.maxRows, default: limits.rows, in: 1...1_000_000)
        limits.page = try settings.integer(.maxPage, default: limits.page, in: 1...100_000)
        return limits
    }

    /// An address of the form `host:port`; the host of IPv6 stands in brackets.
    private static func address(_ text: String) throws(SettingsError) -> HTTPAddress {
        guard let match = text.wholeMatch(of: /(?:\[([0-9A-Fa-f:.%a-z]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})/),
            let port = Int(match.3), (0...65535).contains(port)
        else {
            throw SettingsError(
                "\(SettingKey.listen.environmentName) is “\(text.printable)”, but must be an address and a port, such as "
                    + "127.0.0.1:8080 or [::1]:8080")
        }
        return HTTPAddress(host: String(match.1 ?? match.2 ?? ""), port: port)
    }
}
