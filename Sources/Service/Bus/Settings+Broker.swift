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
    package func broker(connectionName: String) throws(SettingsError) -> RabbitMQConfiguration {
        guard let url = try secret(.brokerURL) else {
            throw SettingsError(
                "no broker is set: give --broker amqp://user:password@host:port/vhost or set RABBITMQ_URL")
        }
        do throws(RabbitMQError) {
            var configuration = try RabbitMQConfiguration(url: url)
            try configuration.use(brokerTLSFiles)
            configuration.connectionName = "\(connectionName) \(getpid())"
            return configuration
        } catch {
            throw SettingsError(error.description)
        }
    }
}
