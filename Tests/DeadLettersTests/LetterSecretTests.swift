import Bus
import Testing

@testable import DeadLetters
@testable import DisplayText
@testable import ETLCommands

/// The description of a letter contains no secret of its source.
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
}
