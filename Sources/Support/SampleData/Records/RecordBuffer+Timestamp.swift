/// The formats of times in exports.
enum TimestampSpelling: Int, CaseIterable {
    /// `2022-08-08 23:06:52 UTC`, as BigQuery does.
    case bigquery
    /// `2022-08-08 23:06:52`, as ethereum-etl does in PostgreSQL's streaming mode.
    case plain
    case fraction
    /// More digits than microseconds have.
    case nanoseconds
    case offset
    case shortOffset
    case rfc3339
    case unixSeconds
}

extension RecordBuffer {
    /// Appends a time given in seconds since 1970; every spelling means the same instant (the fractions come on top).
    mutating func append(timestamp: Int, as spelling: TimestampSpelling = .bigquery) {
        switch spelling {
        case .bigquery: append(clock: timestamp, " UTC")
        case .plain: append(clock: timestamp, "")
        case .fraction: append(clock: timestamp, ".250 UTC")
        case .nanoseconds: append(clock: timestamp, ".123456789")
        case .offset: append(clock: timestamp + 5 * 3_600 + 1_800, "+05:30")
        case .shortOffset: append(clock: timestamp - 8 * 3_600, "-08")
        case .rfc3339: append(clock: timestamp, "Z", separator: "T")
        case .unixSeconds: append(decimal: UInt64(timestamp))
        }
    }

    private mutating func append(clock timestamp: Int, _ suffix: StaticString, separator: StaticString = " ") {
        let (days, second) = timestamp.quotientAndRemainder(dividingBy: 86_400)
        append(dateOfDay: days)
        append(separator)
        append(decimal: UInt64(second / 3_600), width: 2)
        append(":")
        append(decimal: UInt64(second / 60 % 60), width: 2)
        append(":")
        append(decimal: UInt64(second % 60), width: 2)
        append(suffix)
    }

    /// Days since 1970-01-01 as a date: the year begins in March, so that the leap day is the last of its year.
    private mutating func append(dateOfDay days: Int) {
        let sinceEra = days + 719_468
        let (era, dayOfEra) = sinceEra.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        append(decimal: UInt64(era * 400 + yearOfEra + (month <= 2 ? 1 : 0)), width: 4)
        append("-")
        append(decimal: UInt64(month), width: 2)
        append("-")
        append(decimal: UInt64(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1), width: 2)
    }
}
