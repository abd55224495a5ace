import Downloads
import Logging
import ServiceLogging
import ServiceSettings
import SourceReading

extension Settings {
    /// Where sources may be. Roots alone leave nothing to be downloaded, as they did before there were downloads.
    ///
    /// - Parameters:
    ///   - roots: what the command line says of files.
    ///   - urls: what it says of links.
    ///   - observer: told of downloads that are tried again.
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
    /// What a log line says of it.
    var metadata: Logger.Metadata {
        [
            LogKey.source: "\(source)", LogKey.error: "\(reason)",
            LogKey.seconds: .stringConvertible(pause.components.seconds),
        ]
    }
}
