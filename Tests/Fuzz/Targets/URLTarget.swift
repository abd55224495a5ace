import ETLModels
import RabbitMQ
import TestData

/// The broker's URL, which contains a password.
struct URLTarget: FuzzTarget {
    static let name = "url"
    static let summary = "URLs of brokers, of which the password must never be shown"
    static let inputsInTests = 10_000

    private static let secrets = ["hunter2", "correcthorse"]
    private static let seeds: [[UInt8]] = [
        "amqp://etl:hunter2correcthorse@broker:5672/vhost",
        "amqps://etl:hunter2correcthorse@broker?cacertfile=/etc/ca.pem",
        "amqp://etl:hunter2correcthorse@[::1]:5672/%2F?heartbeat=10&connection_timeout=5",
        "amqp://:hunter2correcthorse@:1",
    ].map { Array($0.utf8) }
    private let mutator = Mutator(
        words: [
            "@", ":", "/", "?", "&", "=", "%", "%2", "%00", "%FF", "[", "]", "#", "://", "amqp", "heartbeat", "🦄",
            "\u{0}", "65536",
        ]
        .map { Array($0.utf8) }, limit: 2000)

    init(_ corpus: Corpus) {}

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        mutator.mutate(Self.seeds.randomElement(using: &random) ?? [], with: [0xFF, 0, 0x40], &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        let url = String(decoding: input, as: UTF8.self)
        let configuration: RabbitMQConfiguration
        do throws(RabbitMQError) {
            configuration = try RabbitMQConfiguration(url: url)
        } catch {
            try expect(error.code == .invalidURL, "\(error.code) for a URL")
            for secret in Self.secrets {
                try expect(!error.description.contains(secret), "the error shows the password: \(error)")
            }
            return false
        }
        try expect((1...65535).contains(configuration.port), "port \(configuration.port)")
        try checkShown(configuration, of: url)
        return true
    }

    private func checkShown(_ configuration: RabbitMQConfiguration, of url: String) throws(Finding) {
        // Damage can move the password into the part that is shown, so only an intact login counts.
        let login = url.dropFirst(url.hasPrefix("amqps") ? 8 : 7).prefix { $0 != "@" && $0 != "/" && $0 != "?" }
        guard url.contains(login + "@"), login.hasPrefix("etl:"), configuration.user == "etl" else { return }
        let host = configuration.host + configuration.virtualHost
        for secret in Self.secrets where !host.contains(secret) {
            try expect(!"\(configuration)".contains(secret), "the password is shown: \(configuration)")
        }
    }
}
