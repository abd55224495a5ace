import ConsolePages
import DisplayText
import HTMLText
import HummingbirdCore
import NIOCore
import Synchronization

/// The open streams of events, one for each tab that is in view.
///
/// Nothing that locks is inlined: see docs/decisions/0020-locks-outside-of-async-functions.md.
final class LiveStreams: Sendable {
    private static let most = 100
    private static let mostOfSession = 6
    /// The seconds between two signs of life.
    private static let beat = 15

    private let open = Mutex<[String: Int]>([:])
    private let look: ConsoleLook
    private let sessions: Sessions
    private let metrics: ConsoleMetrics

    init(look: ConsoleLook, sessions: Sessions, metrics: ConsoleMetrics) {
        self.look = look
        self.sessions = sessions
        self.metrics = metrics
    }

    /// The events of a session: one for each look, as server-sent events (HTML Standard, section 9.2).
    ///
    /// - Throws: ``PageFailure/crowded`` if too many are open.
    func body(for visitor: Visitor) throws(PageFailure) -> ResponseBody {
        guard enter(visitor.session) else { throw .crowded }
        return ResponseBody { [self] writer in
            defer { leave(visitor.session) }
            try await write(for: visitor, to: &writer)
            try await writer.finish(nil)
        }
    }

    private func write(for visitor: Visitor, to writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
        var shown = 0
        var quiet = 0
        // Ends by cancellation, also when the console stops or the browser is gone.
        while !Task.isCancelled {
            guard visitor.isWelcome(in: sessions) else { return }
            let snapshot = look.snapshot
            if let snapshot, snapshot.lookedAt != shown {
                shown = snapshot.lookedAt
                try await writer.write(ByteBuffer(bytes: look.event))
                quiet = 0
            } else if quiet > 0, quiet % Self.beat == 0 {
                try await writer.write(ByteBuffer(string: ": still here\n\n"))
            }
            quiet += 1
            try await Task.sleep(for: .seconds(1))
        }
    }

    @inline(never)
    private func enter(_ session: String) -> Bool {
        open.withLock { open in
            guard open.values.reduce(0, +) < Self.most, open[session, default: 0] < Self.mostOfSession else {
                return false
            }
            open[session, default: 0] += 1
            metrics.streams(open.values.reduce(0, +))
            return true
        }
    }

    @inline(never)
    private func leave(_ session: String) {
        open.withLock { open in
            let left = open[session, default: 1] - 1
            open[session] = left > 0 ? left : nil
            metrics.streams(open.values.reduce(0, +))
        }
    }
}

extension Snapshot {
    /// The look as an event: its time, and the verdict.
    var event: [UInt8] {
        Array("event: look\nid: \(Format.moment(lookedAt))\ndata: ".utf8) + Live.verdict(self).bytes
            + Array("\n\n".utf8)
    }
}
