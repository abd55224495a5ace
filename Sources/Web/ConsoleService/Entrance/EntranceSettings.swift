import DisplayText
import ServiceSettings
import SystemPackage
import Telemetry

/// Who may come in, and from where: the settings, checked.
struct EntranceSettings: Sendable {
    /// Nil if browsers open the address that the console listens on.
    let origin: PublicOrigin?
    let logins: FilePath?
    let certificate: CertificateFiles?
    let proxies: ProxyPeers?
    let token: TokenSettings?

    struct CertificateFiles: Sendable, Hashable {
        let certificate: FilePath
        let key: FilePath
    }

    /// - Throws: ``SettingsError`` for what would let somebody in whom nothing proves, or over a connection that others can read.
    init(_ settings: Settings, _ place: ListenPlace) throws(SettingsError) {
        logins = settings.string(.consoleLogins).map { FilePath($0) }
        token = try TokenSettings(settings)
        origin = try Self.origin(settings)
        certificate = try Self.certificate(settings)
        proxies = try Self.proxies(settings, place)
        try check(place)
    }

    private static func origin(_ settings: Settings) throws(SettingsError) -> PublicOrigin? {
        guard let text = settings.string(.consolePublicURL) else { return nil }
        guard let origin = PublicOrigin(text) else {
            throw SettingsError(
                "\(SettingKey.consolePublicURL.environmentName) is “\(text.printable)”, but must be an address without a path, such "
                    + "as https://console.example.org; http:// only for this machine")
        }
        return origin
    }

    private static func certificate(_ settings: Settings) throws(SettingsError) -> CertificateFiles? {
        switch (settings.string(.consoleCertificate), settings.string(.consoleKey)) {
        case (let certificate?, let key?):
            return CertificateFiles(certificate: FilePath(certificate), key: FilePath(key))
        case (nil, nil): return nil
        default:
            throw SettingsError(
                "\(SettingKey.consoleCertificate.environmentName) and \(SettingKey.consoleKey.environmentName) belong together: set both"
            )
        }
    }

    private static func proxies(_ settings: Settings, _ place: ListenPlace) throws(SettingsError) -> ProxyPeers? {
        let name = SettingKey.consoleProxyPeers.environmentName
        let words = settings.words(.consoleProxyPeers) ?? []
        if case .socket = place {
            guard words.isEmpty else {
                throw SettingsError("\(name) is set, but whoever connects to a socket has no address: leave it out")
            }
            return .socket
        }
        guard !words.isEmpty else { return nil }
        var ranges: [IPRange] = []
        for word in words {
            guard let range = IPRange(word) else {
                throw SettingsError(
                    "\(name) has “\(word.printable)”, but must have addresses or ranges, such as 10.0.0.7 or fd00:1::/64"
                )
            }
            ranges.append(range)
        }
        return .named(ranges)
    }

    private func check(_ place: ListenPlace) throws(SettingsError) {
        let listen = "\(SettingKey.consoleListen.environmentName) is \(place.description.printable)"
        let logins = SettingKey.consoleLogins.environmentName
        let token = "\(SettingKey.consoleTokenKey.environmentName) or \(SettingKey.consoleTokenSecret.environmentName)"
        guard self.logins == nil || self.token == nil else {
            throw SettingsError("\(logins) and \(token) are set: choose one, passwords or a proxy that knows its users")
        }
        guard self.token == nil || proxies != nil else {
            throw SettingsError(
                "\(token) is set, but no proxy: set \(SettingKey.consoleProxyPeers.environmentName), or listen on a socket (unix:/path)"
            )
        }
        if case .socket = place, certificate != nil {
            throw SettingsError(
                "\(listen), where nothing is encrypted: leave \(SettingKey.consoleCertificate.environmentName) out")
        }
        try checkScheme()
        guard isElsewhere(place) || proxies != nil else { return }
        guard self.logins != nil || self.token != nil else {
            throw SettingsError(
                "\(listen), where others can reach it: set \(logins), a file that `etl logins add` makes; or listen on 127.0.0.1, "
                    + "[::1] or localhost, and use a tunnel from elsewhere: ssh -L 8090:127.0.0.1:8090 HOST")
        }
        guard certificate != nil || proxies != nil else {
            throw SettingsError(
                "\(listen), where others could read passwords: set \(SettingKey.consoleCertificate.environmentName) and "
                    + "\(SettingKey.consoleKey.environmentName), or \(SettingKey.consoleProxyPeers.environmentName) for a proxy with TLS"
            )
        }
        guard origin != nil else {
            throw SettingsError(
                "\(listen), but what browsers open is unknown: set \(SettingKey.consolePublicURL.environmentName), such as "
                    + "https://console.example.org")
        }
    }

    /// What browsers open must be what is served, by the console or by a proxy.
    private func checkScheme() throws(SettingsError) {
        let name = SettingKey.consolePublicURL.environmentName
        guard let origin, proxies == nil, (origin.scheme == "https") != (certificate != nil) else { return }
        if certificate != nil {
            throw SettingsError("\(name) begins with http://, but there is a certificate: set it to https://…")
        }
        throw SettingsError(
            "\(name) begins with https://, but nothing here speaks TLS: set \(SettingKey.consoleCertificate.environmentName), or "
                + "\(SettingKey.consoleProxyPeers.environmentName) for a proxy that does (127.0.0.1 for one of this machine)"
        )
    }

    private func isElsewhere(_ place: ListenPlace) -> Bool {
        guard case .address(let address) = place else { return true }
        return !PublicOrigin.isLoopback(address.host)
    }
}
