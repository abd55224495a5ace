import Ledger
import Postgres
import ServerAccess

/// The session that answers what pages ask of the database. It only reads, and no statement takes longer than a limit.
actor PageDatabase {
    /// The most pages that wait for it at a time.
    private static let most = 16

    private let servers: Servers
    private let mostSeconds: Int
    private var connection: PostgresConnection?
    private var connecting: Task<PostgresConnection, any Error>?
    private var waiting = 0

    /// - Parameter mostSeconds: of a statement.
    init(_ servers: Servers, mostSeconds: Int = 5) {
        self.servers = servers
        self.mostSeconds = mostSeconds
    }

    /// Runs `body` with the session.
    ///
    /// - Throws: ``PageFailure/crowded`` if too many pages wait; an error of the database, after which the session is another.
    func read<Value: Sendable>(_ body: @Sendable (PostgresConnection) async throws -> Value) async throws -> Value {
        guard waiting < Self.most else { throw PageFailure.crowded }
        waiting += 1
        defer { waiting -= 1 }
        let used = try await connected()
        do {
            return try await body(used)
        } catch let error as PostgresError where error.sqlState.fault == .infrastructure {
            forget(used)
            throw error
        }
    }

    /// The session; another one if it has ended since, by a restart of the server for instance.
    private func connected() async throws -> PostgresConnection {
        if let known = connection {
            if await known.answers() { return known }
            forget(known)
        }
        // Others may have asked for one meanwhile.
        if let connection { return connection }
        let begun =
            connecting ?? Task { [servers, mostSeconds] in try await servers.connectToRead(mostSeconds: mostSeconds) }
        connecting = begun
        let outcome = await begun.result
        if connecting == begun {
            connecting = nil
            connection = try? outcome.get()
        }
        return try outcome.get()
    }

    private func forget(_ used: PostgresConnection) {
        if connection === used { connection = nil }
    }

    func close() async {
        await connection?.close()
    }
}

extension Servers {
    /// A session that only reads.
    ///
    /// - Parameter mostSeconds: of a statement.
    func connectToRead(mostSeconds: Int) async throws -> PostgresConnection {
        let session = try await connectToDatabase(inPlaceOf: nil)
        do {
            try await session.execute(
                "SET default_transaction_read_only = on; SET statement_timeout = '\(mostSeconds)s'")
        } catch {
            await session.close()
            throw error
        }
        return session
    }
}

/// Why there is no page, or why an action failed.
enum PageFailure: Error {
    /// Too many pages are asked for at a time.
    case crowded
    /// Too many files are being sent.
    case downloading
    /// There is nothing of this name.
    case notFound(String)
    /// Another action is under way: its number, once it has one.
    case busy(Int64?)
    /// So many letters could not be written before they are discarded: nothing was discarded.
    case notKept(Int)
    /// What an action was for is no longer as its preview has shown it: nothing was done.
    case changed
    /// Nobody has said where letters are kept before they are discarded.
    case notOffered
    /// Who asks may not act, for this reason.
    case forbidden(String)
    /// The console is being stopped.
    case stopping
    /// There was no time to read a dead letter.
    case unread
}

extension PageFailure {
    static let noText = PageFailure.notFound("text in the database: none has a NUL character")

    static let onlyShows = PageFailure.forbidden(
        "This console only shows, and only an operator acts: to act here, start it with --operator.")

    static func reader(_ name: String) -> PageFailure {
        .forbidden("\(name) is a reader: a reader sees everything, and only an operator acts.")
    }

    static let noLetter = PageFailure.notFound("dead letter (it may have been replayed or discarded meanwhile)")

    /// Why nothing is submitted by a login that only looks.
    static let mayNotSubmit = "The login of this console may not enter sources. Grant it the role etl_submitter."
}

extension PageFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .crowded: "many pages are asked for at once"
        case .downloading: "other downloads are under way: two of a session, or four of all"
        case .notFound(let what): "there is no such \(what)"
        case .busy: "another action is under way"
        case .notKept(let count):
            "nothing was discarded, because \(count) of the letters could not be written to the directory of exports"
        case .changed: "it is no longer as the preview has shown it; nothing was done. Look again"
        case .notOffered: "no directory of exports is set"
        case .forbidden(let why): why
        case .stopping: "the console is being stopped"
        case .unread: WholeLetters.words
        }
    }
}
