import ConsolePages
import Coverage
import ETLModels
import Glibc
import Ledger
import Postgres
import ServerAccess

/// The pages that take seconds where there are many records, batches or rejects. They have a session of their own. A request waits for one a
/// moment only: then it gets the page before, or one that says that it is being made.
actor SlowPages {
    /// What a page is about.
    enum Subject: Sendable, Hashable {
        case coverage(RecordKind)
        /// All groups of rejects.
        case rejects
    }

    /// The most that a request waits.
    private static let patience = 15
    private static let step = Duration.milliseconds(10)
    /// The least time between two pages of a subject, and how many times as long as its making: that is a twentieth of the time at most.
    private static let rest = Duration.seconds(10)
    private static let restFactor = 20
    private static let mostSeconds = 30

    private let database: PageDatabase
    private var made: [Subject: (page: Page, ended: ContinuousClock.Instant, took: Duration)] = [:]
    private var underWay: Set<Subject> = []
    private var failures: [Subject: any Error] = [:]

    init(_ servers: Servers) {
        database = PageDatabase(servers, mostSeconds: Self.mostSeconds)
    }

    /// The last page of a subject.
    ///
    /// - Throws: what the database said when the page was made. The next request makes it again.
    func page(_ subject: Subject) async throws -> Page {
        if !isFresh(subject), underWay.insert(subject).inserted {
            Task { await make(subject) }
        }
        for _ in 0..<Self.patience where underWay.contains(subject) { try await Task.sleep(for: Self.step) }
        if let failure = failures.removeValue(forKey: subject) { throw failure }
        return made[subject]?.page ?? subject.placeholder
    }

    private func isFresh(_ subject: Subject) -> Bool {
        guard let last = made[subject] else { return false }
        return .now - last.ended < max(Self.rest, last.took * Self.restFactor)
    }

    private func make(_ subject: Subject) async {
        let begun = ContinuousClock.now
        do {
            let page = try await database.read { try await subject.page(on: $0) }
            made[subject] = (page, .now, .now - begun)
            failures[subject] = nil
        } catch {
            failures[subject] = error
        }
        underWay.remove(subject)
    }

    func close() async { await database.close() }
}

extension SlowPages.Subject {
    fileprivate func page(on connection: PostgresConnection) async throws -> Page {
        switch self {
        case .coverage(let kind):
            return .coverage(
                try await CoverageRequest(kind: kind, seconds: 5).look(on: connection), lookedAt: time(nil))
        case .rejects:
            let groups = try await RejectTable.groups(RejectFilter(), limit: Page.mostRows + 1, on: connection)
            return .rejects(groups, countedAt: time(nil))
        }
    }

    fileprivate var placeholder: Page {
        switch self {
        case .coverage(let kind): .coverageUnderWay(kind.name)
        case .rejects: .rejectsUnderWay
        }
    }
}
