extension RabbitMQError {
    /// Translates the reply code and text of a channel.close or connection.close (AMQP 0-9-1, section 4.8).
    init(closed: ClosedByBroker, _ situation: Situation) {
        let code = Code(closed)
        let message: String
        if code == .queueMismatch {
            message = QueueMismatch(text: closed.text).message(endpoint: situation.endpoint, text: closed.text)
        } else if code == .accessRefused, let refusal = PermissionRefusal(text: closed.text, while: situation.action) {
            message = refusal.message(endpoint: situation.endpoint)
        } else {
            let (event, advice) = Self.phrases(for: code, situation)
            message = "\(situation.endpoint) \(event) (\(closed.text))\(advice.map { ": \($0)" } ?? "")"
        }
        self.init(code, message, replyCode: closed.code)
    }

    /// A queue that has left all messages unconfirmed.
    static func silence(of queue: String, for time: Duration, at endpoint: String) -> RabbitMQError {
        RabbitMQError(
            .timeout,
            """
            \(endpoint) has confirmed no message to queue \(queue) for \(time.wholeSeconds) seconds: if this goes on, check that \
            a majority of the queue's nodes is up (rabbitmq-queues quorum_status \(queue))
            """)
    }

    /// The event, which follows the broker's address in the message, and its remedy.
    private static func phrases(for code: Code, _ situation: Situation) -> (event: String, advice: String?) {
        let action = situation.action
        return switch code {
        case .connectionLost: ("closed the connection", "it is shutting down, or an operator or a time limit closed it")
        case .loginRefused: ("refused the login", "check user and password in the broker URL")
        case .vhostNotFound:
            ("has no such virtual host", "check the path of the broker URL, or run rabbitmqctl add_vhost")
        case .accessRefused:
            ("does not allow this user to \(action)", "grant it with rabbitmqctl set_permissions")
        case .queueNotFound: ("has no such queue and could not \(action)", nil)
        case .messageTooLarge:
            ("refuses messages of this size", "raise max_message_size in rabbitmq.conf, or make the batches smaller")
        case .brokerUnavailable: ("could not \(action)", "it may be starting, or a queue has no leader")
        default: ("refused to \(action)", nil)
        }
    }
}

extension RabbitMQError.Code {
    /// The text distinguishes errors that share a reply code.
    fileprivate init(_ closed: ClosedByBroker) {
        let text = closed.text
        self =
            switch closed.code {
            case 320: .connectionLost
            case 403 where text.contains("Login was refused"): .loginRefused
            case 402: .vhostNotFound
            case 530 where text.contains("not found"): .vhostNotFound
            case 403, 530: .accessRefused
            case 404 where text.contains("no queue"): .queueNotFound
            case 406 where text.contains("message size"): .messageTooLarge
            case 406 where text.contains("arg '"): .queueMismatch
            // The consumer timeout: a delivery was not settled in time.
            case 406 where text.contains("timed out"): .connectionLost
            case 313, 404, 405, 506, 541: .brokerUnavailable
            default: .protocolError
            }
    }
}
