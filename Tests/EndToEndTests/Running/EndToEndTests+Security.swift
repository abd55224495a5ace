import Foundation
import LocalServers
import SampleData
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// All connections are encrypted, with certificates on both sides, and each user has only the rights of
/// docs/security.md.
extension EndToEndTests {
    @Test func loadsOverTLSWithTheLeastPrivileges() async throws {
        try await TestAuthority.with { authority in
            let servers = try await SecureServers.start(authority)
            do {
                try await Workspace.with { try await expectLoad(servers, in: $0) }
                await servers.stop()
            } catch {
                await servers.stop()
                throw error
            }
        }
    }

    private func expectLoad(_ servers: SecureServers, in workspace: Workspace) async throws {
        let files = try workspace.sample("sent", SampleOptions(transfers: 5000, tokens: 800))
        func etl(_ arguments: [String], _ environment: [String: String]) async throws -> Outcome {
            let outcome = try await workspace.bareETL(arguments, environment: environment)
            for secret in servers.secrets { #expect(!outcome.everything.contains(secret)) }
            return outcome
        }
        let operatorsWay = servers.environment(broker: "operator", database: nil)
        // The queues do not exist yet, and this service must not declare them.
        let early = try await Programs.run(
            Programs.directory.appending("transformer"), [], environment: servers.environment(broker: "transformer"))
        #expect(early.exitCode == 1)
        #expect(early.errors.contains("there is no queue etl.extract"), "\(early.errors)")
        let migrated = try await etl(["migrate"], operatorsWay)
        #expect(migrated.exitCode == 0, "\(migrated.everything)")
        #expect(migrated.output.contains("applied 0006_create_roles"))
        #expect(migrated.output.contains("the queues are declared"))
        try await servers.addDatabaseUsers()
        let submittersWay = servers.environment(broker: "operator", database: "submitter")
        try await expectSubmission(of: files) { try await etl($0, submittersWay) }

        var services: [ManagedProcess] = []
        for stage in Programs.stages { services.append(try await servers.start(stage, in: workspace)) }
        let readersWay = servers.environment(broker: nil, database: "reader")
        while try await etl(["status", "--json"], readersWay).output.matches(of: /"status" ?: ?"complete"/).count < 2 {
            let (isRunning, words) = (services.allSatisfy(\.isRunning), try workspace.serviceLogs())
            try #require(isRunning, "\(words)")
            try await Task.sleep(for: .milliseconds(200))
        }
        try await servers.expectEncryptedSessions()
        for service in services { #expect(await service.terminate(grace: .seconds(40)) == .exited(0)) }
        #expect(try await Reference.differences(servers.plainDatabaseURL, from: files, scratch: workspace.folder) == "")
        #expect(try await etl(["status"], operatorsWay).exitCode == 0)
        #expect(try await etl(["dead-letters", "list"], operatorsWay).exitCode == 0)
        #expect(try await etl(["rejects", "list"], readersWay).exitCode == 0)
        let logs = try workspace.serviceLogs()
        for secret in servers.secrets { #expect(!logs.contains(secret)) }
    }
}

extension EndToEndTests {
    /// Submits one file and watches for the other as `etl_submitter`, which cannot migrate.
    private func expectSubmission(
        of files: [FilePath], by etl: ([String]) async throws -> Outcome
    ) async throws {
        #expect(try await etl(["submit", files[0].string]).exitCode == 0)
        let folder = files[0].removingLastComponent().string
        let watched = try await etl(["watch", "--once", "--settle", "0", folder])
        #expect(watched.exitCode == 0, "\(watched.everything)")
        let status = try await etl(["status", "--json"])
        #expect(status.output.contains(files[1].string), "\(status.everything)")
        #expect(try await etl(["migrate"]).exitCode == 1)
    }
}

/// A broker that requires client certificates, a database with TLS, and users with least privileges.
private struct SecureServers {
    let broker: LocalRabbitMQ
    let postgres: LocalPostgres
    let authority: FilePath
    let client: TestAuthority.Certificate
    private static let password = "pass-of-a-user"

    /// Users of the broker, with their configure, write and read patterns, as in docs/security.md.
    private static let permissions: [(user: String, patterns: [String])] = [
        ("extractor", ["^$", #"^amq\.default$"#, #"^etl\.extract$"#]),
        ("transformer", ["^$", #"^amq\.default$"#, #"^etl\.transform$"#]),
        ("loader", ["^$", #"^amq\.default$"#, #"^etl\.load$"#]),
        ("operator", [#"^etl\."#, #"^amq\.default$"#, #"^etl\."#]),
    ]

    static func start(_ authority: TestAuthority) async throws -> SecureServers {
        let client = try await authority.issue("client")
        let broker = try await TestServers.dedicatedRabbitMQ(
            tls: try await authority.serverTLS(requiresClientCertificate: true))
        do {
            for (user, patterns) in permissions {
                try await broker.control(["add_user", user, password])
                try await broker.control(["set_permissions", "-p", "/", user] + patterns)
            }
            let postgres = try await TestServers.dedicatedPostgres(tls: try await authority.serverTLS())
            return SecureServers(
                broker: broker, postgres: postgres, authority: authority.certificate, client: client)
        } catch {
            await broker.stop()
            throw error
        }
    }

    func stop() async {
        await broker.stop()
        await postgres.stop(.immediate)
    }

    var plainDatabaseURL: String { postgres.url }

    var secrets: [String] {
        [Self.password] + [broker.url, postgres.url].compactMap { URLComponents(string: $0)?.password }
    }

    func addDatabaseUsers() async throws {
        try await postgres.psql(
            """
            REVOKE ALL ON DATABASE etl FROM PUBLIC;
            CREATE ROLE loader LOGIN PASSWORD '\(Self.password)' IN ROLE etl_loader;
            CREATE ROLE reader LOGIN PASSWORD '\(Self.password)' IN ROLE etl_reader;
            CREATE ROLE submitter LOGIN PASSWORD '\(Self.password)' IN ROLE etl_submitter
            """)
    }

    /// The settings of a process that logs in as these users; nil stands for the database's owner.
    func environment(broker user: String?, database: String? = "nobody") -> [String: String] {
        var variables: [String: String] = [:]
        if let user, let url = broker.tlsURL() {
            variables["RABBITMQ_URL"] = url.replacing(/\/\/[^@]*@/, with: "//\(user):\(Self.password)@")
            variables["RABBITMQ_CA_FILE"] = authority.string
            variables["RABBITMQ_CERT_FILE"] = client.certificate.string
            variables["RABBITMQ_KEY_FILE"] = client.key.string
        }
        guard database != "nobody" else { return variables }
        let owner = postgres.url(database: "etl", host: "localhost")
        let url = database.map { owner.replacing(/\/\/[^@]*@/, with: "//\($0):\(Self.password)@") } ?? owner
        variables["DATABASE_URL"] =
            "\(url)?sslmode=verify-full&sslrootcert=\(authority)&sslcert=\(client.certificate)&sslkey=\(client.key)"
        return variables
    }

    /// Starts a stage with its own users.
    func start(_ stage: String, in workspace: Workspace) async throws -> ManagedProcess {
        let logs = workspace.state.appending("logs")
        try FileManager.default.createDirectory(atPath: logs.string, withIntermediateDirectories: true)
        let variables = environment(broker: stage, database: stage == "loader" ? "loader" : "nobody")
        let log = logs.appending("\(stage).log")
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in variables { changes[Environment.Key(stringLiteral: name)] = value }
        return try await ManagedProcess.start(
            Programs.directory.appending(stage), environment: .inherit.updating(changes), output: .file(log),
            error: .file(log))
    }

    /// Checks the sessions while the services run.
    func expectEncryptedSessions() async throws {
        let sessions = """
            SELECT count(*) FILTER (WHERE ssl AND usename = 'loader'), count(*) FILTER (WHERE usename <> 'loader' OR NOT ssl)
            FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE application_name = 'loader'
            """
        let counts = try await postgres.psql(sessions).split(separator: "|").compactMap { Int($0) }
        #expect(counts.count == 2 && counts[0] > 0 && counts[1] == 0)
        var connections = ""
        var lines: [Substring] = []
        // RabbitMQ still lists a closed connection for a moment.
        for _ in 0..<20 {
            connections = try await broker.control(["list_connections", "user", "ssl", "peer_cert_subject"])
            lines = connections.split(separator: "\n").filter { !$0.hasPrefix("user") }
            if lines.count == 6 { break }
            try await Task.sleep(for: .milliseconds(500))
        }
        #expect(lines.count == 6, "\(connections)")
        #expect(lines.allSatisfy { $0.contains("true") && $0.contains("CN=client") }, "\(connections)")
    }
}

extension Workspace {
    fileprivate func serviceLogs() throws -> String {
        try Files.all(below: state.appending("logs")).map { try Files.text($0) }.joined(separator: "\n")
    }
}
