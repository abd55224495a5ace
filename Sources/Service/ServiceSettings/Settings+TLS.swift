import DisplayText

extension SettingKey {
    /// Whether programs refuse connections to other machines without TLS (`on`), or do not even warn of them (`off`).
    package static let requireTLS: SettingKey = "etl.require.tls"
}

extension Settings {
    /// Whether TLS is required; nil if the operator has not decided.
    package func requiresTLS() throws(SettingsError) -> Bool? { try flag(.requireTLS) }

    /// Checks a connection that TLS does not protect.
    ///
    /// - Parameters:
    ///   - server: `broker` or `database`.
    ///   - remedy: what to set instead.
    /// - Returns: the warning for the operator; nil if the host is this machine, or if the operator accepts it.
    /// - Throws: ``SettingsError`` if the operator requires TLS.
    package func warning(
        ofPlain server: String, at host: String, remedy: String
    ) throws(SettingsError) -> String? {
        guard !Loopback.contains(host) else { return nil }
        let fault =
            "The \(server) at \(host.printable) is on another machine, and the settings allow a connection without TLS"
        switch try requiresTLS() {
        case true?:
            throw SettingsError(
                "\(fault), but \(SettingKey.requireTLS.environmentName) is on. \(remedy): see docs/security.md#tls")
        case false?: return nil
        case nil:
            return "\(fault): others could read passwords and records. \(remedy): see docs/security.md#tls"
        }
    }

    /// A setting that is `on` or `off`; nil if it is not set.
    package func flag(_ key: SettingKey) throws(SettingsError) -> Bool? {
        guard let text = string(key) else { return nil }
        switch text.lowercased() {
        case "on", "true", "1", "yes": return true
        case "off", "false", "0", "no": return false
        default: throw SettingsError("\(key.environmentName) is “\(text.printable)”, but must be on or off")
        }
    }
}

/// The names and addresses of this machine itself.
enum Loopback {
    static func contains(_ host: String) -> Bool {
        var name = host.lowercased()
        if name.hasPrefix("::ffff:") { name.removeFirst("::ffff:".count) }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isAddress = parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
        return isAddress || ["localhost", "localhost.", "::1", "[::1]"].contains(name)
    }
}
