import Blocking
import Foundation
import SourceDescriptions
import SourceReading
import Synchronization
import SystemPackage
import TestData
import TestSupport
import Testing

@testable import Downloads

/// A link that is read several times is transferred once, if it can be kept.
@Suite(.timeLimit(.minutes(1))) struct DownloadCacheTests {
    private let bytes = Content.one

    @Test func transfersAKeptLinkOnce() async throws {
        let folder = try CacheFolder()
        let file = FileServer.File(bytes)
        try await FileServer.with {
            file.answer($0)
        } _: { (server: FileServer) async throws in
            let link = server.origin + "/a.gz?sig=5ecret"
            let places = folder.places(bytes: bytes.count)
            for reading in [places.keepingDownloads, places, places] {
                #expect(try await content(of: link, by: reading) == bytes)
            }
            // The server permits every reading, and tells the version.
            #expect(
                server.requests.map(\.headers["range"]) == [
                    "bytes=0-65535", "bytes=65536-", "bytes=0-0", "bytes=0-0",
                ])
            #expect(server.sentBytes <= bytes.count + 2)
            #expect(folder.unkept.isEmpty)
            #expect(try folder.names().isEmpty)
        }
    }

    @Test func keepsOnlyWhatIsAskedFor() async throws {
        let folder = try CacheFolder()
        let file = FileServer.File(bytes)
        try await FileServer.with {
            file.answer($0)
        } _: { (server: FileServer) async throws in
            let places = folder.places(bytes: bytes.count)
            for _ in 0..<2 { #expect(try await content(of: server.origin + "/a.gz", by: places) == bytes) }
            let ranges = server.requests.map(\.headers["range"])
            #expect(ranges == ["bytes=0-65535", "bytes=65536-", "bytes=0-65535", "bytes=65536-"])
        }
    }

    @Test(arguments: [true, false]) func readsFromAnyPlaceOfAPartlyKeptLink(hasRanges: Bool) async throws {
        let folder = try CacheFolder()
        var file = FileServer.File(bytes)
        file.hasRanges = hasRanges
        try await FileServer.with { [file] in
            file.answer($0)
        } _: { (server: FileServer) async throws in
            let places = folder.places(bytes: bytes.count)
            let link = server.origin + "/a.gz"
            try await blockingCall { [bytes] in
                var random = SeededGenerator(7)
                var buffer = [UInt8](repeating: 0, count: 400_000)
                #expect(try places.keepingDownloads.open(link).read(at: 0, into: &buffer, 0..<400_000) == 400_000)
                let opened = try places.open(link)
                for _ in 0..<30 {
                    let start = Int.random(in: 0...bytes.count, using: &random)
                    let most = Int.random(in: 1...300_000, using: &random)
                    let count = try opened.read(at: UInt64(start), into: &buffer, 0..<most)
                    #expect(count == min(most, bytes.count - start))
                    #expect(Array(buffer[..<count]) == Array(bytes[start..<start + count]))
                }
            }
        }
    }

    @Test func goesOnWhereAnInterruptedReadingEnded() async throws {
        let folder = try CacheFolder()
        let file = FileServer.File(bytes)
        try await FileServer.with {
            file.answer($0)
        } _: { (server: FileServer) async throws in
            let places = folder.places(bytes: bytes.count).keepingDownloads
            let link = server.origin + "/a.gz"
            try await blockingCall {
                var buffer = [UInt8](repeating: 0, count: 65_536)
                _ = try places.open(link).read(at: 0, into: &buffer, 0..<65_536)
            }
            #expect(try await content(of: link, by: places) == bytes)
            #expect(server.sentBytes <= bytes.count + 1)
        }
    }

    @Test func readsAnotherVersionFromTheServer() async throws {
        let folder = try CacheFolder()
        var (old, new) = (FileServer.File(bytes), FileServer.File(Content.other))
        (old.tag, new.tag) = ("\"one\"", "\"two\"")
        let isNew = Atomic(false)
        try await FileServer.with { [old, new] in
            (isNew.load(ordering: .relaxed) ? new : old).answer($0)
        } _: { (server: FileServer) async throws in
            let places = folder.places(bytes: bytes.count)
            let link = server.origin + "/a.gz"
            #expect(try await content(of: link, by: places.keepingDownloads) == bytes)
            isNew.store(true, ordering: .relaxed)
            #expect(try await content(of: link, by: places) == Content.other)
            #expect(try await content(of: link, by: places.keepingDownloads) == Content.other)
            let asked = server.requests.count
            #expect(try await content(of: link, by: places) == Content.other)
            #expect(server.requests.dropFirst(asked).map(\.headers["range"]) == ["bytes=0-0"])
        }
    }

    @Test func refusesAnExpiredLinkToAKeptFile() async throws {
        let folder = try CacheFolder()
        let file = FileServer.File(bytes)
        try await FileServer.with { request in
            request.uri.hasSuffix("=old") ? FileServer.Answer(status: 403) : file.answer(request)
        } _: { (server: FileServer) async throws in
            let places = folder.places(bytes: bytes.count)
            let link = server.origin + "/a.gz?sig="
            #expect(try await content(of: link + "new", by: places.keepingDownloads) == bytes)
            let reason = try await blockingCall { try failure { _ = try places.open(link + "old") } }
            #expect(reason == .notServed(status: 403))
        }
    }

    @Test func readersOfOneLinkDoNotTakeTurnsWithRequests() async throws {
        let folder = try CacheFolder()
        let file = FileServer.File(bytes)
        try await FileServer.with {
            file.answer($0)
        } _: { (server: FileServer) async throws in
            let places = folder.places(bytes: bytes.count).keepingDownloads
            let link = server.origin + "/a.gz"
            try await blockingCall { [bytes] in
                let (first, second) = (try places.open(link), try places.open(link))
                var (one, two) = ([UInt8](), [UInt8]())
                var buffer = [UInt8](repeating: 0, count: 10_000)
                for start in stride(from: 0, to: bytes.count, by: buffer.count) {
                    for isFirst in start % 20_000 == 0 ? [true, false] : [false, true] {
                        let reader = isFirst ? first : second
                        let count = try reader.read(at: UInt64(start), into: &buffer, 0..<buffer.count)
                        if isFirst { one += buffer[..<count] } else { two += buffer[..<count] }
                    }
                }
                #expect(one == bytes && two == bytes)
            }
            #expect(server.requests.count <= 4)
        }
    }

    @Test func linksAtTheSameTimeDoNotMix() async throws {
        let folder = try CacheFolder()
        let files = (0..<4).map { number in
            var random = SeededGenerator(UInt64(number) + 10)
            return FileServer.File(random.bytes(900_000 + number))
        }
        try await FileServer.with { request in
            files[Int(request.uri.dropFirst()) ?? 0].answer(request)
        } _: { (server: FileServer) async throws in
            let places = folder.places(bytes: 10_000_000)
            try await withThrowingTaskGroup { group in
                for (number, file) in files.enumerated() {
                    group.addTask {
                        for reading in [places.keepingDownloads, places] {
                            let found = try await content(of: server.origin + "/\(number)", by: reading)
                            #expect(found == file.bytes)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let size = files.reduce(0) { $0 + $1.bytes.count }
            #expect(server.sentBytes <= size + files.count)
        }
    }
}

/// A directory for copies, and the links that a cache did not keep.
final class CacheFolder: Sendable {
    private let path: String
    private let noted = Mutex<[UnkeptDownload]>([])

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/cache-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var unkept: [UnkeptDownload] { noted.withLock { $0 } }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path) }

    func cache(bytes: Int, below name: String = "", idleLimit: Duration = .seconds(1800)) -> DownloadCache? {
        DownloadCache(bytes: bytes, directory: path + name, idleLimit: idleLimit) { unkept in
            self.noted.withLock { $0.append(unkept) }
        }
    }

    func places(bytes: Int, below name: String = "", idleLimit: Duration = .seconds(1800)) -> SourcePlaces {
        SourcePlaces(policy: .short, cache: cache(bytes: bytes, below: name, idleLimit: idleLimit))
    }
}
