import Blocking
import NIOHTTP1
import SourceDescriptions
import SourceReading
import SystemPackage
import TestSupport
import Testing

@testable import Downloads

/// What cannot be kept is downloaded again, and what nobody needs is removed.
@Suite(.timeLimit(.minutes(1))) struct CacheLimitTests {
    private let bytes = Content.one

    /// Serves one content below every path.
    private func serving(_ body: (FileServer) async throws -> Void) async throws {
        let file = FileServer.File(bytes)
        try await FileServer.with {
            file.answer($0)
        } _: {
            try await body($0)
        }
    }

    /// Keeps a link, or tries to.
    private func keep(_ link: String, _ places: SourcePlaces) async throws {
        #expect(try await content(of: link, by: places.keepingDownloads) == bytes)
    }

    /// Whether reading a link requests no more than one byte.
    private func isKept(_ link: String, _ places: SourcePlaces, _ server: FileServer) async throws -> Bool {
        let asked = server.requests.count
        #expect(try await content(of: link, by: places) == bytes)
        return server.requests.dropFirst(asked).map(\.headers["range"]) == ["bytes=0-0"]
    }

    @Test(arguments: [0, 1_199_999]) func keepsNoLinkBeyondTheLimit(limit: Int) async throws {
        let folder = try CacheFolder()
        try await serving { (server: FileServer) async throws in
            let (link, places) = (server.origin + "/a.gz", folder.places(bytes: limit))
            try await keep(link, places)
            #expect(try await isKept(link, places, server) == false)
            #expect(folder.unkept.map(\.source) == (limit == 0 ? [] : [link]))
            #expect(folder.unkept.allSatisfy { $0.reason.contains("larger than the cache, 1199999 bytes") })
        }
    }

    @Test func removesTheLeastRecentlyUsedLinksForAnother() async throws {
        let folder = try CacheFolder()
        try await serving { (server: FileServer) async throws in
            let places = folder.places(bytes: 2 * bytes.count)
            let links = ["/a", "/b", "/c"].map { server.origin + $0 }
            try await keep(links[0], places)
            try await keep(links[1], places)
            #expect(try await isKept(links[0], places, server))
            try await keep(links[2], places)
            #expect(try await isKept(links[0], places, server))
            #expect(try await isKept(links[2], places, server))
            #expect(try await isKept(links[1], places, server) == false)
            #expect(folder.unkept.isEmpty)
        }
    }

    @Test func removesNoLinkThatIsOpen() async throws {
        let folder = try CacheFolder()
        try await serving { (server: FileServer) async throws in
            let places = folder.places(bytes: bytes.count)
            let links = ["/a", "/b"].map { server.origin + $0 }
            try await keep(links[0], places)
            let opened = try await blockingCall { try places.open(links[0]) }
            try await keep(links[1], places)
            places.forget(links[0])
            #expect(folder.unkept.map(\.source) == [links[1]])
            #expect(folder.unkept.first?.reason.contains("downloads in use") == true)
            #expect(try await isKept(links[0], places, server))
            #expect(try await blockingCall { try opened.content() } == bytes)
        }
    }

    @Test func keepsAtMost64Links() async throws {
        let folder = try CacheFolder()
        let cache = try #require(folder.cache(bytes: 1 << 30))
        let version = try #require(FileVersion(size: 1, ["ETag": "\"a\""]))
        for number in 0...64 { _ = cache.keep("\(number)", version) }
        #expect((0...64).filter { cache.copy(of: "\($0)") == nil } == [0])
    }

    @Test func forgetsAFinishedSource() async throws {
        let folder = try CacheFolder()
        try await serving { (server: FileServer) async throws in
            let (link, places) = (server.origin + "/a", folder.places(bytes: bytes.count))
            try await keep(link + "?token=5ecret", places)
            #expect(try await isKept(link, places, server))
            places.forget(link)
            #expect(try await isKept(link, places, server) == false)
        }
    }

    @Test func removesALinkThatNobodyHasUsedForLong() async throws {
        let folder = try CacheFolder()
        let cache = try #require(folder.cache(bytes: 10, idleLimit: .milliseconds(20)))
        let version = try #require(FileVersion(size: 1, ["ETag": "\"a\""]))
        var list = CopyList()
        list.add(try DownloadCopy(of: version, below: "/tmp"), of: "a")
        list.removeUnused(since: .now - .seconds(60))
        #expect(!list.isEmpty)
        list.removeUnused(since: .now)
        #expect(list.isEmpty)
        // By itself, too.
        weak let copy = cache.keep("a", version)
        while copy != nil { try await Task.sleep(for: .milliseconds(10)) }
    }

    @Test func readsOnWhenTheDiskIsFull() async throws {
        let folder = try CacheFolder()
        try await serving { (server: FileServer) async throws in
            let cache = try #require(folder.cache(bytes: bytes.count))
            let link = server.origin + "/a"
            let location = try #require(SourceLink(link))
            let downloader = Downloader(urls: .everywhere, authorities: nil, policy: .short) { _ in }
            try await blockingCall { [bytes] in
                let remote = try RemoteFile(location, by: downloader)
                let full = try FileDescriptor.open("/dev/full", .readWrite)
                let file = CachedFile(remote, DownloadCopy(of: remote.version, in: full), in: cache)
                #expect(try file.content() == bytes)
                #expect(try file.content() == bytes)
            }
            #expect(folder.unkept.count == 1)
            #expect(folder.unkept.first?.reason.contains("No space left on device") == true)
        }
    }

    @Test func tellsOnceThatNothingCanBeKept() async throws {
        let folder = try CacheFolder()
        try await serving { (server: FileServer) async throws in
            let places = folder.places(bytes: bytes.count, below: "/missing")
            for path in ["/a", "/b"] {
                try await keep(server.origin + path, places)
                #expect(try await isKept(server.origin + path, places, server) == false)
            }
            #expect(folder.unkept.map(\.source) == [server.origin + "/a"])
            #expect(folder.unkept.first?.reason.contains("/missing: No such file or directory") == true)
        }
    }

    @Test func keepsNoLinkThatWouldTakeMoreThanHalfOfTheDisk() throws {
        let version = try #require(FileVersion(size: 1 << 62, ["ETag": "\"a\""]))
        #expect(throws: Errno.noSpace) { try DownloadCopy(of: version, below: "/tmp") }
    }
}
