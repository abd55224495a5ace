import Testing

@testable import ETLModels

struct WireReaderTests {
    @Test func readsTheMostSignificantByteFirst() throws {
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7]
        var reader = WireReader(bytes.span.bytes)
        let (byte, short, word) = (
            try reader.integer(UInt8.self), try reader.integer(UInt16.self), try reader.integer(UInt32.self)
        )
        #expect(byte == 1)
        #expect(short == 0x0203)
        #expect(word == 0x0405_0607)
        #expect(reader.remaining == 0)
    }

    @Test func stopsAtTheEnd() {
        let bytes: [UInt8] = [1, 2, 3]
        #expect(throws: WireError.truncated) {
            var reader = WireReader(bytes.span.bytes)
            _ = try reader.integer(UInt32.self)
        }
        #expect(throws: WireError.truncated) {
            var reader = WireReader(bytes.span.bytes)
            _ = try reader.bytes(4)
        }
        #expect(throws: WireError.truncated) {
            var reader = WireReader(bytes.span.bytes)
            _ = try reader.bytes(-1)
        }
        #expect(throws: WireError.truncated) {
            var reader = WireReader(bytes.span.bytes)
            _ = try reader.bytes(.max)
        }
    }

    @Test func readsNumbersOfAnyNumberOfBytes() throws {
        let bytes: [UInt8] = [0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9]
        let whole: UInt64 = 0x0102_0304_0506_0708
        for count in 0...8 {
            for rest in [0, 1] {
                var reader = WireReader(bytes.span.bytes.extracting(1..<1 + count + rest))
                #expect(try reader.integer(bytes: count) == whole >> (64 - 8 * count))
                #expect(reader.remaining == rest)
            }
            #expect(throws: WireError.truncated) {
                var reader = WireReader(bytes.span.bytes.extracting(0..<count))
                _ = try reader.integer(bytes: count + 1)
            }
        }
    }

    @Test func refusesATextLongerThanTheBytes() {
        let bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0x61]
        #expect(throws: WireError.truncated) {
            var reader = WireReader(bytes.span.bytes)
            _ = try Text(from: &reader)
        }
    }
}
