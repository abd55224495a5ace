extension RabbitMQConfiguration {
    /// The login, for another door of the same broker: never log it.
    package var login: (user: String, password: String) { (user, password) }
}
