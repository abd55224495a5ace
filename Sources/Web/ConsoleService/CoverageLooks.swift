import ConsolePages
import Coverage
import ETLModels
import Glibc

/// The last looks at the blocks of each kind. A look takes seconds where there are many records or batches. So it has a session of its own,
/// and a page waits for it a moment only: then it shows the look before, or says that one is under way.
actor CoverageLooks {
    /// The most that a page waits.
    private static let patience = 25
    private static let step = Duration.milliseconds(10)
    /// The least time between two looks, and how many times as long as a look nobody looks again: so looks are a twentieth of the time at
    /// most.
    private static let rest = Duration.seconds(10)
    private static let restFactor = 20

    private let database: PageDatabase
    private var looks: [RecordKind: (page: Page, ended: ContinuousClock.Instant, took: Duration)] = [:]
    private var underWay: Set<RecordKind> = []
    private var failures: [RecordKind: any Error] = [:]

    init(_ database: PageDatabase) {
        self.database = database
    }

    /// The page of the last look.
    ///
    /// - Returns: nil if the first look is under way.
    /// - Throws: what the database said at the last look. Whoever asks next makes it look again.
    func page(_ kind: RecordKind) async throws -> Page? {
        if !isFresh(kind), underWay.insert(kind).inserted {
            Task { await look(at: kind) }
        }
        for _ in 0..<Self.patience where underWay.contains(kind) { try await Task.sleep(for: Self.step) }
        if let failure = failures.removeValue(forKey: kind) { throw failure }
        return looks[kind]?.page
    }

    private func isFresh(_ kind: RecordKind) -> Bool {
        guard let last = looks[kind] else { return false }
        return .now - last.ended < max(Self.rest, last.took * Self.restFactor)
    }

    private func look(at kind: RecordKind) async {
        let begun = ContinuousClock.now
        do {
            let report = try await database.read { try await CoverageRequest(kind: kind, seconds: 5).look(on: $0) }
            looks[kind] = (.coverage(report, lookedAt: time(nil)), .now, .now - begun)
            failures[kind] = nil
        } catch {
            failures[kind] = error
        }
        underWay.remove(kind)
    }

    func close() async { await database.close() }
}
