import Glibc
package import RabbitMQ
package import ServiceSettings

extension Settings {
    /// The files for TLS to the broker.
    package var brokerTLSFiles: TLSFiles {
        TLSFiles(
            authority: string(.brokerAuthority), certificate: string(.brokerCertificate), key: string(.brokerKey))
    }

    /// The broker's address and login. The connection's name shows an operator which service it belongs to.
    ///
    /// - Throws: ``SettingsError`` if the URL cannot be used, or if it lacks the TLS that is required.
    package func broker(connectionName: String) throws(SettingsError) -> RabbitMQConfiguration {
        guard let url = try secret(.brokerURL) else {
            throw SettingsError(
                "no broker is set: give --broker amqp://user:password@host:port/vhost or set RABBITMQ_URL")
        }
        let result: RabbitMQConfiguration
        do throws(RabbitMQError) {
            var configuration = try RabbitMQConfiguration(url: url)
            try configuration.use(brokerTLSFiles)
            configuration.connectionName = "\(connectionName) \(getpid())"
            result = configuration
        } catch {
            throw SettingsError(error.description)
        }
        _ = try warning(of: result)
        return result
    }

    /// The warning of a broker on another machine without TLS; nil if there is no reason for one.
    ///
    /// - Throws: ``SettingsError`` if TLS is required.
    package func warning(of broker: RabbitMQConfiguration) throws(SettingsError) -> String? {
        guard broker.transport == .plain else { return nil }
        return try warning(ofPlain: "broker", at: broker.host, remedy: "Use an amqps:// URL")
    }
}
