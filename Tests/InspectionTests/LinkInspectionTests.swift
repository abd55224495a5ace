import Blocking
import Downloads
import TestData
import TestSupport
import Testing

@testable import Inspection

/// The inspection of a link to a compressed file.
struct LinkInspectionTests {
    @Test func downloadsALinkOnceForItsChecksumsAndItsRecords() async throws {
        var random = SeededGenerator(3)
        let lines = (0..<20_000).map { _ in "\(Exports.token),\(random.next()),\(random.next())\n" }
        let file = FileServer.File(Gzip.member(Array(("address,symbol,name\n" + lines.joined()).utf8)))
        let folder = try ExportFolder()
        try await FileServer.with {
            file.answer($0)
        } _: { server in
            let link = server.origin + "/tokens.csv.gz?sig=5ecret"
            let places = SourcePlaces(cache: DownloadCache(bytes: 1 << 30, directory: folder.path))
            let limits = RecordChecker.Limits(checked: nil, records: 5)
            let found = await blockingCall {
                FileInspection(of: link, FileInspection.Request(places: places, limits: limits))
            }
            #expect(found.isSound && found.sources.first?.check.passed == 20_000)
            // The beginning twice: for the header, and with the first reading of the whole file.
            #expect(server.sentBytes <= file.bytes.count + (64 << 10) + 1)
            #expect(file.bytes.count > 300_000)
        }
    }
}
