import Foundation

/// Numbers for people, the same in every locale.
package enum Figure {
    /// A fixed count of decimal places.
    package static func decimal(_ number: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", locale: Locale(identifier: "en_US_POSIX"), number)
    }

    /// `1,234,567`
    package static func count(_ number: Double) -> String {
        let digits = decimal(number.rounded(), 0)
        var groups: [Substring] = []
        var rest = digits[...]
        while rest.count > 3, rest.dropLast(3) != "-" {
            groups.append(rest.suffix(3))
            rest = rest.dropLast(3)
        }
        return ([rest] + groups.reversed()).joined(separator: ",")
    }

    /// Bytes in MB of a million.
    package static func megabytes(_ bytes: Double) -> String { decimal(bytes / 1_000_000, 1) }

    /// `250k`, `1.5M`: for the marks of an axis.
    package static func short(_ number: Double) -> String {
        let (scaled, unit): (Double, String) =
            switch abs(number) {
            case ..<10_000: (number, "")
            case ..<1_000_000: (number / 1000, "k")
            default: (number / 1_000_000, "M")
            }
        return (scaled == scaled.rounded() ? decimal(scaled, 0) : decimal(scaled, abs(scaled) < 1 ? 2 : 1)) + unit
    }
}
