internal import CRabbitMQ
internal import Glibc

extension AMQPConnection {
    /// Room for three body frames at the default net.core.wmem_max.
    ///
    /// poll(2) reports a socket as writable when a third of this is free, so sending a frame of ``bodyFrameBytes`` then
    /// never blocks.
    private static let sendBufferBytes: Int32 = 512 * 1024

    /// Connects to the broker and returns the descriptor of the socket, which belongs to `state`.
    static func connect(
        _ configuration: RabbitMQConfiguration, _ state: amqp_connection_state_t
    ) throws(RabbitMQError) -> Int32 {
        switch configuration.transport {
        case .plain:
            let status = connectSocket(amqp_tcp_socket_new(state), configuration)
            try checkConnected(status, configuration)
            if status < 0 {
                throw RabbitMQError(status: status, .init(endpoint: configuration.endpoint, action: "connect"))
            }
        case .tls(let files):
            let socket = try TLSSocket.make(files, configuration, state)
            let status = connectSocket(socket.pointer, configuration)
            try checkConnected(status, configuration)
            if status < 0 { throw socket.error(status: status) }
        }
        let descriptor = amqp_get_sockfd(state)
        var bytes = sendBufferBytes
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    private static func connectSocket(_ socket: OpaquePointer?, _ configuration: RabbitMQConfiguration) -> Int32 {
        BrokerAddresses(of: configuration.host).connect(within: configuration.connectTimeout) { address, limit in
            var timeout = timeval(limit)
            return amqp_socket_open_noblock(socket, address, Int32(configuration.port), &timeout)
        }
    }

    private static func checkConnected(_ status: Int32, _ configuration: RabbitMQConfiguration) throws(RabbitMQError) {
        guard status == AMQP_STATUS_SOCKET_ERROR.rawValue else { return }
        throw RabbitMQError(
            .connectionRefused,
            """
            no server accepts connections at \(configuration.endpoint): \
            check that RabbitMQ runs there, and the host and port of the broker URL
            """
        )
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
        if let error = RabbitMQError(reply: login, .init(endpoint: endpoint, action: "log in")) {
            // With TLS 1.3, a broker rejects our certificate only after the handshake.
            guard error.code == .connectionLost, error.replyCode == nil, !socket.wasCut else { throw error }
            throw RabbitMQError.fromOpenSSL(configuration) ?? .endedAtLogin(configuration)
        }
        _ = socket.within(limit) { amqp_channel_open(state, channel) }
        if let error = RabbitMQError(
            reply: amqp_get_rpc_reply(state), .init(endpoint: endpoint, action: "open a channel"))
        {
            throw error
        }
        amqp_maybe_release_buffers(state)
    }

    /// Our client properties and capabilities for the broker: blocked connections, cancelled consumers and confirms.
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
