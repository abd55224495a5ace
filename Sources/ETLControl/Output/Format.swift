import Foundation
import Pipeline

/// Numbers, times and lengths of text as people read them.
enum Format {
    /// `1,234,567`
    static func count(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.append(digits.suffix(3))
            digits = String(digits.dropLast(3))
        }
        return (number < 0 ? "-" : "") + ([Substring(digits)] + groups.reversed()).joined(separator: ",")
    }

    /// `412/s`, `41k/s`, `1.2M/s`
    static func rate(_ perSecond: Double) -> String {
        switch perSecond {
        case ..<10_000: "\(Int(perSecond.rounded()))/s"
        case ..<1_000_000: "\(Int((perSecond / 1000).rounded()))k/s"
        default: "\(decimal(perSecond / 1_000_000, 1))M/s"
        }
    }

    /// `0:07`, `12:34`, `1:02:03`
    static func time(_ seconds: Double) -> String {
        let total = Int(seconds.rounded(.up))
        let clock = "\(two(total / 60 % 60)):\(two(total % 60))"
        if total >= 3600 { return "\(total / 3600):\(clock)" }
        return clock.hasPrefix("0") ? String(clock.dropFirst()) : clock
    }

    /// `45 s`, `12 min`, `3 h`, `9 d`
    static func age(_ seconds: Int) -> String {
        switch seconds {
        case ..<120: "\(max(0, seconds)) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }

    /// A time in Unix seconds as RFC 3339 has it: `2026-03-01T12:00:00Z`
    static func moment(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// A number with a fixed count of decimal places.
    static func decimal(_ number: Double, _ places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((number * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        return "\(scaled / scale).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }

    /// Cuts a text to a width, keeping its end: the end of a path tells files apart.
    static func tail(_ text: String, _ width: Int) -> String {
        text.count <= width ? text : "…" + text.suffix(max(0, width - 1))
    }

    /// Shows what a terminal would obey as `·`: file names and records hold anything.
    static func printable(_ text: String) -> String { text.printable }

    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
