package import ArgumentParser
import ServiceSettings

/// The options of the service `console` that say who may come in, and from where.
package struct ConsoleEntranceOptions: ParsableArguments {
    @Option(
        help: .init(
            "File of those who may log in, which `etl logins add` makes (CONSOLE_LOGINS; default: a one-time link).",
            valueName: "file"))
    package var logins: String?

    @Option(
        help: .init(
            "What browsers open, the only host and origin then: https://console.example.org (CONSOLE_PUBLIC_URL).",
            valueName: "url"))
    package var publicUrl: String?

    @Option(
        help: .init(
            "Certificate of the pages with its chain, as PEM; it is read again when it changes (CONSOLE_TLS_CERT).",
            valueName: "file"))
    package var tlsCert: String?

    @Option(help: .init("Key of the certificate, as PEM (CONSOLE_TLS_KEY).", valueName: "file"))
    package var tlsKey: String?

    @Option(
        help: .init(
            "Address or range of a proxy, repeatable; nobody else is answered (CONSOLE_PROXY_PEERS).",
            valueName: "address"))
    package var proxyPeer: [String] = []

    @Option(
        help: .init(
            "Public key as PEM that proves the tokens of the proxy: P-256 for ES256, RSA for RS256 (CONSOLE_TOKEN_KEY).",
            valueName: "file"))
    package var tokenKey: String?

    @Option(
        help: .init(
            "Secret of at least 32 bytes that proves the tokens of the proxy by HS256 (CONSOLE_TOKEN_SECRET).",
            valueName: "file"))
    package var tokenSecret: String?

    @Option(help: .init("Who issues the tokens, iss (CONSOLE_TOKEN_ISSUER).", valueName: "issuer"))
    package var tokenIssuer: String?

    @Option(help: .init("Whom the tokens are for, aud (CONSOLE_TOKEN_AUDIENCE).", valueName: "audience"))
    package var tokenAudience: String?

    @Option(
        help: .init(
            "Header with the token (CONSOLE_TOKEN_HEADER; default: Authorization, as Bearer).", valueName: "header"))
    package var tokenHeader: String?

    @Option(help: .init("Claim with the name: sub or email (CONSOLE_TOKEN_NAME; default: sub).", valueName: "claim"))
    package var tokenName: String?

    @Option(
        help: .init(
            "Claim with the role, reader or operator, or with a list that has it (CONSOLE_TOKEN_ROLE; default: role).",
            valueName: "claim"))
    package var tokenRole: String?

    package init() {}

    var flags: [SettingKey: String?] {
        [
            .consoleLogins: logins, .consolePublicURL: publicUrl, .consoleCertificate: tlsCert, .consoleKey: tlsKey,
            .consoleProxyPeers: proxyPeer.isEmpty ? nil : proxyPeer.joined(separator: " "),
            .consoleTokenKey: tokenKey, .consoleTokenSecret: tokenSecret, .consoleTokenIssuer: tokenIssuer,
            .consoleTokenAudience: tokenAudience, .consoleTokenHeader: tokenHeader, .consoleTokenName: tokenName,
            .consoleTokenRole: tokenRole,
        ]
    }
}
