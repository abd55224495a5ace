import Blocking
import DurableFiles
import HummingbirdCore
import Logging
import Logins
import NIOCore
import NIOSSL
import ServiceLogging
import ServiceSettings
import SystemPackage

/// Who comes in, and over what: the files that the settings name, and what is known of browsers.
struct Entrance: Sendable {
    let settings: EntranceSettings
    let sessions = Sessions()
    let certificate: WatchedFiles<NIOSSLContext>?
    /// Nil without a file of logins.
    let desk: LoginDesk?
    private let tokens: ProxyTokens?
    private let logger: Logger

    /// Reads the files. It blocks.
    ///
    /// - Throws: ``SettingsError``, with the setting of the file that cannot be used.
    init(_ settings: EntranceSettings, logger: Logger) throws(SettingsError) {
        self.settings = settings
        self.logger = logger
        if let path = settings.logins {
            let logins = try Self.watch(.consoleLogins, [path]) { try LoginFile.read(path) }
            desk = LoginDesk(
                logins: logins, sessions: sessions, limits: LoginLimits(), passwords: PasswordQueue(), logger: logger)
        } else {
            desk = nil
        }
        if let token = settings.token {
            let key = try Self.watch(token.setting, [token.path]) { try TokenKey.read(token.key) }
            tokens = ProxyTokens(settings: token, key: key)
        } else {
            tokens = nil
        }
        certificate = try settings.certificate.map { (files) throws(SettingsError) in
            try Self.watch(.consoleCertificate, [files.certificate, files.key]) { try Self.context(files) }
        }
    }

    private static func watch<Value: Sendable>(
        _ key: SettingKey, _ paths: [FilePath], _ read: @escaping @Sendable () throws -> Value
    ) throws(SettingsError) -> WatchedFiles<Value> {
        do {
            return try WatchedFiles(paths, read: read)
        } catch {
            throw SettingsError("\(key.environmentName), the file \(paths[0]), cannot be used: \(error)")
        }
    }

    private static func context(_ files: EntranceSettings.CertificateFiles) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(files.certificate.string)
        let key = try NIOSSLPrivateKey(bytes: try PrivateFile.read(files.key), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // A browser that does not answer the end of a connection must not hold up that of the console.
        configuration.shutdownTimeout = .seconds(1)
        return try NIOSSLContext(configuration: configuration)
    }

    /// - Parameters:
    ///   - port: the one that the console listens on.
    ///   - mayAct: whether operators may act.
    func gate(port: Int, mayAct: Bool) -> Gate {
        Gate(
            origin: settings.origin ?? PublicOrigin(port: port, isEncrypted: certificate != nil),
            evidence: tokens.map { .tokens($0) } ?? (desk == nil ? .link : .logins), proxies: settings.proxies,
            sessions: sessions, mayAct: mayAct)
    }

    /// Whether browsers shall never come here over a plain connection again. Names of this machine are not this console's alone.
    var isEncryptedForever: Bool { certificate != nil && settings.origin?.isOfThisMachine == false }

    /// Reads files again that have changed, every two seconds, until it is cancelled.
    func watch() async {
        guard desk != nil || certificate != nil || tokens != nil else { return }
        while (try? await Task.sleep(for: .seconds(2))) != nil {
            await refresh()
        }
    }

    func refresh() async {
        if let desk, let file = await again(desk.logins, .consoleLogins) { sessions.keep(only: file.logins) }
        if let certificate { _ = await again(certificate, .consoleCertificate) }
        if let tokens { _ = await again(tokens.key, tokens.settings.setting) }
    }

    /// - Returns: what changed files say; nil if they have not changed, or cannot be used.
    private func again<Value: Sendable>(_ files: WatchedFiles<Value>, _ key: SettingKey) async -> Value? {
        let outcome = await blockingCall { Result { try files.refresh() } }
        let setting: Logger.Metadata = ["setting": "\(key.environmentName)"]
        switch outcome {
        case .success(nil): return nil
        case .success(let value?):
            logger.info("A file has changed, and is used from now on", metadata: setting)
            return value
        case .failure(let error):
            logger.error(
                "A file has changed, and cannot be used: what it said before stays in use",
                metadata: setting.merging([LogKey.error: "\(error)"]) { $1 })
            return nil
        }
    }
}

extension TokenSettings {
    fileprivate var setting: SettingKey {
        switch key {
        case .publicKey: .consoleTokenKey
        case .secret: .consoleTokenSecret
        }
    }

    fileprivate var path: FilePath {
        switch key {
        case .publicKey(let path), .secret(let path): path
        }
    }
}
