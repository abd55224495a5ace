package import ArgumentParser
package import ServiceSettings

/// The files for an encrypted connection to the broker, for services and for `etl`.
package struct BrokerTLSOptions: ParsableArguments {
    @Option(
        name: .customLong("broker-ca"),
        help: .init(
            "CA certificates to trust for amqps://, as PEM (RABBITMQ_CA_FILE; default: the system's).",
            valueName: "file"))
    package var authority: String?

    @Option(
        name: .customLong("broker-cert"),
        help: .init("Client certificate for amqps://, as PEM (RABBITMQ_CERT_FILE).", valueName: "file"))
    package var certificate: String?

    @Option(
        name: .customLong("broker-key"),
        help: .init("Private key of the client certificate, as PEM (RABBITMQ_KEY_FILE).", valueName: "file"))
    package var key: String?

    package init() {}

    package var flags: [SettingKey: String?] {
        [.brokerAuthority: authority, .brokerCertificate: certificate, .brokerKey: key]
    }
}
