internal import CRabbitMQ

/// A socket that librabbitmq encrypts, during the connect: the requirements on the broker, and the reason of a failure.
///
/// The connection owns the socket, which must outlive this value.
struct TLSSocket: ~Copyable {
    let pointer: OpaquePointer
    private let context: OpaquePointer
    /// OpenSSL's reason for rejecting the broker's certificate; 0 if there is none.
    private let refusal: UnsafeMutablePointer<Int32>
    private let configuration: RabbitMQConfiguration
    private let authority: String

    private init(
        pointer: OpaquePointer, context: OpaquePointer, _ configuration: RabbitMQConfiguration, authority: String
    ) {
        self.pointer = pointer
        self.context = context
        self.configuration = configuration
        self.authority = authority
        refusal = .allocate(capacity: 1)
        refusal.initialize(to: 0)
    }

    deinit {
        forget_reason(context)
        refusal.deallocate()
    }

    /// Creates the socket of a connection and reads the files.
    static func make(
        _ files: TLSFiles, _ configuration: RabbitMQConfiguration, _ state: amqp_connection_state_t
    ) throws(RabbitMQError) -> TLSSocket {
        let authority = try trusted(files)
        guard let pointer = amqp_ssl_socket_new(state), let context = amqp_ssl_socket_get_context(pointer) else {
            throw RabbitMQError(.tlsFailed, "OpenSSL is missing, or has no memory for a connection")
        }
        // 0.11 still allows TLS 1.0 by default.
        guard amqp_ssl_socket_set_ssl_versions(pointer, AMQP_TLSv1_2, AMQP_TLSvLATEST) == 0 else {
            throw RabbitMQError(.tlsFailed, "this build of librabbitmq has no TLS 1.2")
        }
        try TLSFileError.checkReadable(authority, .authority)
        guard amqp_ssl_socket_set_cacert(pointer, authority) == 0 else {
            throw TLSFileError.refused(authority, .authority, reason: openssl_error_reason())
        }
        if let certificate = files.certificate, let key = files.key { try load(certificate, key, pointer) }
        let socket = TLSSocket(
            pointer: pointer, context: OpaquePointer(context), configuration, authority: authority)
        try socket.demandCertificate()
        return socket
    }

    private static func trusted(_ files: TLSFiles) throws(RabbitMQError) -> String {
        if let authority = files.authority { return authority }
        return try TLSFileError.systemAuthorities()
    }

    private static func load(_ certificate: String, _ key: String, _ pointer: OpaquePointer) throws(RabbitMQError) {
        try TLSFileError.checkReadable(certificate, .certificate)
        try TLSFileError.checkReadable(key, .key)
        // Without a callback, OpenSSL would prompt on the terminal for a key's pass phrase.
        amqp_ssl_socket_set_key_passwd(pointer, "")
        guard amqp_ssl_socket_set_key(pointer, certificate, key) == 0 else {
            throw TLSFileError.refused(certificate, key: key, reason: openssl_error_reason())
        }
    }

    private borrowing func demandCertificate() throws(RabbitMQError) {
        guard require_certificate(context, configuration.host, refusal) != 0 else {
            throw RabbitMQError(.tlsFailed, "no memory for a TLS connection")
        }
        amqp_ssl_socket_set_verify_peer(pointer, 1)
        // librabbitmq would compare the address that it connects to with the names.
        amqp_ssl_socket_set_verify_hostname(pointer, 0)
    }

    /// Translates a failed connect; call it on the same thread, before any other call of OpenSSL.
    borrowing func error(status: Int32) -> RabbitMQError {
        if refusal.pointee != 0 {
            return RabbitMQError(
                refusedCertificate: refusal.pointee, configuration, authority: authority)
        }
        let situation = RabbitMQError.Situation(endpoint: configuration.endpoint, action: "connect")
        return RabbitMQError.fromOpenSSL(configuration) ?? RabbitMQError(status: status, situation)
    }
}
