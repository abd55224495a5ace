import Clocks
import DisplayText
import Glibc
import Logging

/// A log event as one line, with any content.
struct LogLine: Sendable {
    let moment: LogMoment
    let level: Logger.Level
    /// The logger's label: the service.
    let label: String
    /// The module that logged the event.
    let module: String
    let message: String
    /// Sorted by key, so that lines of one kind look alike.
    let metadata: [(key: String, value: Logger.MetadataValue)]

    init(
        at moment: LogMoment, level: Logger.Level, label: String, module: String, message: String,
        metadata: Logger.Metadata
    ) {
        self.moment = moment
        self.level = level
        self.label = label
        self.module = module
        self.message = message
        self.metadata = metadata.sorted { $0.key < $1.key }
    }

    /// The line for people, without its end.
    var text: String {
        let fields = metadata.map { " \($0.key.printable)=\("\($0.value)".shortened.printable)" }.joined()
        return "\(moment.local) \(level) \(label.printable):\(fields) [\(module)] \(message.shortened.printable)"
    }

    func written(as format: LogFormat) -> String {
        switch format {
        case .text: text
        case .json: json
        }
    }
}

/// The time of a log event.
struct LogMoment: Sendable, Hashable {
    /// Since the Unix epoch.
    let seconds: Int
    let milliseconds: Int

    static var now: LogMoment {
        let (seconds, attoseconds) = Duration.sinceEpoch.components
        return LogMoment(seconds: Int(seconds), milliseconds: Int(attoseconds / 1_000_000_000_000_000))
    }

    /// In the format of RFC 3339, in UTC: `2026-03-01T12:00:00.042Z`
    var utc: String {
        var (seconds, parts) = (time_t(seconds), tm())
        gmtime_r(&seconds, &parts)
        let fraction = String(1000 + milliseconds).dropFirst()
        return "\(Self.formatted(parts, "%Y-%m-%dT%H:%M:%S")).\(fraction)Z"
    }

    /// In the machine's time zone: `2026-03-01T12:00:00+0000`
    var local: String {
        var (seconds, parts) = (time_t(seconds), tm())
        localtime_r(&seconds, &parts)
        return Self.formatted(parts, "%Y-%m-%dT%H:%M:%S%z")
    }

    private static func formatted(_ parts: tm, _ format: String) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            var parts = parts
            let length = strftime(base, buffer.count, format, &parts)
            return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
