import Bus
import DecodedValues

@testable import DeadLetters
@testable import RabbitMQ

extension HostilePages {
    /// A letter with the texts in its headers, and in every part of its body.
    var whole: LetterView {
        let headers = Dictionary(uniqueKeysWithValues: texts.map { ($0, HeaderValue.string($0)) })
        let message = BrowsedMessage(id: "id", headers: headers, bodyBytes: 1, body: nil)
        var view = LetterView(message, DeadLetter(message, stage: .extract), at: 1_700_000_000)
        var body = LetterBody(bytes: 1, mostRecords: texts.count)
        body.problems = texts
        body.job = .object(
            Dictionary(uniqueKeysWithValues: texts.map { ($0, LetterBody.JSONValue.list([.text($0)])) }))
        for text in texts.prefix(3) { body.header.add("source", .text(text), note: text) }
        body.columns = texts
        body.records = texts.map(values)
        body.rejects = texts.map(values)
        view.body = body
        return view
    }

    private func values(_ text: String) -> NamedValues {
        var values = NamedValues()
        values.add("text", .text(text))
        return values
    }
}
