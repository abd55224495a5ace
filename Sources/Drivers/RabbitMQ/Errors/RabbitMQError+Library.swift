import CRabbitMQ

// With `RabbitMQError+Broker`, the only place that interprets librabbitmq's numbers.
extension RabbitMQError {
    /// The connection's action when a call failed, in a form that completes "cannot …" and "while trying to …".
    struct Situation {
        let endpoint: String
        let action: String
    }

    /// Translates an `amqp_status_enum` value.
    init(status: Int32, _ situation: Situation) {
        let endpoint = situation.endpoint
        switch amqp_status_enum(rawValue: status) {
        case AMQP_STATUS_HOSTNAME_RESOLUTION_FAILED:
            self.init(
                .hostNotFound, "cannot find the host of \(endpoint): check the name in the broker URL and the DNS")
        case AMQP_STATUS_TIMEOUT:
            self.init(
                .timeout,
                "\(endpoint) did not answer in time while trying to \(situation.action): check that RabbitMQ is running there"
            )
        case AMQP_STATUS_HEARTBEAT_TIMEOUT, AMQP_STATUS_CONNECTION_CLOSED, AMQP_STATUS_SOCKET_CLOSED,
            AMQP_STATUS_SOCKET_ERROR, AMQP_STATUS_TCP_ERROR, AMQP_STATUS_SSL_ERROR:
            self.init(.connectionLost, "lost the connection to \(endpoint) while trying to \(situation.action)")
        case AMQP_STATUS_SSL_PEER_VERIFY_FAILED, AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED,
            AMQP_STATUS_SSL_CONNECTION_FAILED, AMQP_STATUS_SSL_SET_ENGINE_FAILED:
            self.init(tlsStatus: status, endpoint)
        case AMQP_STATUS_INCOMPATIBLE_AMQP_VERSION, AMQP_STATUS_BROKER_UNSUPPORTED_SASL_METHOD:
            self.init(
                .loginRefused,
                """
                \(endpoint) does not offer AMQP 0-9-1 with a PLAIN login: \
                check the port and the broker's auth_mechanisms
                """)
        case AMQP_STATUS_BAD_AMQP_DATA:
            self.init(
                .protocolError,
                """
                \(endpoint) did not answer in AMQP while trying to \(situation.action): \
                check that RabbitMQ listens there, and use amqps:// if this is its TLS port
                """)
        default:
            let text = String(cString: amqp_error_string2(status))
            self.init(.protocolError, "\(endpoint): \(text) while trying to \(situation.action)")
        }
    }

    /// Translates the failure of a handshake.
    private init(tlsStatus status: Int32, _ endpoint: String) {
        switch amqp_status_enum(rawValue: status) {
        case AMQP_STATUS_SSL_PEER_VERIFY_FAILED:
            self.init(
                .tlsFailed,
                """
                the certificate of \(endpoint) is not signed by a trusted authority: \
                give the broker's CA with RABBITMQ_CA_FILE (--broker-ca)
                """)
        case AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED:
            self.init(
                .tlsFailed,
                "the certificate of \(endpoint) names another host: use the host name in the certificate")
        default:
            // A broker that shuts down causes the same status.
            self.init(
                .connectionLost,
                """
                cannot establish TLS with \(endpoint): \
                check that it is running and that the port speaks TLS 1.2 or later
                """)
        }
    }

    /// Translates the result of a librabbitmq RPC; nil on success.
    init?(reply: amqp_rpc_reply_t, _ situation: Situation) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            return nil
        case AMQP_RESPONSE_LIBRARY_EXCEPTION:
            self.init(status: reply.library_error, situation)
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            guard let closed = ClosedByBroker(method: reply.reply) else {
                self.init(status: AMQP_STATUS_WRONG_METHOD.rawValue, situation)
                return
            }
            self.init(closed: closed, situation)
        default:
            self.init(status: AMQP_STATUS_CONNECTION_CLOSED.rawValue, situation)
        }
    }
}

/// The broker's reason for closing a channel or the connection.
struct ClosedByBroker {
    let code: Int
    let text: String

    init(code: Int, text: String) {
        self.code = code
        self.text = text
    }

    init?(method: amqp_method_t) {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case AMQP_CHANNEL_CLOSE_METHOD:
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            self.init(code: Int(close.reply_code), text: String(close.reply_text))
        case AMQP_CONNECTION_CLOSE_METHOD:
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            self.init(code: Int(close.reply_code), text: String(close.reply_text))
        default:
            return nil
        }
    }
}
