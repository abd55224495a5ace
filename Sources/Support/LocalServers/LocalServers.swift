package import Logging

/// The private servers of one run; they end with this process.
package struct LocalServers: Sendable {
    package let rabbitMQ: LocalRabbitMQ?
    package let postgres: LocalPostgres?

    /// Where the servers run.
    package struct Hosts: Sendable {
        package var rabbitMQ = ServerHost.local
        package var postgres = ServerHost.local

        package init(rabbitMQ: ServerHost = .local, postgres: ServerHost = .local) {
            self.rabbitMQ = rabbitMQ
            self.postgres = postgres
        }
    }

    /// Starts the requested servers, both at once; if one fails, stops the other.
    package static func start(
        in state: StateDirectory, on hosts: Hosts = Hosts(), postgres: Bool = true, rabbitMQ: Bool = true,
        logger: Logger
    ) async throws(LocalServerError) -> LocalServers {
        async let broker = result(rabbitMQ) { () async throws(LocalServerError) in
            try await LocalRabbitMQ.start(in: state, on: hosts.rabbitMQ, logger: logger)
        }
        async let database = result(postgres) { () async throws(LocalServerError) in
            try await LocalPostgres.start(in: state, on: hosts.postgres, logger: logger)
        }
        switch await (broker, database) {
        case (.success(let broker), .success(let database)):
            return LocalServers(rabbitMQ: broker, postgres: database)
        case (.failure(let error), .success(let database)):
            await database?.stop()
            throw error
        case (.success(let broker), .failure(let error)):
            await broker?.stop()
            throw error
        case (.failure(let error), .failure):
            throw error
        }
    }

    /// `amqp://etl:…@127.0.0.1:PORT/`, with the password: never log it. Nil without a broker.
    package var brokerURL: String? { rabbitMQ?.url }

    /// `postgresql://etl:…@127.0.0.1:PORT/etl`, with the password: never log it. Nil without a database.
    package var databaseURL: String? { postgres?.url }

    /// Shuts down both servers at once; returns when their processes have ended.
    package func stop() async {
        async let broker: Void? = rabbitMQ?.stop()
        async let database: Void? = postgres?.stop()
        _ = await (broker, database)
    }

    private static func result<Server: Sendable>(
        _ wanted: Bool, _ start: @Sendable () async throws(LocalServerError) -> Server
    ) async -> Result<Server?, LocalServerError> {
        guard wanted else { return .success(nil) }
        do throws(LocalServerError) {
            return .success(try await start())
        } catch {
            return .failure(error)
        }
    }
}
