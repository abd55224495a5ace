import Bus
import Testing

@testable import DeadLetters
@testable import DisplayText
@testable import ETLCommands
@testable import RabbitMQ

/// The description of a letter contains no secret of a link.
struct LetterSecretTests {
    private func shown(_ text: String) throws -> String {
        let body = LetterBody.describe(Array(text.utf8), stage: .extract)
        return body.lines.joined(separator: "\n") + (try JSONOutput.document(body))
    }

    @Test func blotsOutSignatures() throws {
        let shown = try shown(
            #"{"version":1,"location":"https:\/\/u:5ecret@h/a.csv?X-Amz-Date=7&X-Amz-Signature=5ecret","uri":"https://h/a.csv"}"#
        )
        #expect(!shown.contains("5ecret"))
        #expect(shown.contains("https://…@h/a.csv\"") && shown.contains("\"https://h/a.csv\""))
    }

    @Test(arguments: [
        #"{"location":"https://h /a?sig=5ecret"}"#, #"{"x":[{"y":"see https://h/a?sig=5ecret"}]}"#,
        #"{"https://h/a?sig=5ecret":1}"#, #"{"location":"https://h/a?sig=5ecret""#,
        #"{"location":"https:\/\/h/a?sig=5ecret"#,
    ])
    func blotsOutWhatItCannotRead(text: String) throws {
        let shown = try shown(text)
        #expect(!shown.contains("5ecret"))
        // The secret is not there as hexadecimal digits either.
        #expect(!shown.contains("35 65 63 72 65 74") && !shown.contains("356563726574"))
    }

    @Test(arguments: ["https://u:5ecret@h/a.csv?X-Amz-Signature=5ecret&b=5ecret", "amqp://u:5ecret@h"])
    func blotsOutWhatHeadersHold(link: String) throws {
        let names = [
            MessageHeader.kind, MessageHeader.uri, MessageHeader.reason, MessageHeader.error, "etl-foreign",
            "x-foreign", "x-\(link)",
        ]
        for text in [link, "cannot read '\(link)': it says \(link)"] {
            let headers = Dictionary(uniqueKeysWithValues: names.map { ($0, HeaderValue.string(text)) })
            let message = BrowsedMessage(id: text, headers: headers, bodyBytes: 0, body: [])
            let letter = DeadLetter(message, stage: .load)
            var census = LetterCensus()
            census.add(letter)
            let view = LetterView(message, letter, at: 1000)
            #expect(view.headers.count == names.count)
            var shown = [letter.line, letter.words, letter.messageID, letter.error]
            shown += (census.lines(at: 1000) ?? []) + view.lines
            shown.append(try JSONOutput.document(view))
            shown.append(try JSONOutput.document(census.document(at: 1000)))
            #expect(!shown.contains { $0.contains("5ecret") }, "\(shown)")
        }
    }

    @Test func ofALinkLongerThanWhatIsReadNothingIsShown() {
        let text = "cannot read https://u:\(String(repeating: "5ecret", count: 10_000))@h/a"
        let names = [MessageHeader.kind, MessageHeader.uri, MessageHeader.reason, MessageHeader.error]
        let headers = Dictionary(uniqueKeysWithValues: names.map { ($0, HeaderValue.string(text)) })
        let letter = DeadLetter(BrowsedMessage(id: text, headers: headers, bodyBytes: 0, body: []), stage: .load)
        let shown = [letter.messageID, letter.kind, letter.uri, letter.reason, letter.error]
        #expect(shown.allSatisfy { $0 == "cannot read …" }, "\(shown)")
    }

    @Test func aReplayKeepsWhatIsBlottedOut() throws {
        let uri = HeaderValue.string("https://h/a.csv?5ecret")
        let message = BrowsedMessage(id: "m", headers: [MessageHeader.uri: uri], bodyBytes: 0, body: [])
        let replayed = try #require(LetterReplay.message(message, DeadLetter(message, stage: .load)))
        #expect(replayed.headers[MessageHeader.uri] == uri)
    }
}
