package import SystemPackage

/// A private server's certificate, in files in PEM format.
package struct ServerTLS: Sendable {
    package let certificate: FilePath
    package let key: FilePath
    /// The authority of client certificates.
    package let authority: FilePath
    /// Whether the server refuses a client without a certificate. No effect on PostgreSQL, where `pg_hba.conf` decides.
    package let requiresClientCertificate: Bool

    package init(
        certificate: FilePath, key: FilePath, authority: FilePath, requiresClientCertificate: Bool = false
    ) {
        self.certificate = certificate
        self.key = key
        self.authority = authority
        self.requiresClientCertificate = requiresClientCertificate
    }

    /// Copies the files into a place that only the server's user can read.
    func installed(in directory: FilePath, owner: ServerUser?) throws(LocalServerError) -> ServerTLS {
        func copy(_ file: FilePath, _ name: FilePath.Component) throws(LocalServerError) -> FilePath {
            let target = directory.appending(name)
            try FileSystem.writePrivate(try FileSystem.read(file), to: target, owner: owner)
            return target
        }
        return ServerTLS(
            certificate: try copy(certificate, "certificate.pem"), key: try copy(key, "key.pem"),
            authority: try copy(authority, "authority.pem"), requiresClientCertificate: requiresClientCertificate)
    }

    /// The lines of `rabbitmq.conf` for a listener (rabbitmq.com/docs/ssl).
    func rabbitMQConfiguration(_ port: ServerPort) -> [String] {
        [
            "listeners.ssl.1 = \(port.address):\(port.number)",
            "ssl_options.cacertfile = \(authority)",
            "ssl_options.certfile = \(certificate)",
            "ssl_options.keyfile = \(key)",
            "ssl_options.versions.1 = tlsv1.3",
            "ssl_options.versions.2 = tlsv1.2",
            "ssl_options.verify = \(requiresClientCertificate ? "verify_peer" : "verify_none")",
            "ssl_options.fail_if_no_peer_cert = \(requiresClientCertificate)",
        ]
    }

    /// The arguments of `postgres` (manual, 19.9 "Secure TCP/IP Connections with SSL").
    var postgresArguments: [String] {
        let settings: KeyValuePairs = [
            "ssl": "on", "ssl_cert_file": certificate.string, "ssl_key_file": key.string,
            "ssl_ca_file": authority.string, "ssl_min_protocol_version": "TLSv1.2",
        ]
        return settings.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    }
}
