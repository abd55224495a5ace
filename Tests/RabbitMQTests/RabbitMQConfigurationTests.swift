import Testing

@testable import RabbitMQ

struct RabbitMQConfigurationTests {
    @Test func readsEveryPart() throws {
        let configuration = try RabbitMQConfiguration(
            url: "amqp://us%65r:p%40ss%3Aw@rabbit.example:5673/etl%2Ftest?heartbeat=4&connection_timeout=9")
        #expect(configuration.user == "user")
        #expect(configuration.password == "p@ss:w")
        #expect(configuration.host == "rabbit.example")
        #expect(configuration.port == 5673)
        #expect(configuration.virtualHost == "etl/test")
        #expect(configuration.heartbeat == .seconds(4))
        #expect(configuration.connectTimeout == .seconds(9))
        #expect(configuration.transport == .plain)
    }

    @Test(arguments: [
        "amqp://", "amqp://localhost", "AMQP://localhost/", "amqp://localhost:5672/%2F", "amqp://guest:guest@localhost",
    ])
    func fillsInWhatIsLeftOut(url: String) throws {
        let configuration = try RabbitMQConfiguration(url: url)
        #expect(configuration.user == "guest")
        #expect(configuration.password == "guest")
        #expect(configuration.endpoint == "localhost:5672")
        #expect(configuration.virtualHost == "/")
        #expect(configuration.heartbeat == .seconds(10))
    }

    @Test func readsTLS() throws {
        let plain = try RabbitMQConfiguration(url: "amqps://u:p@host")
        #expect(plain.port == 5671)
        #expect(plain.transport == .tls(TLSFiles()))
        var own = try RabbitMQConfiguration(
            url: "amqps://u:p@host?cacertfile=/etc/my%20ca.pem&certfile=/c.pem&keyfile=/k.pem")
        let files = TLSFiles(authority: "/etc/my ca.pem", certificate: "/c.pem", key: "/k.pem")
        #expect(own.transport == .tls(files))
        try own.use(TLSFiles())
        #expect(own.transport == .tls(files))
        try own.use(TLSFiles(authority: "/other.pem"))
        #expect(own.transport == .tls(TLSFiles(authority: "/other.pem", certificate: "/c.pem", key: "/k.pem")))
    }

    @Test func refusesFilesForAConnectionThatIsNotEncrypted() throws {
        var plain = try RabbitMQConfiguration(url: "amqp://u:p@host")
        try plain.use(TLSFiles())
        let error = #expect(throws: RabbitMQError.self) { try plain.use(TLSFiles(authority: "/ca.pem")) }
        #expect(error?.message.contains("use amqps://") == true)
    }

    @Test(arguments: [TLSFiles(certificate: "/c.pem"), TLSFiles(key: "/k.pem")])
    func refusesHalfAClientCertificate(files: TLSFiles) throws {
        var configuration = try RabbitMQConfiguration(url: "amqps://u:p@host")
        let error = #expect(throws: RabbitMQError.self) { try configuration.use(files) }
        #expect(error?.message.contains("set both, or neither") == true)
    }

    /// Users would use a setting that turns verification off, so there is none.
    @Test(arguments: ["verify=verify_none", "verify=0", "insecure=true"]) func cannotBeToldNotToVerify(option: String) {
        #expect(throws: RabbitMQError.self) { try RabbitMQConfiguration(url: "amqps://u:p@host?\(option)") }
    }

    @Test func readsIPv6() throws {
        let configuration = try RabbitMQConfiguration(url: "amqp://u:p@[::1]:5674/v")
        #expect(configuration.host == "::1")
        #expect(configuration.endpoint == "[::1]:5674")
        #expect(try RabbitMQConfiguration(url: "amqp://[fe80::1]").endpoint == "[fe80::1]:5672")
    }

    @Test func takesTheLastAtSignAsTheEndOfThePassword() throws {
        let configuration = try RabbitMQConfiguration(url: "amqp://u:a@b@host/")
        #expect(configuration.password == "a@b")
        #expect(configuration.host == "host")
    }

    @Test(arguments: [
        "http://u:geheim@host", "u:geheim@host", "", "amqp://u:geheim@host:0", "amqp://u:geheim@host:65536",
        "amqp://u:geheim@host:x",
        "amqp://u:geheim%4@host", "amqp://u:geheim%FF@host", "amqp://u:geheim%00@host",
        "amqp://u:geheim@host?heartbeat=0",
        "amqp://u:geheim@host?heartbeat=x", "amqp://u:geheim@host?frame_max=1", "amqp://u:geheim@host?cacertfile=/a",
        "amqp://u:geheim@[::1]x", "amqp://u:p?geheim@host", "amqp://u:p?geheim%@host", "amqp://u:p/w?geheim=1&a@host",
    ])
    func saysWhatIsWrongWithoutTheURL(url: String) {
        let error = #expect(throws: RabbitMQError.self) { try RabbitMQConfiguration(url: url) }
        #expect(error?.code == .invalidURL)
        #expect(error?.message.contains("geheim") == false)
    }

    @Test func neverPrintsThePassword() throws {
        let configuration = try RabbitMQConfiguration(url: "amqp://guest:geheim@127.0.0.1:5672/")
        #expect("\(configuration)" == "amqp://guest:***@127.0.0.1:5672/")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [
            dumped, String(reflecting: configuration), "\([configuration])", "\(Optional(configuration) as Any)",
        ] {
            #expect(!text.contains("geheim"))
        }
    }

    @Test func printsAnAddressThatReadsBack() throws {
        let configuration = try RabbitMQConfiguration(url: "amqps://a%2Fb:p@[::1]/x%20y")
        #expect("\(configuration)" == "amqps://a%2Fb:***@[::1]:5671/x%20y")
    }

    @Test func namesTheConnectionAfterTheProcess() throws {
        let name = try RabbitMQConfiguration(url: "amqp://host").connectionName
        #expect(name.contains("@"))
        #expect(name.split(separator: " ").count == 2)
    }
}
