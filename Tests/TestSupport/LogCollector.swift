package import Logging
import Synchronization

/// Collects log lines.
package final class LogCollector: Sendable {
    /// A line, with its metadata.
    package struct Line: Sendable {
        package let level: Logger.Level
        package let message: String
        package let metadata: Logger.Metadata
    }

    private let kept = Mutex<[Line]>([])

    package init() {}

    package var lines: [Line] { kept.withLock { $0 } }

    /// The lines with this message.
    package func lines(_ message: String) -> [Line] { lines.filter { $0.message == message } }

    /// A logger whose lines go to this collector.
    package var logger: Logger {
        Logger(label: "test") { _ in Handler(collector: self) }
    }

    private struct Handler: LogHandler {
        let collector: LogCollector
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        func log(event: LogEvent) {
            let line = Line(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:])
            collector.kept.withLock { $0.append(line) }
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
    }
}
