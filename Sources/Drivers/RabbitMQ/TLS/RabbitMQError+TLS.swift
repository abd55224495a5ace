import CRabbitMQ

// With `TLSFileError`, the only place that interprets OpenSSL's numbers.
extension RabbitMQError {
    /// Translates OpenSSL's reason for refusing the broker's certificate (X509_V_ERR_…).
    init(refusedCertificate reason: Int32, _ configuration: RabbitMQConfiguration, authority: String) {
        let endpoint = configuration.endpoint
        let message: String
        switch reason {
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            message = """
                the certificate of \(endpoint) is for another host: use the host name in the certificate, \
                or issue one for \(configuration.host)
                """
        case X509_V_ERR_CERT_HAS_EXPIRED:
            message =
                "the certificate of \(endpoint) has expired: renew it on the broker, or check this machine's clock"
        case X509_V_ERR_CERT_NOT_YET_VALID:
            message = "the certificate of \(endpoint) is not valid yet: check the clocks of both machines"
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
            X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
            message = """
                the certificate of \(endpoint) is not signed by an authority of \(authority): \
                give the broker's CA with RABBITMQ_CA_FILE (--broker-ca)
                """
        default:
            message = """
                OpenSSL rejects the certificate of \(endpoint) \
                (\(String(cString: X509_verify_cert_error_string(Int(reason))))): replace the broker's certificate
                """
        }
        self.init(.tlsFailed, message)
    }

    /// OpenSSL's error on this thread about a failed handshake, or an alert of the broker after it; nil for a plain
    /// lost connection.
    static func fromOpenSSL(_ configuration: RabbitMQConfiguration) -> RabbitMQError? {
        let endpoint = configuration.endpoint
        guard case .tls(let files) = configuration.transport else { return nil }
        switch openssl_error_reason() {
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG:
            return RabbitMQError(
                .tlsFailed,
                "\(endpoint) does not speak TLS: use the port of the broker's TLS listener, usually 5671")
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
            return RabbitMQError(
                .tlsFailed,
                "\(endpoint) offers only outdated TLS: it must speak TLS 1.2 or later with current ciphers")
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
            // With TLS 1.2, a broker also sends this to a client without a certificate.
            return RabbitMQError(
                .tlsFailed,
                """
                \(endpoint) refused the TLS handshake: it has no cipher in common with us, or requires a client certificate: \
                \(clientAdvice)
                """
            )
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            return RabbitMQError(.tlsFailed, "\(endpoint) requires a client certificate: \(clientAdvice)")
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE,
            SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
            SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, SSL_R_TLSV1_ALERT_UNKNOWN_CA, SSL_R_TLSV1_ALERT_ACCESS_DENIED:
            return refusedClient(files.certificate, endpoint)
        default: return nil
        }
    }

    /// The broker's alert is about our certificate, or about its absence.
    private static func refusedClient(_ certificate: String?, _ endpoint: String) -> RabbitMQError {
        guard let certificate else {
            return RabbitMQError(.tlsFailed, "\(endpoint) requires a client certificate: \(clientAdvice)")
        }
        let reason = ERR_reason_error_string(ERR_peek_error()).map { String(cString: $0) } ?? "unknown reason"
        return RabbitMQError(
            .tlsFailed,
            """
            \(endpoint) does not accept the client certificate \(certificate) (\(reason)): \
            use a valid one that its CA has signed
            """
        )
    }

    /// The broker has closed the connection instead of answering the login, and no reason has arrived.
    static func endedAtLogin(_ configuration: RabbitMQConfiguration) -> RabbitMQError {
        let reason =
            switch configuration.transport {
            case .plain: "it is not RabbitMQ, is shutting down, or requires TLS on this port (amqps://)"
            // A client that has written meanwhile does not always receive the alert.
            case .tls: "it is shutting down, or requires another client certificate: \(clientAdvice)"
            }
        return RabbitMQError(
            .connectionLost, "\(configuration.endpoint) ended the connection before the login: \(reason)")
    }

    private static var clientAdvice: String {
        "set RABBITMQ_CERT_FILE and RABBITMQ_KEY_FILE (--broker-cert, --broker-key)"
    }
}
