import Downloads
import Logging
import ServiceLogging
import ServiceSettings
import SourceReading

extension Settings {
    /// The allowed places of sources. With roots and without URLs, the extractor downloads nothing.
    ///
    /// - Parameters:
    ///   - roots: the directories of the command line.
    ///   - urls: the link prefixes of the command line.
    ///   - observer: called for every retry of a download.
    func sourcePlaces(
        roots: [String], urls: [String], observer: @escaping @Sendable (DownloadRetry) -> Void
    ) throws(SettingsError) -> SourcePlaces {
        let roots = roots.isEmpty ? list(.sourceRoots) : roots
        let urls = urls.isEmpty ? words(.sourceURLs) : urls
        return SourcePlaces(
            roots: try Self.sourceRoots(roots), urls: try Self.sourceURLs(urls, besides: roots),
            authorities: try sourceAuthorities(), observer: observer)
    }

    private static func sourceRoots(_ paths: [String]?) throws(SettingsError) -> SourceRoots {
        guard let paths else { return .everywhere }
        do throws(SourceRootError) {
            return try SourceRoots(paths)
        } catch {
            throw SettingsError("\(error) (--source-root, \(SettingKey.sourceRoots.environmentName))")
        }
    }

    private static func sourceURLs(_ prefixes: [String]?, besides roots: [String]?) throws(SettingsError) -> SourceURLs
    {
        guard let prefixes else { return roots == nil ? .everywhere : .nowhere }
        do throws(SourceURLError) {
            return try SourceURLs(prefixes)
        } catch {
            throw SettingsError("\(error) (--source-url, \(SettingKey.sourceURLs.environmentName))")
        }
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
