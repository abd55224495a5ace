import TestData
import Testing

@testable import NodeReading

@Suite struct AnswerParserTests {
    /// The elements and members that the parser finds in portions of a text.
    private func parse(
        _ text: String, pieces: [Int]
    ) throws -> (elements: [String], members: [String: String], isWhole: Bool) {
        var parser = AnswerParser(splitsResult: true)
        var elements: [String] = []
        var rest = Array(text.utf8)[...]
        for size in pieces where !rest.isEmpty {
            try parser.take(rest.prefix(size)) { element throws(AnswerFault) in
                elements.append(element.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            }
            rest = rest.dropFirst(size)
        }
        return (elements, parser.members.mapValues { String(decoding: $0, as: UTF8.self) }, parser.isComplete)
    }

    private static let text =
        #" { "id" : 1 , "result" : [ {"a":"]}\\\"","b":[1,{}]} , {} ,[]] , "error" : null , "jsonrpc":"2.0","x":{"y":[","]} } "#

    @Test(arguments: 0..<200) func findsTheSameInPortionsOfAnySize(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let pieces = (0..<400).map { _ in Int.random(in: 1...(seed < 100 ? 5 : 60), using: &random) }
        let found = try parse(Self.text, pieces: pieces)
        #expect(found.elements == [#"{"a":"]}\\\"","b":[1,{}]}"#, "{}", "[]"])
        #expect(found.members == ["id": "1", "error": "null", "jsonrpc": #""2.0""#, "x": #"{"y":[","]}"#])
        #expect(found.isWhole)
    }

    @Test(arguments: [
        "[]", "x", #"{"a":1,}"#, #"{"a":1}{"#, #"{"result":[{},]}"#, #"{"result":[,{}]}"#, #"{"result":[1]}"#,
        #"{"result":[{}{}]}"#, #"{"a":1,"a":2}"#, #"{"result":[],"result":[{}]}"#, #"{"a" 1}"#, #"{,}"#,
    ]) func refusesWhatIsNoObject(text: String) {
        #expect(throws: AnswerFault.self) { try parse(text, pieces: [text.utf8.count]) }
    }

    @Test func aPrefixIsNeverComplete() throws {
        let count = Self.text.utf8.count
        for size in 0..<count - 2 {
            #expect(try !parse(String(Self.text.prefix(size)), pieces: [size]).isWhole)
        }
    }

    @Test func refusesAnElementBeyondTheLimitBeforeItHoldsMore() {
        var parser = AnswerParser(splitsResult: true)
        let part = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
        #expect(throws: AnswerFault.tooLarge) {
            try parser.take(Array(#"{"result":[{"data":""#.utf8)[...]) { _ in }
            for _ in 0..<20 { try parser.take(part[...]) { _ in } }
        }
    }
}
