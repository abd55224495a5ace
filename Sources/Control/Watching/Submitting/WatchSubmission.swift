import Blocking
import ETLModels
import Ledger
import Postgres
import RabbitMQ
import ServerAccess
import SourceDescriptions
import SourceReading
import Submission

/// Submits the files of a watch that the ledger does not know in their current state.
struct WatchSubmission {
    let servers: Servers
    let publisher: RabbitMQPublisher
    let reading: SubmissionOptions
    var retry: OutageRetry
    private let onEvent: @Sendable (WatchEvent) -> Void
    private var connection: PostgresConnection?
    /// The files whose submission failed in their current state.
    private var refused = OnceSaid()
    private var announced = OnceSaid()

    init(
        _ servers: Servers, _ publisher: RabbitMQPublisher, reading: SubmissionOptions, retry: OutageRetry,
        onEvent: @escaping @Sendable (WatchEvent) -> Void
    ) {
        self.servers = servers
        self.publisher = publisher
        self.reading = reading
        self.retry = retry
        self.onEvent = onEvent
    }

    /// Submits files, and waits as long as the servers are unavailable.
    ///
    /// - Returns: the number of new failures.
    mutating func submit(_ files: [WatchedFile]) async throws -> Int {
        let files = await blockingCall { files.map { $0.withFingerprint() } }.filter { !refused.contains($0.id) }
        guard !files.isEmpty else { return 0 }
        do {
            return try await retry.run { try await submitOnce(files) }
        } catch  where error.isOfOneFile {
            return try await submitEach(files, error)
        }
    }

    /// Submits the files one by one, so that a failure of one does not block the others.
    private mutating func submitEach(_ files: [WatchedFile], _ error: any Error) async throws -> Int {
        guard files.count > 1 else {
            for file in files {
                refused.note(file.id)
                onEvent(.refused(path: file.path, error: "\(error)"))
            }
            return files.count
        }
        var failed = 0
        for file in files {
            failed += try await submit([file])
        }
        return failed
    }

    private mutating func submitOnce(_ files: [WatchedFile]) async throws -> Int {
        do {
            return try await submit(files, try await openConnection())
        } catch let error as PostgresError {
            await close()
            throw error
        }
    }

    private mutating func submit(_ files: [WatchedFile], _ connection: PostgresConnection) async throws -> Int {
        let states = try await SourceTable.submittedStates(
            of: files.map(\.ledgerState), replacing: reading.replaces, on: connection)
        let wanted = zip(files, states).filter { $0.1 != .submitted }
        guard !wanted.isEmpty else { return 0 }
        for (file, state) in wanted where state == .changed && announced.note(file.id) {
            onEvent(.changed(path: file.path))
        }
        let submission = Submitter(
            connection: connection, publisher: publisher, reading: reading, again: { _ in false },
            onEvent: { [onEvent] in onEvent(.submission($0)) })
        let failed = Set(try await submission.submitAll(wanted.map(\.0.path)).failed.map(\.uri))
        for (file, _) in wanted where failed.contains(file.path) {
            refused.note(file.id)
        }
        return failed.count
    }

    /// Connects to the database, unless connected.
    mutating func openConnection() async throws -> PostgresConnection {
        let usable = try await servers.connectToDatabase(inPlaceOf: connection)
        connection = usable
        return usable
    }

    mutating func close() async {
        await connection?.close()
        connection = nil
    }
}

extension WatchedFile {
    fileprivate var ledgerState: SourceFileState {
        SourceFileState(
            uri: path, bytes: state.size, modified: state.modified, fingerprint: fingerprint?.description)
    }
}

extension Error {
    /// Whether one file caused the error: a header that the database cannot store, or a job that is too large.
    fileprivate var isOfOneFile: Bool {
        switch self {
        case let error as PostgresError: error.fault == .data
        case let error as RabbitMQError: error.code == .messageTooLarge || error.code == .invalidMessage
        default: false
        }
    }
}
