import Foundation

/// Numbers and times in a readable format.
package enum Format {
    /// `1,234,567`
    package static func count(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.append(digits.suffix(3))
            digits = String(digits.dropLast(3))
        }
        return (number < 0 ? "-" : "") + ([Substring(digits)] + groups.reversed()).joined(separator: ",")
    }

    /// A number and what it counts: `1 line`, `1,234 lines`
    package static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(count(number)) \(number == 1 ? one : many)"
    }

    /// The number within a number of columns, at least five: `1,234,567` or `1.2M`, truncated rather than rounded up.
    package static func count(_ number: Int, within width: Int) -> String {
        let exact = count(number)
        guard exact.count > width else { return exact }
        var (rest, unit) = (number.magnitude / 100, 0)
        while rest >= 10_000 { (rest, unit) = (rest / 1000, unit + 1) }
        let sign = number < 0 ? "-" : ""
        return "\(sign)\(rest / 10).\(rest % 10)\(["k", "M", "G", "T", "P", "E"][unit])"
    }

    /// Bytes in units of 1,000: `412 B`, `8.2 kB`, `51 MB`, `1.9 GB`
    package static func bytes(_ number: Int64) -> String {
        var (rest, unit) = (Double(number), 0)
        while rest >= 999.5, unit < 4 { (rest, unit) = (rest / 1000, unit + 1) }
        return "\(decimal(rest, unit > 0 && rest < 9.95 ? 1 : 0)) \(["B", "kB", "MB", "GB", "TB"][unit])"
    }

    /// `412/s`, `41k/s`, `1.2M/s`, `>1G/s`
    package static func rate(_ perSecond: Double) -> String {
        switch perSecond {
        case ..<0: "0/s"
        case ..<10_000: "\(Int(perSecond.rounded()))/s"
        case ..<1_000_000: "\(Int((perSecond / 1000).rounded()))k/s"
        case ..<1_000_000_000: "\(decimal(perSecond / 1_000_000, perSecond < 100_000_000 ? 1 : 0))M/s"
        default: ">1G/s"
        }
    }

    /// The same with a decimal place below 10: `0.4/s`
    package static func slowRate(_ perSecond: Double) -> String {
        perSecond > 0 && perSecond < 9.95 ? "\(decimal(perSecond, 1))/s" : rate(perSecond)
    }

    /// A remaining time: hours and minutes below 100 hours, days above, `–` if it is negative or above 10,000 days.
    package static func left(_ seconds: Double) -> String {
        switch seconds {
        case ..<0: "–"
        case ..<360_000: time(seconds)
        case ..<864_000_000: "\(Int(seconds / 86_400)) d"
        default: "–"
        }
    }

    /// A waiting time: `0.4 s`, then like ``age(_:)``.
    package static func wait(_ seconds: Double) -> String {
        guard seconds < 864_000_000 else { return "years" }
        return seconds < 9.95 ? "\(decimal(max(0, seconds), 1)) s" : age(Int(seconds.rounded()))
    }

    /// `0:07`, `12:34`, `1:02:03`
    package static func time(_ seconds: Double) -> String {
        let total = Int(seconds.rounded(.up))
        let clock = "\(two(total / 60 % 60)):\(two(total % 60))"
        if total >= 3600 { return "\(total / 3600):\(clock)" }
        return clock.hasPrefix("0") ? String(clock.dropFirst()) : clock
    }

    /// `45 s`, `12 min`, `3 h`, `9 d`
    package static func age(_ seconds: Int) -> String {
        switch seconds {
        case ..<120: "\(max(0, seconds)) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }

    /// A time in Unix seconds, in the format of RFC 3339: `2026-03-01T12:00:00Z`
    package static func moment(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// A number with a fixed count of decimal places.
    package static func decimal(_ number: Double, _ places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((number * Double(scale)).rounded())
        guard places > 0 else { return "\(scaled)" }
        let fraction = String(scaled % scale)
        return "\(scaled / scale).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
