package import ArgumentParser
package import ServiceSettings

/// The files for an encrypted connection to the broker, for services and for `etl`.
package struct BrokerTLSOptions: ParsableArguments {
    @Option(
        name: .customLong("broker-ca"),
        help: .init(
            "For amqps://, the CA certificates to trust, in PEM form (RABBITMQ_CA_FILE; the system's).",
            valueName: "file"))
    package var authority: String?

    @Option(
        name: .customLong("broker-cert"),
        help: .init("For amqps://, a client certificate, in PEM form (RABBITMQ_CERT_FILE).", valueName: "file"))
    package var certificate: String?

    @Option(
        name: .customLong("broker-key"),
        help: .init("The key of the client certificate (RABBITMQ_KEY_FILE).", valueName: "file"))
    package var key: String?

    package init() {}

    package var flags: [SettingKey: String?] {
        [.brokerAuthority: authority, .brokerCertificate: certificate, .brokerKey: key]
    }
}
