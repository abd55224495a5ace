import Blocking
import SourceReading
import Synchronization
import TestData

@testable import Downloads

extension DownloadPolicy {
    /// A policy for servers that fail on purpose.
    static let short = DownloadPolicy(
        connectTimeout: .seconds(5), stallTimeout: .milliseconds(300), attempts: 4, firstPause: .milliseconds(2),
        longestPause: .milliseconds(10), afterStop: .milliseconds(100))
}

/// Random bytes, in which no two places are alike.
enum Content {
    static let one = random(1)
    static let other = random(2)

    private static func random(_ seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed)
        return random.bytes(1_200_000)
    }
}

extension SourceFile {
    /// The content from an offset to the end, read in pieces.
    func content(from start: Int = 0, piece: Int = 100_000) throws -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: piece)
        while true {
            let count = try read(at: UInt64(start + content.count), into: &buffer, 0..<piece)
            if count == 0 { return content }
            content += buffer[..<count]
        }
    }
}

/// The retries of a download.
final class Retries: Sendable {
    private let noted = Mutex<[DownloadRetry]>([])

    var all: [DownloadRetry] { noted.withLock { $0 } }

    func places(
        _ policy: DownloadPolicy = .short, urls: SourceURLs = .everywhere, authorities: String? = nil
    ) -> SourcePlaces {
        SourcePlaces(urls: urls, authorities: authorities, policy: policy) { retry in
            self.noted.withLock { $0.append(retry) }
        }
    }
}

/// The reason for which a source cannot be opened or read.
func failure(_ body: () throws -> Void) throws -> SourceError.Reason? {
    do {
        try body()
        return nil
    } catch let error as SourceError {
        return error.reason
    }
}

/// The content behind a link.
func content(of link: String, by places: SourcePlaces = SourcePlaces()) async throws -> [UInt8] {
    try await blockingCall { try places.open(link).content() }
}
