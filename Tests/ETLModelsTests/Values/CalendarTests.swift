import Testing

@testable import ETLModels

struct CalendarTests {
    /// Counts days one by one, from the first of the year 1 to the last of the year 9999.
    @Test func agreesWithCountingDays() {
        var day = Int64(-719_162)  // 0001-01-01
        var mistakes = 0
        for year in Int64(1)...9999 {
            let isLeap = year.isMultiple(of: 400) || year.isMultiple(of: 4) && !year.isMultiple(of: 100)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as [Int64]
            for (month, length) in zip(Int64(1)..., lengths) {
                if Calendar.daysInMonth(month, of: year) != length { mistakes += 1 }
                for dayOfMonth in 1...length {
                    if Calendar.daysSinceEpoch(year: year, month: month, day: dayOfMonth) != day { mistakes += 1 }
                    if Calendar.date(daysSinceEpoch: day) != (year, month, dayOfMonth) { mistakes += 1 }
                    day += 1
                }
            }
        }
        #expect(mistakes == 0)
        #expect(day == 2_932_897)  // 10000-01-01
    }

    @Test func startsAtTheEpoch() {
        #expect(Calendar.daysSinceEpoch(year: 1970, month: 1, day: 1) == 0)
        #expect(Calendar.date(daysSinceEpoch: 0) == (1970, 1, 1))
    }
}
