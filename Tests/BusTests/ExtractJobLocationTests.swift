import ETLModels
import Foundation
import RabbitMQ
import SourceDescriptions
import Testing

@testable import Bus

/// A job carries the link only where it needs it.
struct ExtractJobLocationTests {
    private let link = "https://h/a.csv?X-Amz-Signature=5ecret"

    private func job(_ uri: String, _ link: String?) -> ExtractJob {
        let description = SourceDescription(
            format: .csv, compression: .none, delimiter: 44, columns: ["address"], size: 10, modified: 7)
        return ExtractJob(
            id: SourceID(uri: uri, size: 10, modified: 7), uri: uri, location: link.flatMap { SourceLink($0) },
            kind: .tokens, description: description, batchRecords: 4,
            start: ExtractJob.Start(sequence: 0, record: 1, position: .start), submission: "1")
    }

    @Test func isRefusedAboveTheLimitOfItsQueue() throws {
        let description = SourceDescription(
            format: .csv, compression: .none, delimiter: 44, columns: Array(repeating: "c", count: 20_000), size: 10,
            modified: 7)
        let job = ExtractJob(
            id: SourceID(uri: "/a.csv", size: 10, modified: 7), uri: "/a.csv", kind: .tokens, description: description,
            batchRecords: 4, start: ExtractJob.Start(sequence: 0, record: 1, position: .start))
        let error = #expect(throws: StageError.self) { try job.message() }
        #expect(error?.fault == .batch && error?.reason == "job-too-large")
        #expect(try self.job("/data/a.csv", nil).message().body.count < ExtractJob.maximumBytes)
    }

    @Test func travelsInTheBodyAlone() throws {
        let message = try job("https://h/a.csv", link).message()
        #expect(String(decoding: message.body, as: UTF8.self).contains("\"location\":\"\(link)\""))
        #expect(!"\(message.id) \(message.headers)".contains("5ecret"))
        #expect(try ExtractJob(message: message.body).location?.link == link)
    }

    @Test(arguments: ["/data/a.csv", "https://h/a.csv"]) func isLeftOutWhereTheNameIsAll(uri: String) throws {
        let body = try job(uri, WebAddress.isMeant(by: uri) ? uri : nil).message().body
        #expect(!String(decoding: body, as: UTF8.self).contains("location"))
        #expect(try ExtractJob(message: body).location == nil)
    }

    @Test(arguments: [
        ("https://h/b.csv", "https://h/a.csv?sig=1"), ("/data/a.csv", "https://h/a.csv?sig=1"),
        ("https://h/a.csv?sig=5ecret", nil), ("https://h/a.csv?etl-hash=0123456789abcdef", nil),
        ("https://h/a.csv?etl-hash=0123456789abcdef", "https://h/a.csv?x=5ecret"),
        ("https://h/a.csv", "https://h/a.csv?x=5ecret"),
        ("https://h/a.csv?x=5ecret&sig=5ecret", "https://h/a.csv?x=5ecret&sig=5ecret"),
        ("https://u:5ecret@h/a.csv", nil), ("http://h /a", nil),
    ])
    func mustBeWhatTheNameSays(uri: String, link: String?) throws {
        let body = try job(uri, link).message().body
        let error = #expect(throws: StageError.self) { try ExtractJob(message: body) }
        #expect(error?.fault == .batch && error?.description.contains("5ecret") == false)
    }

    @Test func keepsTheNameThatAnotherSettingGave() throws {
        let link = "https://h/a.csv?file=a&key=5ecret&X-Amz-Signature=5ecret"
        let name = try #require(SourceLink(link, showing: ["file"])?.name)
        let body = try job(name, link).message().body
        let read = try ExtractJob(message: body)
        #expect(name.hasPrefix("https://h/a.csv?file=a&etl-hash=") && read.uri == name && read.version == 4)
        #expect(read.location?.name == name && read.location?.link == link)
        // The job of the next slice is the same.
        #expect(try ExtractJob(message: read.message().body).uri == name)
    }

    /// Older versions name what they do not know as a secret, and put no location into a job whose name is the link.
    @Test(arguments: [2, 3], [nil, "https://h/a.csv?key=5ecret&X-Amz-Signature=5ecret"])
    func readsJobsOfOlderVersionsUnderANameWithoutSecrets(version: Int, link: String?) throws {
        let name = "https://h/a.csv?key=5ecret"
        var document = try #require(
            try JSONSerialization.jsonObject(with: Data(try job("https://h/a.csv", nil).message().body))
                as? [String: Any])
        document["version"] = version
        document["uri"] = name
        document["location"] = link
        let read = try ExtractJob(message: [UInt8](JSONSerialization.data(withJSONObject: document)))
        #expect(read.uri == SourceLink(name)?.name && !read.uri.contains("5ecret"))
        #expect(read.location?.link == link ?? name && read.location?.name == read.uri)
        let next = try read.message()
        #expect(!"\(next.id) \(next.headers)".contains("5ecret"))
        #expect(try ExtractJob(message: next.body).uri == read.uri)
    }
}
