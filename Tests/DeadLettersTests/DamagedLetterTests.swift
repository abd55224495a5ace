import Bus
import DecodedValues
import ETLModels
import Testing

@testable import DeadLetters
@testable import ETLCommands

/// The description of each kind of damage.
struct DamagedLetterTests {
    private let values: [UInt8]

    init() throws {
        values = try Letters.transferValues()
    }

    private func line(_ name: String, of letter: LetterBody) -> String? {
        letter.lines.first { $0.hasPrefix("  \(name) ") }.map { $0.split(separator: "= ")[1...].joined() }
    }

    private func changed(_ number: some FixedWidthInteger, at offset: Int, of body: [UInt8]? = nil) -> LetterBody {
        LetterBody.describe(Letters.sealed(Letters.forge(body ?? values, number, at: offset)), stage: .load)
    }

    @Test func aWrongChecksumHidesNothing() {
        let letter = LetterBody.describe(Letters.forge(values, UInt8(6), at: 99), stage: .load)
        #expect(letter.problems == ["the batch's checksum does not match its bytes"])
        #expect(line("checksum", of: letter) == "395d8b66d8618092")
        #expect(line("computed_checksum", of: letter)?.hasSuffix(" (differs)") == true)
        #expect(line("log_index", of: letter) == "6")
        #expect(letter.records.count == 1)
        #expect(letter.rejects.count == 1)
        #expect(letter.undecoded.isEmpty)
    }

    @Test func aWrongMagicHidesNothing() {
        let letter = changed(UInt32(0x4554_4C43), at: 0)
        #expect(letter.problems == ["the message is not a token-etl batch"])
        #expect(line("magic", of: letter) == "45544c43 (not ETLB)")
        #expect(line("value", of: letter) == "256")
    }

    @Test func anUnknownVersionIsReadAsTheKnownOne() {
        let letter = changed(UInt8(5), at: 4)
        #expect(letter.problems == ["the batch has version 5, which this program does not support"])
        #expect(line("version", of: letter) == "5 (read as 4)")
        #expect(line("value", of: letter) == "256")
    }

    @Test func anUnknownContentIsReadAsTheStagesOwn() {
        let letter = changed(UInt8(9), at: 5)
        #expect(letter.problems == ["the batch contains content of type 9, which belongs to another stage"])
        #expect(line("content", of: letter) == "9 (unknown)")
        #expect(line("value", of: letter) == "256")
    }

    @Test func recordsOfAnUnknownKindAreDumped() {
        let letter = changed(UInt8(9), at: 6)
        #expect(letter.problems == ["the batch contains records of an unknown kind (9)"])
        #expect(line("kind", of: letter) == "9 (unknown)")
        #expect(letter.records.isEmpty)
        #expect(letter.undecoded.map(\.offset) == [84])
        #expect(letter.undecoded.map(\.count) == [values.count - 84])
    }

    @Test func textOfAnUnknownKindIsShown() {
        let body = Letters.sealed(Letters.forge(Letters.transferText, UInt8(9), at: 6))
        let letter = LetterBody.describe(body, stage: .transform)
        #expect(letter.problems == ["the batch contains records of an unknown kind (9)"])
        #expect(letter.columns?.count == 9)
        #expect(letter.records.count == 1)
    }

    @Test func aHeaderThatIsCutIsShownAsFarAsItReaches() {
        let letter = LetterBody.describe(Array(values.prefix(30)), stage: .load)
        #expect(letter.problems == ["the batch is truncated"])
        #expect(letter.header.entries.map(\.name).suffix(2) == ["source", "sequence"])
        #expect(
            letter.lines.suffix(2) == [
                "could not be decoded: 2 bytes from offset 28",
                "  0000001c  00 00                                            ..",
            ])
    }

    @Test func recordsThatAreCutAreShownAsFarAsTheyReach() {
        let letter = LetterBody.describe(Array(values.prefix(132)), stage: .load)
        #expect(
            letter.problems == [
                "the batch is truncated", "the records extend beyond the end of the batch",
                "offset 132, in token_address of record 1: the batch is truncated",
            ])
        #expect(line("payload_bytes", of: letter) == "167 (68 follow)")
        #expect(letter.records.map { $0.entries.map(\.name) } == [["block_number", "log_index", "transaction_hash"]])
        #expect(letter.undecoded.isEmpty)
    }

    @Test func aFieldThatMakesNoSenseEndsTheRecordsAndNotTheRejects() {
        let letter = changed(UInt8(0x7F), at: 175)
        let problem = "offset 175, in block_timestamp of record 1: the batch is malformed: a time is out of range"
        #expect(letter.problems == [problem])
        #expect(letter.records.map(\.entries.count) == [7])
        #expect(letter.rejects.count == 1)
        #expect(letter.undecoded.map(\.offset) == [175])
        #expect(letter.undecoded.map(\.count) == [215 - 175])
    }

    @Test func codesThatMakeNoSenseEndTheRecordsAndNotTheRejects() {
        let letter = changed(UInt8(0xFF), at: 84)
        let problem = "offset 84, in the codes of record 1: the batch is malformed: a field has an unknown code"
        #expect(letter.problems == [problem])
        #expect(letter.records.isEmpty)
        #expect(letter.rejects.count == 1)
        #expect(letter.undecoded.map(\.offset) == [84])
        #expect(letter.undecoded.map(\.count) == [215 - 84])
    }

    @Test func aRejectThatMakesNoSenseIsDumped() {
        let letter = changed(UInt8(99), at: 219)
        #expect(
            letter.problems == ["offset 215, in the rejects: the batch is malformed: a reject has an unknown reason"])
        #expect(letter.records.count == 1)
        #expect(
            letter.lines.suffix(2) == [
                "could not be decoded: 16 bytes from offset 215",
                "  000000d7  00 00 00 01 63 00 00 00 00 06 6c 69 6e 65 20 30  ....c.....line 0",
            ])
    }

    @Test func numbersThatContradictOneAnotherAreSaid() {
        #expect(changed(UInt32(3), at: 64).problems.first == "the record counts contradict each other")
        #expect(changed(UInt32(2), at: 68).problems == ["the record counts contradict each other"])
        #expect(
            changed(UInt64(0), at: 32).problems == ["the batch is malformed: a number of the header is out of range"])
    }

    @Test func aLengthThatIsWrongEndsTheTexts() {
        let text = Letters.raw(.tokens, columns: ["address", "name"], [("abc", nil), ("defg", nil)])
        // The length of the first text changes from 3 to 2: its token goes beyond its end.
        let letter = LetterBody.describe(Letters.sealed(Letters.forge(text, UInt8(8), at: 95)), stage: .transform)
        #expect(
            letter.problems == [
                "offset 95, at record 1: the batch is malformed: a text is longer than its stated length"
            ])
        #expect(letter.records.isEmpty)
        #expect(
            letter.undecoded.map(\.shown) == [[8, 0, 0, 2] + Array("abc".utf8) + [16, 0, 0, 3] + Array("defg".utf8)])
    }

    @Test func textsBeforeTheWrongOneAreShown() {
        let text = Letters.raw(.tokens, columns: ["address", "name"], [("abc", nil), ("defg", nil)])
        let letter = LetterBody.describe(Letters.sealed(Letters.forge(text, UInt8(9), at: 103)), stage: .transform)
        #expect(letter.problems.count == 1)
        #expect(letter.records.count == 1)
        #expect(letter.undecoded.map(\.shown) == [[16, 9, 0, 3] + Array("defg".utf8)])
    }

    @Test func whatATransformerRefusesAsWellIsSaid() {
        let body = Letters.sealed(Letters.forge(Letters.tokenText, UInt8(7), at: 64))
        #expect(
            LetterBody.describe(body, stage: .transform).problems == ["the source's format is unknown to this program"])
        let text = Letters.raw(.tokens, columns: ["symbol"], [("x", nil)])
        #expect(
            LetterBody.describe(text, stage: .transform).problems
                == ["the header has no column address, which tokens require"])
    }

    @Test func aLetterInTheQueueOfAnotherStageIsShownAsWhatItIs() throws {
        let text = LetterBody.describe(Letters.tokenText, stage: .load)
        #expect(text.problems == ["the batch contains content of type 1, which belongs to another stage"])
        #expect(text.records.count == 2)
        let batch = LetterBody.describe(values, stage: .extract)
        #expect(batch.problems == ["the body is a batch, not an extract job"])
        #expect(batch.records.count == 1)
        let job = LetterBody.describe(try Letters.job(), stage: .load)
        #expect(job.problems == ["the body is JSON, which the stage load does not read"])
        #expect(job.job != nil)
    }

    @Test func aJobThatAnExtractorRefusesSaysWhy() throws {
        #expect(
            LetterBody.describe(try Letters.job(version: 7), stage: .extract).problems
                == ["the extract job has version 7"])
        #expect(
            LetterBody.describe(Array("[]".utf8), stage: .extract).problems == ["the message is not an extract job"])
        #expect(
            LetterBody.describe(Array("{".utf8), stage: .extract).problems
                == ["the body is not JSON, or is too large for an extract job"])
    }

    @Test func anEmptyBodyIsSaidToBeEmpty() {
        for stage in Stage.allCases {
            #expect(LetterBody.describe([], stage: stage).lines == ["unknown, 0 bytes", "problem: the body is empty"])
        }
    }

    @Test func longTextsAndStretchesAreCut() {
        let text = Letters.raw(.tokens, columns: ["address"], [(String(repeating: "ä", count: 2000), nil)])
        let letter = LetterBody.describe(text, stage: .transform)
        #expect(line("text", of: letter) == String(repeating: "ä", count: 1024) + "… (4,000 bytes)")
        let strange = LetterBody.describe([UInt8](repeating: 0, count: 2000), stage: .load)
        #expect(strange.lines.last == "  and 1,488 more bytes")
    }
}
