extension RabbitMQConfiguration {
    /// Parses `amqp://user:password@host:port/vhost?heartbeat=10` (rabbitmq.com/docs/uri-spec).
    ///
    /// The defaults are guest, guest, localhost, 5672 (5671 for `amqps`) and the vhost `/`. Options: `heartbeat` and
    /// `connection_timeout` in seconds, and for `amqps` the files `cacertfile`, `certfile` and `keyfile`.
    /// - Throws: ``RabbitMQError/Code/invalidURL``; the message names the part, and never repeats the URL.
    package init(url: String) throws(RabbitMQError) {
        let (scheme, afterScheme) = try Self.scheme(of: url)
        let (beforeQuery, query) = URLText.cut(afterScheme, at: "?")
        let (authority, path) = URLText.cut(beforeQuery, at: "/")
        // The last @: an unencoded password can contain one.
        let at = authority.lastIndex(of: "@")
        let login = at.map { authority[..<$0] }
        let address = at.map { authority[authority.index(after: $0)...] } ?? authority
        let (user, password) = URLText.cut(login ?? "guest:guest", at: ":")

        self.user = try Self.decoded(user, "user")
        self.password = try Self.decoded(password ?? "", "password")
        virtualHost = try Self.decoded(path.flatMap { $0.isEmpty ? nil : $0 } ?? "/", "virtual host")
        (host, port) = try Self.hostAndPort(address, defaultPort: scheme == "amqps" ? 5671 : 5672)
        transport = scheme == "amqps" ? .tls(TLSFiles()) : .plain
        connectionName = Self.defaultConnectionName()
        heartbeat = Self.defaultHeartbeat
        connectTimeout = Self.defaultConnectTimeout
        var files = TLSFiles()
        for option in (query ?? "").split(separator: "&") { try apply(option: option, &files) }
        try use(files)
        guard !(self.user + self.password + virtualHost).utf8.contains(0) else {
            throw Self.invalid("a NUL character cannot be in user, password or virtual host")
        }
    }

    private static func scheme(of url: String) throws(RabbitMQError) -> (String, Substring) {
        for scheme in ["amqp", "amqps"] where url.lowercased().hasPrefix(scheme + "://") {
            return (scheme, url.dropFirst(scheme.count + 3))
        }
        throw invalid("it must begin with amqp:// or amqps://")
    }

    private static func hostAndPort(
        _ address: Substring, defaultPort: Int
    ) throws(RabbitMQError) -> (host: String, port: Int) {
        var host = address
        var port: Substring?
        if address.first == "[", let end = address.firstIndex(of: "]") {
            host = address[address.index(after: address.startIndex)..<end]
            let rest = address[address.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else {
                throw invalid("only a port can follow the address in brackets")
            }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            (host, port) = URLText.cut(address, at: ":")
        }
        guard let port, !port.isEmpty else {
            return (try decoded(host.isEmpty ? "localhost" : host, "host"), defaultPort)
        }
        guard let number = Int(port), (1...65535).contains(number) else {
            throw invalid("the port must be a number from 1 to 65535")
        }
        return (try decoded(host.isEmpty ? "localhost" : host, "host"), number)
    }

    private mutating func apply(option: Substring, _ files: inout TLSFiles) throws(RabbitMQError) {
        let (name, value) = URLText.cut(option, at: "=")
        let text = try Self.decoded(value ?? "", "value of an option")
        switch name {
        case "heartbeat":
            guard let seconds = Int(text), (1...3600).contains(seconds) else {
                throw Self.invalid("heartbeat must be a number of seconds from 1 to 3600")
            }
            heartbeat = .seconds(seconds)
        case "connection_timeout":
            guard let seconds = Int(text), (1...600).contains(seconds) else {
                throw Self.invalid("connection_timeout must be a number of seconds from 1 to 600")
            }
            connectTimeout = .seconds(seconds)
        case "cacertfile": files.authority = text
        case "certfile": files.certificate = text
        case "keyfile": files.key = text
        default:
            // Without its name: it may be the rest of a password that contains a question mark.
            throw Self.invalid(
                "unknown option: the options are heartbeat, connection_timeout, cacertfile, certfile and keyfile")
        }
    }

    private static func decoded(_ text: Substring, _ part: String) throws(RabbitMQError) -> String {
        guard let decoded = URLText.decode(text) else {
            throw invalid("the \(part) has a percent sign without two hex digits, or is not UTF-8")
        }
        return decoded
    }

    private static func decoded(_ text: String, _ part: String) throws(RabbitMQError) -> String {
        try decoded(text[...], part)
    }

    private static func invalid(_ reason: String) -> RabbitMQError {
        RabbitMQError(.invalidURL, "the broker URL cannot be read: \(reason) (amqp://user:password@host:5672/vhost)")
    }
}
