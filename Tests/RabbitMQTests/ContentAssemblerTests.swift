import Foundation
import Testing

@testable import RabbitMQ

struct ContentAssemblerTests {
    private func assembled(
        _ fragments: [[UInt8]], announced: Int? = nil, maximum: Int = 100, large: LargeBodies? = nil
    ) throws -> Content? {
        var assembler = ContentAssembler(ContentLimits(bodyBytes: maximum), endpoint: "broker:5672", large: large)
        assembler.begin(.delivery(tag: 3, redelivered: true))
        var header = ContentHeader()
        header.bodyBytes = announced ?? fragments.reduce(0) { $0 + $1.count }
        header.id = "id"
        var content = assembler.receive(header)
        for fragment in fragments {
            content = try fragment.withUnsafeBytes { try assembler.receive(body: $0) }
        }
        return content
    }

    @Test func joinsTheFrames() throws {
        let content = try #require(try assembled([[1, 2], [3], [4, 5, 6]]))
        #expect(content.body == [1, 2, 3, 4, 5, 6])
        #expect(content.bodyTooLarge == nil)
        #expect(content.origin == .delivery(tag: 3, redelivered: true))
        #expect(content.header.id == "id")
    }

    @Test func isCompleteWithTheHeaderWhenTheBodyIsEmpty() throws {
        #expect(try #require(try assembled([])).body.isEmpty)
    }

    @Test func isNotCompleteBeforeTheLastByte() throws {
        #expect(try assembled([[1, 2]], announced: 3) == nil)
    }

    @Test func writesAWantedBodyAboveTheLimitToAFile() throws {
        func assembled(_ isWanted: Bool) throws -> Content {
            let large = LargeBodies(in: NSTemporaryDirectory()) { isWanted && $0.id == "id" && $0.bodyBytes == 4 }
            return try #require(try self.assembled([[1, 2], [3, 4]], maximum: 3, large: large))
        }
        let content = try assembled(true)
        #expect(content.body.isEmpty && content.bodyTooLarge == 4)
        let file = try #require(content.file)
        #expect(try file.block(at: 0) == [1, 2, 3, 4] && file.count == 4)
        #expect(try file.block(at: 1, most: 2) == [2, 3])
        #expect(try assembled(false).file == nil)
        #expect(try self.assembled([[1, 2], [3]], maximum: 3).map { $0.file == nil } == true)
    }

    @Test func tellsWhereALargeBodyCannotBeKept() {
        let large = LargeBodies(in: "/no/such/directory") { _ in true }
        let error = #expect(throws: RabbitMQError.self) { try assembled([[1, 2]], maximum: 1, large: large) }
        #expect(error?.message.contains("/no/such/directory") == true)
    }

    @Test func keepsNothingOfABodyAboveTheLimit() throws {
        let atLimit = try #require(try assembled([[1, 2], [3]], maximum: 3))
        #expect(atLimit.body.count == 3)
        let above = try #require(try assembled([[1, 2], [3, 4]], maximum: 3))
        #expect(above.body.isEmpty)
        #expect(above.bodyTooLarge == 4)
    }

    @Test func refusesMoreBytesThanAnnounced() {
        let error = #expect(throws: RabbitMQError.self) { try assembled([[1, 2], [3, 4]], announced: 3) }
        #expect(error?.code == .protocolError)
    }

    @Test func refusesABodyThatNothingAnnounced() {
        var assembler = ContentAssembler(ContentLimits(bodyBytes: 10), endpoint: "broker:5672")
        #expect(throws: RabbitMQError.self) {
            try [1 as UInt8].withUnsafeBytes { try assembler.receive(body: $0) }
        }
    }
}
