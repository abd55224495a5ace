import ETLModels
import Ledger
import Postgres
import Testing

@testable import Loading

/// The steps of a removal, one call each, so that tests can do other work between two of them, or end it anywhere.
struct RemovalWork {
    private enum State {
        case new
        case forgetting
        case clearing(RowWindow)
        case finished
    }

    let removal: SourceRemoval
    private var state = State.new
    private(set) var rows = 0
    /// How often the ledger has forgotten a batch of another source.
    private(set) var forgotten = 0

    init(_ removal: SourceRemoval) {
        self.removal = removal
    }

    var isFinished: Bool {
        if case .finished = state { true } else { false }
    }

    mutating func step(on connection: PostgresConnection) async throws {
        switch state {
        case .new:
            _ = try await removal.begin(on: connection)
            state = .forgetting
        case .forgetting:
            guard try #require(try await removal.forgetMore(on: connection)) == 0 else { return }
            try await look(at: try await removal.firstWindow(on: connection), on: connection)
        case .clearing(let window):
            let cleared = try #require(try await removal.clear(window, on: connection))
            rows += cleared.rows
            forgotten += cleared.batches
            try await look(at: try await removal.window(after: window, on: connection), on: connection)
        case .finished: break
        }
    }

    private mutating func look(at window: RowWindow?, on connection: PostgresConnection) async throws {
        if let window {
            state = .clearing(window)
        } else {
            #expect(try await removal.finish(on: connection))
            state = .finished
        }
    }

    mutating func run(on connection: PostgresConnection) async throws {
        while !isFinished { try await step(on: connection) }
    }
}

extension TestDatabase {
    /// A removal with small windows.
    func removal(of source: SourceID, windowRows: Int = 2, batchesAtOnce: Int = 1) async throws -> RemovalWork {
        let removal = try await SourceRemoval.of(
            source, windowRows: windowRows, batchesAtOnce: batchesAtOnce, on: connection)
        return RemovalWork(try #require(removal))
    }
}
