import ETLModels
import TestData
import Testing

struct Hash32Tests {
    private static let text = "0x54f4d2da70b5dbb1b3729b2816621c2d56c02969668fa67fa30b8f7db3b8b5d2"

    @Test func readsThirtyTwoBytesInOrder() throws {
        let hash: Hash32 = try parse(Self.text)
        #expect(
            hash.words == (0x54f4_d2da_70b5_dbb1, 0xb372_9b28_1662_1c2d, 0x56c0_2969_668f_a67f, 0xa30b_8f7d_b3b8_b5d2))
        #expect(hash.description == Self.text)
    }

    @Test func readsEitherCaseAsTheSameHash() throws {
        let lower: Hash32 = try parse(Self.text)
        #expect(try parse("0x" + Self.text.dropFirst(2).uppercased()) == lower)
    }

    @Test func refusesAnotherLength() {
        for text in [
            "", "0x", String(Self.text.dropLast()), Self.text + "0", String(Self.text.dropFirst(2)), " " + Self.text,
        ] {
            #expect(refusal(of: text, as: Hash32.self) == .wrongLength)
        }
    }

    @Test func refusesAnUpperCasePrefix() {
        #expect(refusal(of: "0X" + Self.text.dropFirst(2), as: Hash32.self) == .notHex)
    }

    @Test func noticesEveryDamagedDigit() {
        for position in 0..<66 {
            var bytes = Array(Self.text.utf8)
            bytes[position] = UInt8(ascii: "g")
            #expect(refusal(of: bytes, as: Hash32.self) == .notHex)
            bytes[position] |= 0x80
            #expect(refusal(of: bytes, as: Hash32.self) == .notHex)
        }
    }

    @Test func survivesTheWire() throws {
        var random = SeededGenerator(5)
        for _ in 0..<1000 {
            let hash: Hash32 = try parse("0x" + random.digits(64, radix: 16))
            #expect(try overTheWire(hash) == hash)
            #expect(try parse(hash.description) == hash)
        }
    }

    @Test func takesThirtyTwoBytesOnTheWireInTheOrderOfItsText() throws {
        let hash: Hash32 = try parse("0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        var writer = WireWriter(capacity: 0)
        hash.write(to: &writer)
        #expect(writer.finish() == Array(0..<32))
        #expect(Hash32.wireWidth == 32)
    }
}
