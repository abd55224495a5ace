/// The settings of the service `console`.
extension SettingKey {
    /// The address and port of the pages, `127.0.0.1:8090`, or a socket, `unix:/run/token-etl/console.sock`.
    package static let consoleListen: SettingKey = "console.listen"
    /// `on` or `off`: whether operators may act on dead letters.
    package static let consoleOperator: SettingKey = "console.operator"
    /// The address of GraphQL's page, where it runs.
    package static let consoleGraphQL: SettingKey = "console.graphql.url"
    package static let consoleCommandOptions: SettingKey = "console.command.options"
    /// The directory where letters are kept before they are discarded.
    package static let consoleExports: SettingKey = "console.exports"
    /// The file with those who may log in.
    package static let consoleLogins: SettingKey = "console.logins"
    /// The address that browsers open: `https://console.example.org`.
    package static let consolePublicURL: SettingKey = "console.public.url"
    /// The certificate of the pages, and those of its authorities: a file of PEM.
    package static let consoleCertificate: SettingKey = "console.tls.cert"
    /// The key of the certificate: a file of PEM.
    package static let consoleKey: SettingKey = "console.tls.key"
    /// The addresses of proxies, or ranges of them, separated by spaces or commas.
    package static let consoleProxyPeers: SettingKey = "console.proxy.peers"
    /// The public key of tokens, for ES256 or RS256: a file of PEM.
    package static let consoleTokenKey: SettingKey = "console.token.key"
    /// The secret of tokens, for HS256: a file of at least 32 bytes.
    package static let consoleTokenSecret: SettingKey = "console.token.secret"
    /// Who issues tokens (`iss`).
    package static let consoleTokenIssuer: SettingKey = "console.token.issuer"
    /// Whom tokens are for (`aud`).
    package static let consoleTokenAudience: SettingKey = "console.token.audience"
    /// The header in which a proxy sends the token.
    package static let consoleTokenHeader: SettingKey = "console.token.header"
    /// The claim with the name of the user: `sub` or `email`.
    package static let consoleTokenName: SettingKey = "console.token.name"
    /// The claim with the role of the user.
    package static let consoleTokenRole: SettingKey = "console.token.role"
}
