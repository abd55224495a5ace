import DisplayText
import HTTPTypes
import ServiceSettings
import SystemPackage

/// How a proxy tells who its users are.
struct TokenSettings: Sendable {
    /// A file with the key of the one algorithm that is believed.
    enum Key: Sendable, Hashable {
        /// ES256 or RS256, as the key is one of P-256 or RSA.
        case publicKey(FilePath)
        /// HS256.
        case secret(FilePath)
    }

    let key: Key
    let issuer: String
    let audience: String
    let header: HTTPField.Name
    let name: String
    let role: String
}

extension TokenSettings {
    /// - Returns: nil if no key is set.
    init?(_ settings: Settings) throws(SettingsError) {
        let key = settings.string(.consoleTokenKey).map { Key.publicKey(FilePath($0)) }
        let secret = settings.string(.consoleTokenSecret).map { Key.secret(FilePath($0)) }
        guard key == nil || secret == nil else {
            throw SettingsError(
                "\(SettingKey.consoleTokenKey.environmentName) and \(SettingKey.consoleTokenSecret.environmentName) are set: choose one"
            )
        }
        guard let key = key ?? secret else { return nil }
        guard let issuer = settings.string(.consoleTokenIssuer), let audience = settings.string(.consoleTokenAudience)
        else {
            throw SettingsError(
                "a proxy's token is to be believed, but whose is unknown: set \(SettingKey.consoleTokenIssuer.environmentName) and "
                    + SettingKey.consoleTokenAudience.environmentName)
        }
        let header = settings.string(.consoleTokenHeader) ?? "Authorization"
        guard let field = HTTPField.Name(header), !header.contains("_") else {
            throw SettingsError(
                "\(SettingKey.consoleTokenHeader.environmentName) is “\(header.printable)”, but must be the name of a header without _"
            )
        }
        let name = settings.string(.consoleTokenName) ?? "sub"
        guard ["sub", "email"].contains(name) else {
            throw SettingsError(
                "\(SettingKey.consoleTokenName.environmentName) is “\(name.printable)”, but must be sub or email")
        }
        self.init(
            key: key, issuer: issuer, audience: audience, header: field, name: name,
            role: settings.string(.consoleTokenRole) ?? "role")
    }
}
