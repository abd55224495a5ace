/// The files of a TLS connection, all in PEM form; they are read at every connect, so that renewed ones are taken.
package struct TLSFiles: Sendable, Hashable {
    /// The certificates of the authorities that are trusted; nil stands for the system's.
    package var authority: String?
    /// Our own certificate, with the certificates between it and an authority behind it.
    package var certificate: String?
    /// The key of our own certificate, without a pass phrase.
    package var key: String?

    package init(authority: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.authority = authority
        self.certificate = certificate
        self.key = key
    }
}

extension RabbitMQConfiguration {
    /// Takes over the files that are named, and keeps the others.
    ///
    /// - Throws: ``RabbitMQError/Code/invalidURL`` when the connection is not encrypted, since whoever names files believes
    ///   that it is; and when only one of certificate and key is there.
    package mutating func use(_ files: TLSFiles) throws(RabbitMQError) {
        guard case .tls(var all) = transport else {
            if files == TLSFiles() { return }
            throw RabbitMQError(
                .invalidURL,
                """
                files for TLS are given, and the broker URL says amqp://, which is not encrypted: \
                make it amqps://, or leave the files out
                """
            )
        }
        all.authority = files.authority ?? all.authority
        all.certificate = files.certificate ?? all.certificate
        all.key = files.key ?? all.key
        guard (all.certificate == nil) == (all.key == nil) else {
            let (present, missing) = all.key == nil ? ("certificate", "key") : ("key", "certificate")
            throw RabbitMQError(
                .invalidURL,
                "a client \(present) is set for the broker, but no \(missing): set both, or neither")
        }
        transport = .tls(all)
    }
}
