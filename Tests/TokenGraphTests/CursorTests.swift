import GraphQL
import Testing

@testable import TokenGraph

@Suite struct CursorTests {
    /// The cursor of block 1 and log index 2 in all transfers, descending.
    private static func cursor(_ order: [String] = ["transfers", "blockNumber", "desc"], version: UInt8 = 1) -> String {
        var fingerprint = Fingerprint()
        for part in order { fingerprint.add(part) }
        return base64([version] + fingerprint.bytes + [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2])
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let word = (0..<3).reduce(0) { $0 << 8 | ($1 + start < bytes.count ? Int(bytes[$1 + start]) : 0) }
            let count = min(3, bytes.count - start) + 1
            for digit in 0..<count { text.append(digits[word >> (18 - 6 * digit) & 63]) }
        }
        return text
    }

    @Test func readsItsOwnPosition() throws {
        let statement = try Request.statement("{tokenTransfers(after: \"\(Self.cursor())\") {nodes {id}}}")
        #expect(statement.parameters.prefix(2) == [.integer(1), .integer(2)])
        #expect(statement.text.contains("(s.block_number, s.log_index) < ($1::bigint, $2::bigint)"))
    }

    @Test func pagesBackward() throws {
        let statement = try Request.statement("{tokenTransfers(last: 3, before: \"\(Self.cursor())\") {nodes {id}}}")
        #expect(statement.text.contains("(s.block_number, s.log_index) > ($1::bigint, $2::bigint)"))
        #expect(statement.text.contains("ORDER BY s.ordinal DESC"))
    }

    @Test(arguments: [
        "", "A", "AAAA", "not base64!", cursor(version: 2), cursor(["transfers", "blockNumber", "asc"]),
        cursor(["transfers of a token", "blockNumber", "desc"]), cursor() + "A", String(cursor().dropLast()),
        cursor() + "=", String(repeating: "A", count: 10_000),
    ])
    func refusesAnyOtherCursor(_ text: String) throws {
        let error = try Request.refusal("{tokenTransfers(after: \"\(text)\") {nodes {id}}}")
        #expect(error.code == .invalidCursor)
    }

    @Test func bindsCursorsToTheFilter() throws {
        let error = try Request.refusal(
            "{tokenTransfers(where: {blockNumber_gte: 0}, before: \"\(Self.cursor())\") {nodes {id}}}")
        #expect(error.code == .invalidCursor)
        #expect(error.message.hasPrefix("'before' is not a cursor of this list"))
    }

    @Test func bindsCursorsToTheAccount() throws {
        var fingerprint = Fingerprint()
        fingerprint.add("tokens of an account")
        fingerprint.add([UInt8](repeating: 0x11, count: 20))
        let cursor = Self.base64([1] + fingerprint.bytes + [UInt8](repeating: 7, count: 20))
        func query(_ account: String) -> String {
            "{account(address: \"\(address(account))\") {tokens(after: \"\(cursor)\") {nodes {name}}}}"
        }
        #expect(throws: Never.self) { try Request.plan(query("11")) }
        #expect(try Request.refusal(query("22")).code == .invalidCursor)
    }

    @Test func keepsTheItemsOfAListApart() {
        func fingerprint(_ addresses: [[UInt8]]) -> [UInt8] {
            var fingerprint = Fingerprint()
            var filter = TokenFilter()
            filter.addresses = addresses
            fingerprint.add(filter)
            return fingerprint.bytes
        }
        #expect(fingerprint([[1], [2]]) != fingerprint([[1, 2]]))
    }

    @Test func hasOneTextForEachCursor() {
        // The last digit of two bytes has two bits that mean nothing.
        #expect(Cursor.decode("AAA") == [0, 0])
        #expect(Cursor.decode("AAB") == nil)
    }
}
