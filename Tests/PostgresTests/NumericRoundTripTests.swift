import Postgres
import TestData
import Testing

@Suite(.privatePostgres) struct NumericRoundTripTests {
    /// PostgreSQL recomputes each number from its limbs, and compares it with the stored value of the COPY.
    @Test func agreesWithTheServersArithmetic() async throws {
        var random = SeededGenerator(1)
        let numbers = (0..<5000).map { _ in Self.number(using: &random) }
        let connection = try await PrivatePostgres.current().freshConnection()
        try await connection.execute(
            "CREATE TABLE limbs (limb0 text, limb1 text, limb2 text, limb3 text, value numeric(78, 0))")
        let columns = ["limb0", "limb1", "limb2", "limb3", "value"]
        try await connection.copy(into: "limbs", columns: columns) { writer throws(PostgresError) in
            for limbs in numbers {
                writer.beginRow(fieldCount: 5)
                for limb in limbs { writer.text(String(limb)) }
                writer.numeric(limbs: (limbs[0], limbs[1], limbs[2], limbs[3]))
            }
        }
        let rows = try await connection.query(
            """
            SELECT count(*), count(*) FILTER (WHERE value::text = trim_scale(limb0::numeric
                + limb1::numeric * power(2::numeric, 64) + limb2::numeric * power(2::numeric, 128)
                + limb3::numeric * power(2::numeric, 192))::text)
            FROM limbs
            """)
        #expect(rows[0].int(0) == numbers.count)
        #expect(rows[0].int(1) == numbers.count)
    }

    /// Numbers of every size, some of them close to a power of ten, where digits and zeros meet.
    private static func number(using random: inout SeededGenerator) -> [UInt64] {
        var limbs: [UInt64] = [0, 0, 0, 0]
        if random.next() % 2 == 0 {
            let bits = Int(random.next() % 257)
            for bit in 0..<bits where bit == bits - 1 || random.next() % 2 == 0 {
                limbs[bit / 64] |= 1 << UInt64(bit % 64)
            }
        } else {
            limbs[0] = random.next() % 12000
            for _ in 0..<(random.next() % 74) { multiplyByTen(&limbs) }
            limbs[0] &-= random.next() % 3 == 0 && limbs[0] > 0 ? 1 : 0
        }
        return limbs
    }

    private static func multiplyByTen(_ limbs: inout [UInt64]) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = limbs[index].multipliedFullWidth(by: 10)
            let (sum, overflow) = product.low.addingReportingOverflow(carry)
            limbs[index] = sum
            carry = product.high + (overflow ? 1 : 0)
        }
    }
}
