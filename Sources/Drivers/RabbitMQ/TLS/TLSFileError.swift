internal import CRabbitMQ
internal import Glibc

/// An error of a file for a TLS connection, and its remedy.
enum TLSFileError {
    enum Role {
        case authority, certificate, key

        var name: String {
            switch self {
            case .authority: "CA certificates"
            case .certificate: "client certificate"
            case .key: "client key"
            }
        }

        var advice: String {
            switch self {
            case .authority: "give the broker's CA with RABBITMQ_CA_FILE (--broker-ca)"
            case .certificate: "check RABBITMQ_CERT_FILE (--broker-cert)"
            case .key: "check RABBITMQ_KEY_FILE (--broker-key)"
            }
        }
    }

    /// The system's trusted authorities on Debian and Fedora.
    static let systemBundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]

    static func systemAuthorities(_ bundles: [String] = systemBundles) throws(RabbitMQError) -> String {
        if let bundle = bundles.first(where: { access($0, R_OK) == 0 }) { return bundle }
        throw RabbitMQError(
            .tlsFailed,
            """
            the system has no CA certificates (\(bundles.joined(separator: ", "))): \
            install the package ca-certificates, or \(Role.authority.advice)
            """
        )
    }

    static func checkReadable(_ path: String, _ role: Role) throws(RabbitMQError) {
        guard access(path, R_OK) != 0 else { return }
        let reason = String(cString: strerror(errno))
        throw RabbitMQError(
            .tlsFailed, "cannot read the \(role.name) for the broker, \(path) (\(reason)): \(role.advice)")
    }

    /// OpenSSL could not use a readable file.
    static func refused(_ path: String, _ role: Role, reason: Int32) -> RabbitMQError {
        RabbitMQError(
            .tlsFailed,
            "the \(role.name) for the broker, \(path), cannot be used (\(text(reason))): \(role.advice); it must be in PEM format"
        )
    }

    static func refused(_ certificate: String, key: String, reason: Int32) -> RabbitMQError {
        guard reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH else {
            return RabbitMQError(
                .tlsFailed,
                """
                the client certificate \(certificate) and its key \(key) cannot be used for the broker \
                (\(text(reason))): both have to be in PEM form, and the key without a pass phrase
                """
            )
        }
        return RabbitMQError(
            .tlsFailed,
            """
            the client key \(key) is not the key of the certificate \(certificate): \
            check RABBITMQ_CERT_FILE and RABBITMQ_KEY_FILE
            """
        )
    }

    private static func text(_ reason: Int32) -> String {
        guard let text = ERR_reason_error_string(ERR_peek_error()) else { return "OpenSSL error \(reason)" }
        return String(cString: text)
    }
}
