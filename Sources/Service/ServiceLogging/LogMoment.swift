import Clocks
import Glibc

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
