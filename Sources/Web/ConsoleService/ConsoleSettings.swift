import DisplayText
import HTMLText
import ServiceSettings
import Telemetry

/// The settings of the service, checked.
struct ConsoleSettings: Sendable {
    let place: ListenPlace
    let entrance: EntranceSettings
    /// Whether dead letters may be acted on.
    let isOperator: Bool
    /// The directory where letters are kept before they are discarded; nil if none are.
    let exports: String?
    /// GraphQL's page; nil if none is known.
    let graphQL: ForeignLink?
    /// The options of the commands that pages show.
    let commandOptions: String

    /// - Throws: ``SettingsError``
    init(_ settings: Settings) throws(SettingsError) {
        place = try Self.place(settings.string(.consoleListen) ?? "127.0.0.1:8090")
        entrance = try EntranceSettings(settings, place)
        isOperator = try settings.flag(.consoleOperator) ?? false
        exports = settings.string(.consoleExports)
        commandOptions = settings.string(.consoleCommandOptions) ?? ""
        graphQL = settings.string(.consoleGraphQL).flatMap { ForeignLink($0) }
        if graphQL == nil, let text = settings.string(.consoleGraphQL) {
            throw SettingsError(
                "\(SettingKey.consoleGraphQL.environmentName) is “\(text.printable)”, but must be a link, such as http://127.0.0.1:8080/"
            )
        }
        guard isOperator || exports == nil else {
            throw SettingsError(
                "\(SettingKey.consoleExports.environmentName) is set, but nothing can be discarded: set "
                    + "\(SettingKey.consoleOperator.environmentName) to on as well, or leave it out")
        }
    }

    private static func place(_ text: String) throws(SettingsError) -> ListenPlace {
        if let match = text.wholeMatch(of: /unix:(\/.+)/) { return .socket(String(match.1)) }
        guard let match = text.wholeMatch(of: /(?:\[([0-9A-Fa-f:]+)\]|([A-Za-z0-9.-]+)):([0-9]{1,5})/),
            let port = Int(match.3), (0...65535).contains(port)
        else {
            throw SettingsError(
                "\(SettingKey.consoleListen.environmentName) is “\(text.printable)”, but must be an address and a port, such as "
                    + "127.0.0.1:8090 or [::1]:8090, or a socket: unix:/path")
        }
        return .address(HTTPAddress(host: String(match.1 ?? match.2 ?? ""), port: port))
    }
}
