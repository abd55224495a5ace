/// The files of a TLS connection, all in PEM format; each connect reads them again, so that renewed ones apply.
package struct TLSFiles: Sendable, Hashable {
    /// The certificates of the trusted authorities; nil for the system's.
    package var authority: String?
    /// Our own certificate, followed by the intermediate certificates.
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
    /// Replaces the given files, and keeps the others.
    ///
    /// - Throws: ``RabbitMQError/Code/invalidURL`` if the connection is not encrypted, because files show that the
    ///   operator expects it. The same error if only one of certificate and key is set.
    package mutating func use(_ files: TLSFiles) throws(RabbitMQError) {
        guard case .tls(var all) = transport else {
            if files == TLSFiles() { return }
            throw RabbitMQError(
                .invalidURL,
                """
                TLS files are set, but the broker URL begins with amqp://, which is not encrypted: \
                use amqps://, or remove the files
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
