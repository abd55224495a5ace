import Bus
import ETLModels
import Foundation
import RabbitMQ
import SourceDescriptions
import Testing

@Suite struct QueueTests {
    @Test func theNamesOfTheQueuesAreThoseOthersDependOn() {
        #expect(
            Stage.queues.map(\.name) == [
                "etl.extract", "etl.extract.dead", "etl.extract.waiting", "etl.transform", "etl.transform.dead",
                "etl.load", "etl.load.dead",
            ])
    }

    @Test func workQueuesAreBoundedAndEndInTheirDeadLetterQueue() {
        for stage in Stage.allCases {
            let work = Stage.queues.first { $0.name == stage.workQueue }
            #expect(work?.maxLengthBytes == 128 << 20)
            #expect(work?.deliveryLimit == 1000)
            #expect(work?.deadLetterQueue == stage.deadLetterQueue)
            let dead = Stage.queues.first { $0.name == stage.deadLetterQueue }
            #expect(dead?.maxLengthBytes == 1 << 30)
            #expect(dead?.deliveryLimit == Queue.unlimitedDeliveries)
            #expect(dead?.deadLetterQueue == nil)
        }
    }

    @Test func aBatchIsDescribedInItsHeaders() {
        let id = BatchID(source: SourceID(words: (1, 2)), sequence: 7)
        let message = Message(batch: [1, 2, 3], id: id, kind: .tokenTransfers, records: 1000, isLast: false)
        #expect(message.id == "00000000-0000-0001-0000-000000000002/7")
        #expect(message.body == [1, 2, 3])
        #expect(
            message.headers == [
                "etl-kind": .string("token_transfers"),
                "etl-source": .string("00000000-0000-0001-0000-000000000002"),
                "etl-sequence": .integer(7), "etl-records": .integer(1000), "etl-last": .integer(0),
            ])
        let named = Message(
            batch: [], id: id, kind: .tokens, records: 0, isLast: true, uri: String(repeating: "x", count: 60_000))
        #expect(named.headers["etl-uri"] == .string(String(repeating: "x", count: 4096)))
    }
}

@Suite struct ExtractJobTests {
    private let description = SourceDescription(
        format: .csv, compression: .gzip, delimiter: UInt8(ascii: ","), columns: ["address", "näme", "a\"b"],
        size: 1 << 40, modified: 1_700_000_000_123_456_789)

    private func job(
        start: ExtractJob.Start = .init(sequence: 3, record: 3001, position: SourcePosition(stored: 99, skipped: 7))
    ) -> ExtractJob {
        ExtractJob(
            id: SourceID(words: (0xAB, 0xCD)), uri: "/data/ä b.csv.gz", kind: .tokens, description: description,
            batchRecords: 1000, start: start)
    }

    @Test func aJobComesBackAsItWas() throws {
        let job = job()
        let message = try job.message()
        #expect(message.id == "00000000-0000-00ab-0000-0000000000cd/3")
        #expect(message.headers["etl-uri"] == .string("/data/ä b.csv.gz"))
        #expect(message.headers["etl-sequence"] == .integer(3))
        let found = try ExtractJob(message: message.body)
        #expect(found == job)
        #expect(found.sourceID == SourceID(words: (0xAB, 0xCD)))
        #expect(found.kind == .tokens)
        #expect(found.start.position == SourcePosition(stored: 99, skipped: 7))
        #expect(try found.message() == message)
    }

    @Test func theChainOfTheDatabaseComesBackInAJobThatOlderProgramsRefuse() throws {
        let start = ExtractJob.Start(sequence: 0, record: 1, position: .start)
        func job(_ chain: ChainID) -> ExtractJob {
            ExtractJob(
                id: SourceID(words: (1, 1)), uri: "/a.csv", kind: .tokens, description: description, batchRecords: 1,
                chain: chain, start: start)
        }
        let polygon = try #require(ChainID(137))
        let found = try ExtractJob(message: try job(polygon).message().body)
        #expect(found.chain == polygon)
        #expect(found.version == 3)
        let plain = try ExtractJob(message: try job(.ethereum).message().body)
        #expect(plain.chain == .ethereum)
        #expect(plain.version == 1)
        for number in [0, UInt64(Int64.max) + 1] {
            let body = try changed { $0["chainID"] = number }
            #expect(refusal(of: body)?.reason == "malformed")
        }
    }

    @Test func aLongPathDoesNotMakeLongHeaders() throws {
        let job = ExtractJob(
            id: SourceID(words: (1, 1)), uri: "/" + String(repeating: "e\u{301}\u{302}", count: 10_000), kind: .tokens,
            description: description, batchRecords: 1, start: .init(sequence: 0, record: 1, position: .start))
        guard case .string(let uri)? = try job.message().headers["etl-uri"] else {
            Issue.record("no header")
            return
        }
        #expect(uri.utf8.count <= 4096)
    }

    /// The job as JSON, with a field changed.
    private func changed(_ change: (inout [String: Any]) throws -> Void) throws -> [UInt8] {
        let body = try job().message().body
        var fields = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        try change(&fields)
        return [UInt8](try JSONSerialization.data(withJSONObject: fields))
    }

    private func refusal(of body: [UInt8]) -> StageError? {
        do throws(StageError) {
            _ = try ExtractJob(message: body)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "00000000000080008000000000000001", "00000000-0000-8000-8000-000000000001" + String(repeating: "-", count: 300),
        "00000000-0000-8000-8000-00000000000A",
    ])
    func aSourceInAnotherSpellingIsTheMessagesFault(source: String) throws {
        let error = try #require(refusal(of: try changed { $0["source"] = source }))
        #expect(error.fault == .batch && error.reason == "malformed")
    }

    @Test func aNewerJobIsRefusedByItsVersionWhateverItsForm() throws {
        for body in [try changed { $0["version"] = 7 }, Array(#"{"version":7,"files":["a"]}"#.utf8)] {
            let error = try #require(refusal(of: body))
            #expect(error.fault == .batch && error.reason == "unsupported-version")
            #expect(error.description.contains("7"))
        }
    }

    @Test func renamesTravelInAVersionThatOlderProgramsRefuse() throws {
        let renames = [ColumnRename(name: "TX=\"x\"", column: "address"), ColumnRename(name: "n", column: "name")]
        let description = SourceDescription(
            format: .ndjson, compression: .none, delimiter: 0, columns: ["TX=\"x\"", "n"], renames: renames, size: 1,
            modified: 1)
        let job = ExtractJob(
            id: SourceID(words: (1, 1)), uri: "/a", kind: .tokens, description: description, batchRecords: 1,
            start: .init(sequence: 0, record: 1, position: .start))
        let body = try job.message().body
        #expect(String(decoding: body, as: UTF8.self).contains("\"version\":3"))
        let found = try ExtractJob(message: body).description
        #expect(found.renames == renames)
        #expect(found.layout.names == ["address", "name"])
        #expect(try ExtractJob(message: try self.job().message().body).description.renames.isEmpty)
    }

    @Test(arguments: ["", "{}", "null", "[]", "\u{0}\u{1}", #"{"version":1}"#, #"{"version":"x"}"#])
    func whatIsNoJobIsTheMessagesFault(text: String) throws {
        let error = try #require(refusal(of: Array(text.utf8)))
        #expect(error.fault == .batch && error.reason == "not-a-job")
    }

    @Test func whatWouldBringTheProgramDownIsRefused() throws {
        func start(_ sequence: UInt64, _ record: UInt64, _ stored: UInt64) -> [String: Any] {
            ["sequence": sequence, "record": record, "position": ["stored": stored, "skipped": 0]]
        }
        let bodies = [
            try changed { $0["batchRecords"] = 0 }, try changed { $0["batchRecords"] = -1 },
            try changed { $0["batchRecords"] = Int.max }, try changed { $0["source"] = "x" },
            try changed { $0["kindName"] = "blocks" }, try changed { $0["start"] = start(0, 0, 0) },
            try changed { $0["start"] = start(UInt64(UInt32.max), 1, 0) },
            try changed { $0["start"] = start(0, UInt64.max, 0) },
            try changed { $0["start"] = start(0, 1, UInt64.max) },
            try changed { $0["submission"] = String(repeating: "x", count: 256) },
            try changed { $0["uri"] = String(repeating: "/x", count: 2049) },
        ]
        for (number, body) in bodies.enumerated() {
            let error = try #require(refusal(of: body), "job \(number)")
            #expect(error.fault == .batch && error.reason == "malformed", "job \(number)")
        }
    }

    @Test func noDamagedByteBringsTheProgramDown() throws {
        let body = try job().message().body
        for place in body.indices {
            var damaged = body
            damaged[place] ^= 0x40
            if let error = refusal(of: damaged) { #expect(error.fault == .batch) }
        }
    }
}
