import Bus
import DecodedValues
import HTMLText
import Testing

@testable import ConsolePages
@testable import DeadLetters
@testable import RabbitMQ

/// What the page of a letter shows of its headers and its body.
struct WholeLetterTests {
    private func page(_ message: BrowsedMessage, _ body: LetterBody? = nil, stage: Stage = .load) -> String {
        let letter = DeadLetter(message, stage: stage)
        var view = LetterView(message, letter, at: 1000, records: Page.mostLetterRecords)
        if let body { view.body = body }
        return String(
            decoding: Page.letter(letter, whole: view, now: 1000).document(nil, now: 1000).bytes, as: UTF8.self)
    }

    private func message(_ headers: [String: HeaderValue] = [:], body: [UInt8]? = []) -> BrowsedMessage {
        BrowsedMessage(id: "m", headers: headers, bodyBytes: body?.count ?? 17 << 20, body: body)
    }

    @Test func headersAndBodyAreThereOnceTheyAreAskedFor() {
        let letter = DeadLetter(message(), stage: .load)
        let short = String(decoding: Page.letter(letter, now: 1000).document(nil, now: 1000).bytes, as: UTF8.self)
        #expect(short.contains("<a href=\"/dead/\(letter.id)?whole=1\">Show its headers and records</a>"))
        #expect(!short.contains("Headers"))
        let whole = page(message(["etl-x": .string("a"), "y": .integer(-7)]))
        #expect(whole.contains("<bdi>etl-x</bdi></th><td><bdi>a</bdi></td>"), "\(whole)")
        #expect(whole.contains("<bdi>y</bdi></th><td><bdi>-7</bdi></td>"))
        #expect(whole.contains("the body is empty") && !whole.contains("?whole=1"))
    }

    @Test func headersAreShownWithoutTheSecretsOfTheirLinks() {
        let link = "https://u:5ecret@h/a.csv?X-Amz-Signature=5ecret"
        let page = page(
            message([
                "x": .string(link), "y": .string("see \(link), or amqp://u:5ecret@h"),
                MessageHeader.error: .string("'\(link)': gone"), MessageHeader.uri: .string(link),
            ]))
        #expect(!page.contains("5ecret"), "\(page)")
        #expect(page.contains("<bdi>x</bdi></th><td><bdi>https://…@h/a.csv</bdi></td>"), "\(page)")
        #expect(page.contains("<bdi>see https://…@h/a.csv, or …</bdi>"))
        #expect(page.contains("<bdi>&#39;https://…@h/a.csv&#39;: gone</bdi>"))
        #expect(page.contains("<dd><bdi>https://…@h/a.csv</bdi></dd>"))
    }

    @Test func longValuesAndManyHeadersAreCut() {
        let many = (0..<1000).map { ("h\($0)", HeaderValue.string(String(repeating: "x", count: 5000))) }
        let page = page(message(Dictionary(uniqueKeysWithValues: many)))
        #expect(page.contains("<td><bdi>" + String(repeating: "x", count: 1000) + "…</bdi></td>"))
        #expect(page.contains("And 700 more.") && page.utf8.count < 400_000)
    }

    @Test func theFirstRecordsStandBesideTheirNumber() {
        var body = LetterBody(bytes: 9, mostRecords: 20)
        body.form = .recordBatch
        for (name, number) in [("records", 5000), ("accepted", 4000), ("skipped", 3)] {
            body.header.add(name, DecodedValue(number))
        }
        for (name, value) in [("symbol", "A"), ("name", "B")] {
            var values = NamedValues()
            values.add(name, .text(value))
            body.records.append(values)
        }
        body.rejects = Array(body.records.prefix(1))
        let page = page(message(), body)
        #expect(page.contains("<caption>The first 2 of 4,000 records</caption>"), "\(page)")
        #expect(page.contains("<caption>The first 1 of 997 rejects</caption>"))
        // A record that cannot be read to its end lacks values.
        #expect(page.contains("<tr><td><bdi>A</bdi></td><td><bdi>–</bdi></td></tr>"))
        #expect(page.contains("<tr><td><bdi>–</bdi></td><td><bdi>B</bdi></td></tr>"))
    }

    @Test func aDamagedBodySaysWhatIsWrong() {
        let page = page(message(body: [1, 2, 0x41]))
        #expect(page.contains("Problem: ") && page.contains("the message is not a token-etl batch"), "\(page)")
        #expect(page.contains("Could not be decoded: 3 bytes from offset 0") && page.contains("<bdi>01 02 41</bdi>"))
        #expect(page.contains("<bdi>..A</bdi>"))
        #expect(self.page(message(body: nil)).contains("it exceeds the largest message that a stage accepts"))
    }

    @Test func aJobIsShownWithoutTheSecretsOfItsLink() {
        let job = #"{"start":{"record":11},"location":"https:\/\/u:5ecret@h/a.csv?sig=5ecret","columns":["a",[]]}"#
        let page = page(message(body: Array(job.utf8)), stage: .extract)
        #expect(!page.contains("5ecret") && page.contains("https://…@h/a.csv"), "\(page)")
        for (place, value) in [("start.record", "11"), ("columns.0", "a"), ("columns.1", "[]")] {
            #expect(page.contains("<bdi>\(place)</bdi></th><td><bdi>\(value)</bdi></td>"), "\(place)")
        }
        let list = "[" + (0..<300).map { "\($0)" }.joined(separator: ",") + "]"
        let long = self.page(message(body: Array(list.utf8)), stage: .extract)
        #expect(long.contains("<bdi>199</bdi></th>") && !long.contains("<bdi>200</bdi></th>"))
        #expect(long.contains("And more values."))
    }
}
