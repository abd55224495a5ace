extension RabbitMQError {
    /// Translates the reply code and text of a channel.close or connection.close (AMQP 0-9-1, section 4.8).
    init(closed: ClosedByBroker, _ situation: Situation) {
        let (endpoint, action, text) = (situation.endpoint, situation.action, closed.text)
        let (code, message): (Code, String) =
            switch closed.code {
            case 320:
                (
                    .connectionLost,
                    "\(endpoint) closed the connection (\(text)): it is shutting down, or an operator closed it"
                )
            case 403 where text.contains("Login was refused"):
                (.loginRefused, "\(endpoint) refused the login: check user and password in the broker URL")
            case 530 where text.contains("not found"), 402:
                (
                    .vhostNotFound,
                    "\(endpoint) has no such virtual host (\(text)): check the path of the broker URL, or create it with rabbitmqctl add_vhost"
                )
            case 403, 530:
                (
                    .accessRefused,
                    "\(endpoint) does not allow this user to \(action) (\(text)): grant it with rabbitmqctl set_permissions"
                )
            case 404 where text.contains("no queue"):
                (.queueNotFound, "\(endpoint) has no such queue, could not \(action) (\(text))")
            case 406 where text.contains("message size"):
                (
                    .messageTooLarge,
                    "\(endpoint) takes no message of this size (\(text)): raise max_message_size in rabbitmq.conf, or make the batches smaller"
                )
            case 406 where text.contains("arg '"):
                (.queueMismatch, QueueMismatch(text: text).message(endpoint: endpoint, text: text))
            case 406 where text.contains("timed out"):
                (
                    .connectionLost,
                    "\(endpoint) closed the channel because a delivery was not settled in time (\(text)); it delivers it again"
                )
            case 405, 404, 506, 541, 313:
                (
                    .brokerUnavailable,
                    "\(endpoint) could not \(action) (\(text)): it may be starting, or a queue has no leader"
                )
            default:
                (.protocolError, "\(endpoint) refused to \(action) (\(text))")
            }
        self.init(code, message, replyCode: closed.code)
    }
}
