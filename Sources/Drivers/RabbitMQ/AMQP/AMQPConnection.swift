internal import CRabbitMQ
internal import Glibc

/// Owns one `amqp_connection_state_t` with one open channel; used by one thread at a time, closed with its owner.
///
/// One channel only: `amqp_simple_wait_frame_on_channel` loses frames of other channels.
struct AMQPConnection: ~Copyable {
    /// The channel for everything.
    static let channel: amqp_channel_t = 1
    /// The broker may lower it; from RabbitMQ 4.1 on it refuses less than 8192.
    static let frameMaximum: Int32 = 131_072

    let state: amqp_connection_state_t
    let socket: WatchedSocket
    let endpoint: String
    /// The interval negotiated with the broker; at least a second.
    let heartbeat: Duration
    /// The connection's purpose, in a form that completes "could not …".
    var purpose = "continue"
    /// Whether the user has the permission to configure queues, as far as known; see ``provide(_:within:)``.
    var mayConfigure = true
    var arena = Arena()

    /// Connects, logs in and opens the channel.
    ///
    /// - Parameter onSocket: called with the socket before the handshake, so that another thread can abort it.
    init(configuration: RabbitMQConfiguration, onSocket: (WatchedSocket) -> Void) throws(RabbitMQError) {
        guard let watchdog = Watchdog.shared, let state = amqp_new_connection() else {
            throw RabbitMQError(
                .protocolError, "not enough memory, threads or file descriptors for a connection to RabbitMQ")
        }
        do throws(RabbitMQError) {
            self.socket = try Self.establish(configuration, state, watchdog, onSocket)
            self.state = state
        } catch {
            amqp_destroy_connection(state)
            BrokerAddresses.skipFirst()
            throw error
        }
        endpoint = configuration.endpoint
        heartbeat = .seconds(max(1, Int(amqp_get_heartbeat(state))))
    }

    private static func establish(
        _ configuration: RabbitMQConfiguration, _ state: amqp_connection_state_t, _ watchdog: Watchdog,
        _ onSocket: (WatchedSocket) -> Void
    ) throws(RabbitMQError) -> WatchedSocket {
        let descriptor = try connect(configuration, state)
        guard let socket = WatchedSocket(duplicating: descriptor, checkInterval: configuration.heartbeat / 2) else {
            throw RabbitMQError(.protocolError, "no file descriptor left for a connection to RabbitMQ: raise ulimit -n")
        }
        watchdog.add(socket)
        onSocket(socket)
        do throws(RabbitMQError) {
            try logIn(configuration, state, socket)
        } catch {
            watchdog.remove(socket)
            throw error
        }
        return socket
    }

    deinit {
        Watchdog.shared?.remove(socket)
        amqp_destroy_connection(state)
    }

    /// The time after which the watchdog ends a single call.
    var callLimit: Duration { heartbeat * 2 }

    func situation(_ action: String) -> RabbitMQError.Situation {
        RabbitMQError.Situation(endpoint: endpoint, action: action)
    }

    /// - Throws: the error of a status below zero.
    func check(_ status: Int32, _ action: String) throws(RabbitMQError) {
        guard status < 0 else { return }
        if socket.wasCut {
            throw RabbitMQError(
                .connectionLost,
                "\(endpoint) neither received nor sent data for \(callLimit.wholeSeconds) seconds while trying to \(action)"
            )
        }
        throw RabbitMQError(status: status, situation(action))
    }

    /// Closes the connection and waits for the answer, so that the broker has handled everything sent before.
    func close(within limit: Duration) {
        var timeout = timeval(limit)
        amqp_set_rpc_timeout(state, &timeout)
        _ = socket.within(limit + .seconds(1)) { amqp_connection_close(state, AMQP_REPLY_SUCCESS) }
    }
}

extension timeval {
    init(_ duration: Duration) {
        let nanoseconds = duration.inNanoseconds
        self.init(tv_sec: Int(nanoseconds / 1_000_000_000), tv_usec: Int(nanoseconds % 1_000_000_000 / 1000))
    }
}
