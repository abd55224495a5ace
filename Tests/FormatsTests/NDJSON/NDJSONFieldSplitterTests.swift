import ETLModels
import Testing

@testable import Formats

@Suite struct NDJSONFieldSplitterTests {
    /// The fields `a` and `b`; nil if the record is malformed.
    static func split(_ record: String) -> [String]? {
        let bytes = Array(record.utf8)
        var splitter = NDJSONFieldSplitter(columns: ["a", "b"])
        return splitter.split(bytes.span.bytes) == nil ? splitter.texts(of: bytes) : nil
    }

    @Test(arguments: [
        (#"{"a":"x","b":"y"}"#, ["x", "y"]), (#"{"b":1,"a":2}"#, ["2", "1"]),
        (##" { "a" : "x" , "b" : 12 } "##, ["x", "12"]), (#"{"a":null}"#, ["", ""]), ("{}", ["", ""]),
        (#"{"a":"","b":""}"#, ["", ""]), (#"{"a":true,"b":false}"#, ["true", "false"]),
        (#"{"a":-1.5e+10,"b":0}"#, ["-1.5e+10", "0"]),
        (#"{"c":{"a":1,"x":[{"b":[]},"}",null]},"a":"x","d":[],"e":{}}"#, ["x", ""]),
        (#"{"aa":"1","ab":"2","":"3"}"#, ["", ""]),
        (#"{"A":"1","B":"2"}"#, ["1", "2"]), (#"{"\u0041":"1","c":"2"}"#, ["1", ""]),
        (#"{"c":"1","c":null}"#, ["", ""]),
        ("{\n  \"a\": \"x\",\r\n\t\"b\":\n 1\n}", ["x", "1"]),
        (#"{"\u0061":"1","\u0062x":"2"}"#, ["1", ""]),
    ])
    func findsMembersByName(record: String, expected: [String]) {
        #expect(Self.split(record) == expected)
    }

    @Test func takesNumbersOfAnyLengthAsTheyAre() {
        let digits = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        #expect(Self.split("{\"a\":\(digits),\"b\":\"\(digits)\"}") == [digits, digits])
    }

    @Test(arguments: [
        (#"\" \\ \/ \b\f\n\r\t"#, "\" \\ / \u{8}\u{C}\n\r\t"), (#"\u00e9\u4E2d"#, "é中"), (#"\ud83d\ude00!"#, "😀!"),
        (#"x\u003c\u003E\u0026"#, "x<>&"), (#"\u0000"#, "\0"), ("é😀", "é😀"),
        (#"\ud83d"#, "\u{FFFD}"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"), (#"\ud83dx"#, "\u{FFFD}x"),
        (#"\ud83d\u0041"#, "\u{FFFD}A"),
    ])
    func resolvesEscapes(text: String, expected: String) {
        #expect(Self.split("{\"b\":\"y\\n\",\"a\":\"\(text)\"}") == [expected, "y\n"])
    }

    @Test(arguments: [
        "", "x", "{", "}", "[]", "[{}]", "1", "\"a\"", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1 "b":2}"#, #"{,}"#,
        #"{"a":1}{"b":2}"#, #"{"a":1} x"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":+1}"#, #"{"a":1e}"#,
        #"{"a":NaN}"#, #"{"a":nul}"#, #"{"a":truex}"#, #"{a:1}"#, #"{'a':1}"#, #"{"a":"x}"#, #"{"a":"\x"}"#,
        #"{"a":"\u12g4"}"#, #"{"a":"\u12"}"#, "{\"a\":\"x\ty\"}", "{\"a\":\"x\u{0}\"}", #"{"a":1"#, #"{"a":"#,
        #"{"c":[1 2]}"#, #"{"c":[1,]}"#, #"{"c":{"x"}}"#, #"{"c":[}"#, #"{"c":[1}]}"#, #"{"c":{1:2}}"#, #"{"c":[,1]}"#,
        #"{"a":{"x":1}}"#, #"{"a":["x"]}"#,
    ])
    func refusesWhatIsNoObjectWithValues(record: String) {
        #expect(Self.split(record) == nil)
    }

    @Test func boundsTheDepthOfUnknownMembers() {
        func nested(_ depth: Int) -> String {
            "{\"a\":\"x\",\"c\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(Self.split(nested(500)) == ["x", ""])
        #expect(Self.split(nested(100_000)) == nil)
        #expect(Self.split("{\"c\":" + String(repeating: "[", count: 1_000_000)) == nil)
        #expect(Self.split("{\"c\":" + String(repeating: "{\"c\":", count: 100_000)) == nil)
    }

    @Test(
        arguments: [
            (#"{"tx_hash":"1","value":2}"#, nil), (#"{"tx_hash":"1","value":2,"x":1,"x":2}"#, nil),
            (#"{"tx_hash":"1","tx_hash":"1"}"#, .duplicateField), (#"{"value":null,"value":1}"#, .duplicateField),
            (#"{"v\u0061lue":1,"value":1}"#, .duplicateField),
            (#"{"tx_hash":"1","transaction_hash":"1"}"#, .duplicateField),
            (#"{"transaction_hash":"1","erc20_tx_hash":"1"}"#, .duplicateField),
            (#"{"value":1,"Value":2}"#, .duplicateField),
            (#"{"value":1,"value":{}}"#, .malformed), (#"{"value":1,"value":1"#, .malformed),
        ] as [(String, RecordDefect?)])
    func twoValuesOfOneColumnAreADefect(record: String, expected: RecordDefect?) {
        var splitter = NDJSONFieldSplitter(columns: ["tx_hash", "value"], of: .tokenTransfers)
        for _ in 0..<2 {
            #expect(splitter.split(Array(record.utf8).span.bytes) == expected)
            #expect(splitter.split(Array(#"{"tx_hash":"1","value":2}"#.utf8).span.bytes) == nil)
        }
    }

    @Test func readsAColumnByAnyOfItsNames() {
        var splitter = NDJSONFieldSplitter(columns: ["tx_hash", "value"], of: .tokenTransfers)
        let bytes = Array(#"{"erc20_value":1,"transaction_hash":"\n"}"#.utf8)
        #expect(splitter.split(bytes.span.bytes) == nil)
        #expect(splitter.texts(of: bytes) == ["\n", "1"])
    }

    @Test func readsCryosAmountsInHexadecimal() {
        func split(_ record: String, _ columns: [String]) -> [String]? {
            var splitter = NDJSONFieldSplitter(columns: columns, of: .tokenTransfers)
            let bytes = Array(record.utf8)
            return splitter.split(bytes.span.bytes) == nil ? splitter.texts(of: bytes) : nil
        }
        #expect(split(#"{"erc20":"0x1","value_binary":"0x0f"}"#, ["erc20", "value_binary"]) == ["0x1", "15"])
        #expect(
            split(#"{"erc721":"0x1","value_f64":1.0,"value_string":"7"}"#, ["erc20", "value_string"]) == ["0x1", "7"])
        #expect(split(#"{"erc20":"0x1","token_address":"0x1"}"#, ["erc20", "value_string"]) == nil)
        #expect(split(#"{"token_address":"0x1","value":"0x0f"}"#, ["token_address", "value"]) == ["0x1", "0x0f"])
    }

    @Test func forgetsTheRecordBefore() {
        var splitter = NDJSONFieldSplitter(columns: ["a", "b"])
        for (record, expected) in [
            (#"{"a":"\n","b":"2"}"#, ["\n", "2"]), (#"{"b":"3"}"#, ["", "3"]), (#"{"b":"4","a":5}"#, ["5", "4"]),
            (#"{"x":1,"y":2,"b":"6"}"#, ["", "6"]), (#"{}"#, ["", ""]),
        ] {
            let bytes = Array(record.utf8)
            #expect(splitter.split(bytes.span.bytes) == nil)
            #expect(splitter.texts(of: bytes) == expected)
        }
    }

    @Test func passesOverItemsOfOtherTypes() {
        var splitter = NDJSONFieldSplitter(columns: ["a"], of: .tokenTransfers, skipsOthers: true)
        func defect(_ record: String) -> RecordDefect? { splitter.split(Array(record.utf8).span.bytes) }
        #expect(defect(#"{"type": "token_transfer", "a": 1}"#) == nil)
        #expect(defect(#"{"a": 1}"#) == nil)
        #expect(defect(#"{"a": 1, "type": "token"}"#) == .otherKind)
        #expect(defect(#"{"type": "block", "a": {}}"#) == .otherKind)
        // Both kinds read an item without a type, so that one of them rejects it.
        #expect(defect(#"{"type": null}"#) == nil)
        #expect(defect(#"{"type": 1, "a": 1}"#) == nil)
        #expect(defect(#"{"type": "token_transfer""#) == .malformed)
        #expect(defect(#"{"a": 1, "a": 2, "type": "block"}"#) == .otherKind)
    }

    @Test func rejectsAnItemOfItsOwnTypeAndAnother() {
        for record in [
            #"{"type": "block", "a": 1, "type": "token_transfer"}"#, #"{"type":"token_transfer","type":"block"}"#,
        ] {
            let bytes = Array(record.utf8)
            var tokens = NDJSONFieldSplitter(columns: ["a"], of: .tokens, skipsOthers: true)
            var transfers = NDJSONFieldSplitter(columns: ["a"], of: .tokenTransfers, skipsOthers: true)
            #expect(tokens.split(bytes.span.bytes) == .otherKind)
            #expect(transfers.split(bytes.span.bytes) == .duplicateField)
            #expect(!isOther(record))
        }
        #expect(!isOther(#"{"type":"block","by":"type"}"#))
        #expect(isOther(#"{"type":"block","y":"y"}"#))
        #expect(isOther(#"{"type":"block","typ":1}"#))
    }

    private func isOther(_ record: String) -> Bool {
        ItemFilter(.tokenTransfers).isOther(Array(record.utf8).span.bytes)
    }

    @Test(arguments: [" value", "value ", "\u{FEFF}value", "'VALUE'", #"\"value\""#, #"\u0020value"#, "\u{200B}value"])
    func comparesNamesAsInAHeader(_ key: String) {
        var splitter = NDJSONFieldSplitter(columns: ["value"], of: .tokenTransfers)
        let record = Array("{\"\(key)\": 1}".utf8)
        #expect(splitter.split(record.span.bytes) == nil)
        #expect(splitter.texts(of: record) == ["1"])
        let twice = Array("{\"value\": 1, \"\(key)\": 2}".utf8)
        #expect(splitter.split(twice.span.bytes) == .duplicateField)
    }
}
