import Downloads
import Logging
import NodeReading
import ServiceLogging
import ServiceSettings
import SourceReading

extension Settings {
    /// The allowed places of sources. With roots and without URLs, the extractor downloads nothing.
    ///
    /// - Parameters:
    ///   - roots: the directories of the command line.
    ///   - urls: the link prefixes of the command line.
    ///   - logger: told of links that are downloaded twice.
    ///   - nodeObserver: called for what is noticed of nodes.
    ///   - observer: called for every retry of a download.
    func sourcePlaces(
        roots: [String], urls: [String], logger: Logger,
        nodeObserver: @escaping @Sendable (NodeNotice) -> Void = { _ in },
        observer: @escaping @Sendable (DownloadRetry) -> Void
    ) throws(SettingsError) -> SourcePlaces {
        let roots = roots.isEmpty ? list(.sourceRoots) : roots
        let urls = urls.isEmpty ? words(.sourceURLs) : urls
        return SourcePlaces(
            roots: try Self.sourceRoots(roots), urls: try Self.sourceURLs(urls, besides: roots),
            authorities: try sourceAuthorities(),
            policy: try downloadPolicy(),
            cache: try downloadCache(logger), nodes: try nodes(nodeObserver),
            observer: observer)
    }

    /// The timeouts and the retries of downloads.
    func downloadPolicy() throws(SettingsError) -> DownloadPolicy {
        let stall = try integer(
            .sourceRequestSeconds, default: Int(DownloadPolicy.usualStall.components.seconds), in: 1...600)
        let rate = try integer(.sourceLeastRate, default: DownloadPolicy.usualRate, in: 0...(1 << 40))
        return .service(leastRate: rate, stallTimeout: .seconds(stall))
    }

    private func nodes(_ observer: @escaping @Sendable (NodeNotice) -> Void) throws(SettingsError) -> Nodes? {
        let (entries, authorities) = (try nodeEntries(), try sourceAuthorities())
        guard !entries.isEmpty else { return nil }
        do throws(NodeListError) {
            return Nodes(try NodeList(entries), authorities: authorities, observer: observer)
        } catch {
            throw SettingsError("\(SettingKey.nodes.environmentName): \(error)")
        }
    }

    private func downloadCache(_ logger: Logger) throws(SettingsError) -> DownloadCache? {
        DownloadCache(bytes: try sourceCacheBytes(default: DownloadCache.usualBytes)) { unkept in
            logger.notice(
                "A link is downloaded twice",
                metadata: [LogKey.source: "\(unkept.source)", LogKey.error: "\(unkept.reason)"])
        }
    }

    private static func sourceRoots(_ paths: [String]?) throws(SettingsError) -> SourceRoots {
        guard let paths else { return .everywhere }
        return try places(.sourceRoots, option: "--source-root") { try SourceRoots(paths) }
    }

    private static func sourceURLs(_ prefixes: [String]?, besides roots: [String]?) throws(SettingsError) -> SourceURLs
    {
        guard let prefixes else { return roots == nil ? .everywhere : .nowhere }
        return try places(.sourceURLs, option: "--source-url") { try SourceURLs(prefixes) }
    }
}

extension DownloadRetry {
    /// Its metadata for the log.
    var metadata: Logger.Metadata {
        [
            LogKey.source: "\(source)", LogKey.error: "\(reason)",
            LogKey.seconds: .stringConvertible(pause.components.seconds),
        ]
    }
}
