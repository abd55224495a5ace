import ETLModels
import TestData
import Testing

struct TimestampTests {
    private static let moment = Timestamp(microseconds: 1_660_000_012_000_000)

    @Test(arguments: [
        "2022-08-08 23:06:52 UTC", "2022-08-08 23:06:52", "2022-08-08T23:06:52Z", "2022-08-08t23:06:52z",
        "2022-08-08T23:06:52", "2022-08-08 23:06:52Z", "2022-08-08 23:06:52 Z", "2022-08-08 23:06:52UTC",
        "2022-08-08 23:06:52+00", "2022-08-08 23:06:52+0000", "2022-08-08T23:06:52+00:00", "2022-08-08T23:06:52-00:00",
        "2022-08-08 23:06:52 +00:00", "2022-08-09 01:06:52+02", "2022-08-09 01:06:52+0200", "2022-08-09T01:06:52+02:00",
        "2022-08-09 04:36:52 +05:30", "2022-08-08T15:06:52-08:00", "2022-08-08 19:36:52-0330",
        "2022-08-08 23:06:52.0", "2022-08-08 23:06:52.000000 UTC", "2022-08-08T23:06:52.000Z", "1660000012",
        "0001660000012",
    ])
    func readsEveryFormOfTheSameMoment(_ text: String) throws {
        #expect(try parse(text) == Self.moment)
    }

    @Test func readsAFraction() throws {
        let start = Self.moment.microseconds
        for (text, micros) in [
            (".1", 100_000), (".12", 120_000), (".123456", 123_456), (".000001", 1), (".1234569", 123_456),
            (".123456789123456789123456789", 123_456), (".999999999", 999_999),
        ] as [(String, Int64)] {
            for zone in ["", " UTC", "Z", "+00:00"] {
                #expect(try parse("2022-08-08 23:06:52\(text)\(zone)") == Timestamp(microseconds: start + micros))
            }
        }
    }

    @Test func countsAFractionForwardsBeforeTheEpoch() throws {
        #expect(try parse("1969-12-31 23:59:59.25") == Timestamp(microseconds: -750_000))
    }

    @Test(arguments: [
        "2023-02-29 00:00:00", "1900-02-29 00:00:00", "2022-04-31 00:00:00", "2022-13-01 00:00:00",
        "2022-00-10 00:00:00",
        "2022-01-00 00:00:00", "2022-01-32 00:00:00", "0000-01-01 00:00:00", "2022-08-08 24:00:00",
        "2022-08-08 23:60:00",
        "2022-08-08 23:59:60", "2022-08-08 99:99:99", "2022-08-08 23:06:52+24", "2022-08-08 23:06:52+02:60",
    ])
    func refusesATimeThatDoesNotExist(_ text: String) {
        #expect(refusal(of: text, as: Timestamp.self) == .invalidTimestamp)
    }

    @Test func knowsLeapYears() throws {
        for year in ["2020", "2000", "0004", "9996"] {
            #expect(refusal(of: "\(year)-02-29 00:00:00", as: Timestamp.self) == nil)
        }
        for year in ["2100", "2200", "2023", "0001"] {
            #expect(refusal(of: "\(year)-02-29 00:00:00", as: Timestamp.self) == .invalidTimestamp)
        }
    }

    @Test(arguments: [
        "12/9/2016 1:50:03", "2022-8-8 23:06:52", "2022-08-08", "2022-08-08 23:06", "2022-08-08  23:06:52",
        " 2022-08-08 23:06:52",
        "2022-08-08 23:06:52 ", "2022-08-08 23:06:52  UTC", "2022-08-08 23:06:52 utc", "2022-08-08 23:06:52 CET",
        "2022-08-08 23:06:52 UTCx", "2022-08-08 23:06:52.", "2022-08-08 23:06:52. UTC", "2022-08-08 23:06:52,5",
        "2022-08-08 23:06:52+", "2022-08-08 23:06:52+2", "2022-08-08 23:06:52+02:", "2022-08-08 23:06:52+02:0",
        "2022-08-08 23:06:52+020", "2022-08-08 23:06:52+02:000", "2022-08-08 23:06:52 UTC+00", "2022-08-08_23:06:52",
        "2022-08-0823:06:52", "-022-08-08 23:06:52", "+022-08-08 23:06:52", "12022-08-08 23:06:52",
        "2022-08-08 23:06:5x",
        "\u{FF12}022-08-08 23:06:52", "2022/08/08 23:06:52", "2022-08-08 23:06:52\n", "NULL", "now", "-1",
        "+1660000012",
        "1660000012.5", "1.66e9", "1660000012 ", "x", "2022-", "20220808T230652Z",
    ])
    func refusesEveryOtherForm(_ text: String) {
        #expect(refusal(of: text, as: Timestamp.self) == .invalidTimestamp)
    }

    @Test func refusesNothing() {
        #expect(refusal(of: "", as: Timestamp.self) == .missing)
    }

    @Test func endsWithTheYears1And9999() throws {
        #expect(try parse("0001-01-01 00:00:00") == Timestamp(microseconds: -62_135_596_800_000_000))
        #expect(try parse("9999-12-31 23:59:59.999999") == Timestamp(microseconds: 253_402_300_799_999_999))
        #expect(try parse("253402300799") == Timestamp(microseconds: 253_402_300_799_000_000))
        for text in ["253402300800", "99999999999999999999", "0001-01-01 00:00:00+00:01", "9999-12-31 23:59:59-00:01"] {
            #expect(refusal(of: text, as: Timestamp.self) == .invalidTimestamp)
        }
    }

    @Test func refusesEveryBeginningOfItselfThatIsNoTime() {
        let text = "2022-08-08 23:06:52.123456+02:00"
        let complete = [4, 19, 21, 22, 23, 24, 25, 26, 29, 32]  // four digits are Unix seconds
        for length in 1...text.count {
            let isComplete = complete.contains(length) || length < 4
            #expect((refusal(of: String(text.prefix(length)), as: Timestamp.self) == nil) == isComplete, "\(length)")
        }
    }

    @Test func readsWhatItWrites() throws {
        var random = SeededGenerator(12)
        for _ in 0..<5000 {
            let range = Int64(-62_135_596_800_000_000)...253_402_300_799_999_999
            let timestamp = Timestamp(microseconds: Int64.random(in: range, using: &random))
            #expect(try parse(timestamp.description) == timestamp, "\(timestamp)")
            #expect(try overTheWire(timestamp) == timestamp)
        }
        #expect(Self.moment.description == "2022-08-08 23:06:52 UTC")
        #expect(Timestamp(microseconds: -1).description == "1969-12-31 23:59:59.999999 UTC")
    }

    @Test(arguments: [Int64.min, Int64.max, -62_135_596_800_000_001, 253_402_300_800_000_000])
    func refusesOtherYearsOnTheWire(_ microseconds: Int64) {
        #expect(throws: WireError.self) { try overTheWire(Timestamp(microseconds: microseconds)) }
    }

    @Test func writesEvenTimesThatNoRecordHas() {
        #expect(Timestamp(microseconds: .min).description == "-290308-12-21 19:59:05.224192 UTC")
        #expect(Timestamp(microseconds: .max).description == "294247-01-10 04:00:54.775807 UTC")
    }
}
