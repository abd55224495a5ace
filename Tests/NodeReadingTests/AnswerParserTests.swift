import TestData
import Testing

@testable import NodeReading

@Suite struct AnswerParserTests {
    /// The elements and members that the parser finds in portions of a text.
    private func parse(
        _ text: String, pieces: [Int], reader: ((RawSpan) -> Int?)? = nil
    ) throws -> (elements: [String], members: [String: String], isWhole: Bool) {
        var parser = AnswerParser(splitsResult: true)
        var elements: [String] = []
        var rest = Array(text.utf8)[...]
        for size in pieces where !rest.isEmpty {
            try parser.take(
                rest.prefix(size),
                reader: { text in
                    guard let length = reader?(text) else { return nil }
                    elements.append(text.extracting(0..<length).withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
                    return length
                }
            ) { element throws(AnswerFault) in
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

    /// What nodes answer: members that are not needed, of any type, and a log that is none.
    private static let logs = [
        #"{"address":"0xab","topics":["0x1","0x2"],"x":{"y":[1,"]}",{}],"z":"\\\"}"},"logIndex":"0x1"}"#,
        #"{ "data" : "0x" , "removed":false , "logIndex" : 7, "blockNumber":null }"#, "{}", #"{"logIndex":}"#, "[3]",
        #"{"topics":[],"transactionIndex":12e4,"address":"0x0"}"#, #"{"foo":1{"logIndex":2}}"#,
    ]

    @Test(arguments: 0..<200) func readsTheSameLogsAsItFinds(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let text = #"{"result":["# + Self.logs.joined(separator: seed % 2 == 0 ? "," : " ,\n ") + "]}"
        let pieces = (0..<600).map { _ in Int.random(in: 1...(seed < 100 ? 5 : 500), using: &random) }
        var read = 0
        let found = try parse(text, pieces: pieces) { text in
            guard let end = try? LogFields(text).end else { return nil }
            read += 1
            return end
        }
        #expect(found.elements == Self.logs)
        #expect(found.isWhole)
        #expect(seed < 100 || read > 0)
        #expect(try parse(text, pieces: pieces).elements == Self.logs)
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
