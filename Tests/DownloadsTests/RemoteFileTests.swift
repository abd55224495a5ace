import Blocking
import ETLModels
import SourceDescriptions
import SourceReading
import TestData
import TestSupport
import Testing

@testable import Downloads

/// A remote file is read unchanged, with as few requests as possible.
@Suite(.timeLimit(.minutes(1))) struct RemoteFileTests {
    private let bytes = Content.one

    @Test func readsOnInOneRequestBehindTheBeginning() async throws {
        let file = FileServer.File(bytes)
        try await FileServer.with {
            file.answer($0)
        } _: { server in
            let link = server.origin + "/exports/a.csv"
            let found = try await content(of: link)
            #expect(found == bytes)
            let ranges = server.requests.map(\.headers["range"])
            #expect(ranges == ["bytes=0-65535", "bytes=65536-"])
            #expect(server.requests.map(\.headers["if-match"]) == [nil, "\"one\""])
            #expect(server.requests.allSatisfy { $0.headers["accept-encoding"] == "identity" })
        }
    }

    @Test(arguments: [0, 1, 65_535, 65_536]) func asksOnceForASmallFile(size: Int) async throws {
        let small = Array(bytes.prefix(size))
        let file = FileServer.File(small)
        try await FileServer.with {
            file.answer($0)
        } _: { server in
            let link = server.origin + "/a.csv"
            let content = try await blockingCall { try SourcePlaces().open(link).content(piece: 5000) }
            #expect(content == small)
            // A server cannot answer a request for the first bytes of an empty file.
            #expect(server.requests.count == (size == 0 ? 2 : 1))
        }
    }

    @Test(arguments: [true, false]) func readsFromAnyPlace(hasRanges: Bool) async throws {
        var file = FileServer.File(bytes)
        file.hasRanges = hasRanges
        try await FileServer.with { [file] in
            file.answer($0)
        } _: { server in
            let link = server.origin + "/a.csv"
            try await blockingCall { [bytes] in
                let opened = try SourcePlaces().open(link)
                var random = SeededGenerator(7)
                for _ in 0..<20 {
                    let start = Int.random(in: 0...bytes.count, using: &random)
                    var buffer = [UInt8](repeating: 0, count: Int.random(in: 1...300_000, using: &random))
                    let count = try opened.read(at: UInt64(start), into: &buffer, 0..<buffer.count)
                    #expect(count == min(buffer.count, bytes.count - start))
                    #expect(Array(buffer[..<count]) == Array(bytes[start..<start + count]))
                }
                var none = [0 as UInt8]
                #expect(try opened.read(at: .max, into: &none, 0..<1) == 0)
            }
        }
    }

    @Test func readsAllInOneRequestOfAServerWithoutRanges() async throws {
        var file = FileServer.File(bytes)
        file.hasRanges = false
        try await FileServer.with { [file] in
            file.answer($0)
        } _: { server in
            let link = server.origin + "/a.csv"
            let found = try await content(of: link)
            #expect(found == bytes)
            #expect(server.requests.count == 1)
        }
    }

    @Test func holdsUpAServerThatIsFasterThanTheReader() async throws {
        let file = FileServer.File([UInt8](repeating: 7, count: 32 << 20))
        try await FileServer.with {
            file.answer($0)
        } _: { server in
            let link = server.origin + "/a.csv"
            let opened = try await blockingCall {
                let opened = try SourcePlaces().open(link)
                var buffer = [UInt8](repeating: 0, count: 1)
                _ = try opened.read(at: 300_000, into: &buffer, 0..<1)
                return opened
            }
            try await Task.sleep(for: .milliseconds(500))
            // The socket buffers of both sides are out of our control.
            #expect(server.sentBytes < 20 << 20)
            #expect(try await blockingCall { try opened.content(piece: 1 << 20).count } == 32 << 20)
        }
    }

    @Test func knowsAFileByItsSizeTagAndTime() async throws {
        func modified(tag: String?, written: String?) async throws -> Int64 {
            var file = FileServer.File([1, 2, 3])
            (file.tag, file.written) = (tag, written)
            return try await FileServer.with { [file] in
                file.answer($0)
            } _: { server in
                let link = server.origin + "/a.csv"
                return try await blockingCall { try SourcePlaces().open(link).modified }
            }
        }
        let time = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(try await modified(tag: nil, written: time) == 784_111_777_000_000_000)
        #expect(try await modified(tag: "W/\"a\"", written: time) == 784_111_777_000_000_000)
        let first = try await modified(tag: "\"a\"", written: time)
        let second = try await modified(tag: "\"b\"", written: time)
        #expect(first != second && first / 1_000_000_000 == 784_111_777 && second / 1_000_000_000 == 784_111_777)
        #expect(try await modified(tag: "\"a\"", written: nil) == (try await modified(tag: "\"a\"", written: nil)))
        #expect(try await modified(tag: "\"a\"", written: nil) != (try await modified(tag: "\"b\"", written: nil)))
    }

    @Test func theFingerprintIsOfTheTagAndTheBeginningAndCostsNoRequest() async throws {
        func fingerprint(tag: String?, changing place: Int? = nil) async throws -> SourceFingerprint {
            var bytes = Content.one
            if let place { bytes[place] ^= 1 }
            var file = FileServer.File(bytes)
            (file.tag, file.written) = (tag, "Sun, 06 Nov 1994 08:49:37 GMT")
            return try await FileServer.with { [file] in
                file.answer($0)
            } _: { server in
                let link = server.origin + "/a.csv"
                let found = try await blockingCall { try SourcePlaces().open(link).fingerprint() }
                #expect(server.requests.count == 1)
                return found
            }
        }
        let strong = try await fingerprint(tag: "\"a\"")
        let weak = try await fingerprint(tag: "W/\"a\"")
        #expect(try await fingerprint(tag: "\"a\"") == strong)
        #expect(try await fingerprint(tag: "\"b\"") != strong)
        #expect(try await fingerprint(tag: "\"a\"", changing: 65_535) != strong)
        #expect(try await fingerprint(tag: "W/\"b\"") == weak && weak != strong)
        #expect(try await fingerprint(tag: nil) == weak)
        #expect(try await fingerprint(tag: nil, changing: 0) != weak)
        #expect(try await fingerprint(tag: nil, changing: 65_536) == weak)
    }

    @Test func readsRecordsAsFromAFile() async throws {
        let text = "address,symbol\n" + (0..<60_000).map { "0x\($0),symbol \($0)\n" }.joined()
        let file = FileServer.File(Gzip.member(Array(text.utf8)))
        try await FileServer.with {
            file.answer($0)
        } _: { server in
            let link = server.origin + "/tokens.csv.gz?X-Amz-Signature=5ecret"
            try await blockingCall {
                let location = try #require(SourceLink(link))
                let opener = SourcePlaces().opener(for: location)
                let source = try SourceDescription.inspect(path: location.name, opener: opener)
                #expect(source.columns == ["address", "symbol"] && source.compression == .gzip)
                #expect(try SourceCheck.verify(path: location.name, opener: opener, source: source) == .passed)
                var reader = try SourceReader(
                    path: location.name, opener: opener, source: source, limits: BatchLimits(records: 1000))
                var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: BatchLimits(records: 1000))
                var count = 0
                while let cut = try reader.nextBatch(into: &builder) {
                    count += cut.recordCount
                    _ = builder.finish(
                        id: BatchID(source: SourceID(uri: "", size: 0, modified: 0), sequence: 0), firstRecord: 1,
                        sourceBytes: cut.sourceBytes, isLast: cut.isLast)
                }
                #expect(count == 60_000)
            }
            #expect(server.requests.allSatisfy { $0.uri.hasSuffix("?X-Amz-Signature=5ecret") })
        }
    }
}
