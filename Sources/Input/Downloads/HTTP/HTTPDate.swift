internal import Foundation

/// A moment in HTTP's format: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7). The obsolete formats of old
/// servers are not supported.
struct HTTPDate {
    let secondsSinceEpoch: Int64

    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = Self.months.firstIndex(of: words[2]) else { return nil }
        let time = words[4].split(separator: ":", omittingEmptySubsequences: false)
        guard time.count == 3, let day = Self.number(words[1], in: 1...31),
            let year = Self.number(words[3], in: 1...9999),
            let hour = Self.number(time[0], in: 0...23), let minute = Self.number(time[1], in: 0...59),
            let second = Self.number(time[2], in: 0...60)
        else { return nil }
        var moment = tm()
        moment.tm_year = year - 1900
        moment.tm_mon = Int32(month)
        moment.tm_mday = day
        moment.tm_hour = hour
        moment.tm_min = minute
        moment.tm_sec = second
        secondsSinceEpoch = Int64(timegm(&moment))
    }

    /// The present, in seconds since the Unix epoch.
    static var now: Int64 { Int64(time(nil)) }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func number(_ text: Substring, in range: ClosedRange<Int32>) -> Int32? {
        guard text.allSatisfy({ $0.isASCII && $0.isWholeNumber }), let number = Int32(text) else { return nil }
        return range.contains(number) ? number : nil
    }
}
