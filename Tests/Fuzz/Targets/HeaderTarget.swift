import Bus
import DisplayText
import RabbitMQ
import TestData

/// The headers that a message keeps when it dies or is replayed; a foreign publisher may have written them.
struct HeaderTarget: FuzzTarget {
    static let name = "header"
    static let summary = "headers of messages, and texts that are cut to fit them"
    static let inputsInTests = 8000

    private let mutator = Mutator(words: HandMade.csvWords + HandMade.values + [Array("👨‍👩‍👧‍👦🇩🇪e\u{301}".utf8)])

    init(_ corpus: Corpus) {}

    func makeInput(_ random: inout SeededGenerator) -> [UInt8] {
        let seed = HandMade.values.randomElement(using: &random) ?? []
        let other = repeatElement(mutator.words.randomElement(using: &random) ?? [], count: 300).joined()
        return mutator.mutate(seed + other.prefix(Int.random(in: 0...6000, using: &random)), with: seed, &random)
    }

    func check(_ input: [UInt8]) throws -> Bool {
        let text = String(decoding: input, as: UTF8.self)
        for count in [0, 1, 2, 3, 10, 255, 4096] {
            let cut = text.cut(toBytes: count)
            try expect(cut.utf8.count <= count, "a text of \(cut.utf8.count) bytes was to be cut to \(count)")
            try expect(text.utf8.starts(with: cut.utf8), "a text is cut to something else")
            try expect(text.utf8.count <= count || cut.utf8.count > count - 4, "too much is cut off a text")
        }
        var headers: [String: HeaderValue] = [text: .string(text), MessageHeader.sequence: .integer(.min)]
        for name in MessageHeader.kept { headers[name] = headers[name] ?? .string(text) }
        try Self.checkSizes(Message(id: "", headers: headers.kept, body: []))
        return true
    }

    /// Checks that the broker accepts a message of this size.
    static func checkSizes(_ message: Message) throws(Finding) {
        try expect(message.id.utf8.count <= Message.maximumNameBytes, "an id of \(message.id.utf8.count) bytes")
        var bytes = 0
        for (name, value) in message.headers {
            try expect(name.utf8.count <= Message.maximumNameBytes, "a name of \(name.utf8.count) bytes")
            bytes += name.utf8.count + 10
            if case .string(let text) = value { bytes += text.utf8.count }
        }
        try expect(bytes <= Message.maximumHeaderBytes / 2, "headers of \(bytes) bytes")
    }
}
