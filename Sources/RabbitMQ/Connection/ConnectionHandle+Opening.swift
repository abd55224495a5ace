internal import CRabbitMQ
internal import Glibc

extension ConnectionHandle {
    /// Room for three body frames at the default net.core.wmem_max.
    ///
    /// poll(2) calls a socket writable when a third of this is free, so a frame of ``bodyFrameBytes`` sent then never
    /// waits.
    private static let sendBufferBytes: Int32 = 512 * 1024

    /// Opens the socket and returns its descriptor, which belongs to `state`.
    static func open(
        _ configuration: RabbitMQConfiguration, _ state: amqp_connection_state_t
    ) throws(RabbitMQError) -> Int32 {
        let situation = RabbitMQError.Situation(endpoint: configuration.endpoint, action: "connect")
        let socket = try makeSocket(configuration, state)
        var timeout = timeval(configuration.connectTimeout)
        let status = amqp_socket_open_noblock(socket, configuration.host, Int32(configuration.port), &timeout)
        if status == AMQP_STATUS_SOCKET_ERROR.rawValue {
            throw RabbitMQError(
                .connectionRefused,
                """
                nothing takes connections at \(configuration.endpoint): \
                check that RabbitMQ runs there, and the host and port of the broker URL
                """
            )
        }
        guard status >= 0 else { throw RabbitMQError(status: status, situation) }
        let descriptor = amqp_get_sockfd(state)
        var bytes = sendBufferBytes
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    private static func makeSocket(
        _ configuration: RabbitMQConfiguration, _ state: amqp_connection_state_t
    ) throws(RabbitMQError) -> OpaquePointer? {
        switch configuration.transport {
        case .plain:
            return amqp_tcp_socket_new(state)
        case .tls(let caFile):
            let socket = amqp_ssl_socket_new(state)
            guard socket != nil, amqp_ssl_socket_set_cacert(socket, caFile) == 0 else {
                throw RabbitMQError(
                    .tlsFailed,
                    """
                    cannot read CA certificates from \(caFile): \
                    install ca-certificates, or give a file with ?cacertfile=PATH
                    """
                )
            }
            amqp_ssl_socket_set_verify_peer(socket, 1)
            amqp_ssl_socket_set_verify_hostname(socket, 1)
            // 0.11 still allows TLS 1.0 unless told otherwise.
            guard amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) == 0 else {
                throw RabbitMQError(.tlsFailed, "this build of librabbitmq has no TLS 1.2")
            }
            return socket
        }
    }

    static func logIn(
        _ configuration: RabbitMQConfiguration, _ state: amqp_connection_state_t, _ socket: WatchedSocket
    ) throws(RabbitMQError) {
        var timeout = timeval(configuration.connectTimeout)
        amqp_set_handshake_timeout(state, &timeout)
        amqp_set_rpc_timeout(state, &timeout)
        var arena = Arena()
        var properties = arena.table(clientProperties(configuration))
        let heartbeat = Int32(clamping: max(1, configuration.heartbeat.components.seconds))
        let limit = configuration.connectTimeout + .seconds(1)
        let login = socket.within(limit) {
            amqp_login_plain(
                state, configuration.virtualHost, frameMaximum, heartbeat, &properties, configuration.user,
                configuration.password)
        }
        let endpoint = configuration.endpoint
        if let error = RabbitMQError(reply: login, .init(endpoint: endpoint, action: "log in")) { throw error }
        _ = socket.within(limit) { amqp_channel_open(state, channel) }
        if let error = RabbitMQError(
            reply: amqp_get_rpc_reply(state), .init(endpoint: endpoint, action: "open a channel"))
        {
            throw error
        }
        amqp_maybe_release_buffers(state)
    }

    /// Tells the broker who we are and that we understand to be blocked, cancelled and confirmed.
    private static func clientProperties(
        _ configuration: RabbitMQConfiguration
    ) -> [(key: String, value: TableValue)] {
        let capabilities = [
            "authentication_failure_close", "basic.nack", "connection.blocked", "consumer_cancel_notify",
            "publisher_confirms",
        ]
        return [
            ("product", .string("token-etl")),
            ("connection_name", .string(configuration.connectionName)),
            ("capabilities", .table(capabilities.map { ($0, .flag(true)) })),
        ]
    }
}
