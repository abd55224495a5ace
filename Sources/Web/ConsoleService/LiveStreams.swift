import ConsolePages
import DisplayText
import HTMLText
import HummingbirdCore
import NIOCore

/// The open streams of events, one for each tab that is in view.
struct LiveStreams: Sendable {
    /// The seconds between two signs of life.
    private static let beat = 15

    private let permits: SessionPermits
    private let look: ConsoleLook
    private let sessions: Sessions

    init(look: ConsoleLook, sessions: Sessions, metrics: ConsoleMetrics) {
        self.look = look
        self.sessions = sessions
        permits = SessionPermits(most: 100, mostOfSession: 6, onChange: metrics.streams)
    }

    /// The events of a session: one for each look, as server-sent events (HTML Standard, section 9.2).
    ///
    /// - Parameter asked: the body of the request, whose end is that of the browser.
    /// - Throws: ``PageFailure/crowded`` if too many are open.
    func body(for visitor: Visitor, until asked: RequestBody) throws(PageFailure) -> ResponseBody {
        guard let permit = permits.take(visitor.session) else { throw .crowded }
        return ResponseBody { writer in
            // Writes alone would tell that the browser is gone at the second event after that, seconds later.
            try await asked.consumeWithCancellationOnInboundClose { _ in
                try await write(for: visitor, to: &writer)
            }
            try await writer.finish(nil)
            withExtendedLifetime(permit) {}
        }
    }

    /// A stream without events, which nobody holds open. Its length is as unknown as that of others, so the head is the same.
    static let noEvents = ResponseBody { writer in try await writer.finish(nil) }

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
}

extension Snapshot {
    /// The look as an event: its time, and the verdict.
    var event: [UInt8] {
        Array("event: look\nid: \(Format.moment(lookedAt))\ndata: ".utf8) + Live.verdict(self).bytes
            + Array("\n\n".utf8)
    }
}
