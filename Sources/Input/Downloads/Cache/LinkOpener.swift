internal import SourceDescriptions
internal import SourceReading

/// Opens links, and reads from the cache what it has of them.
struct LinkOpener: Sendable {
    let downloader: Downloader
    let cache: DownloadCache?
    /// Whether links that are not yet in the cache are kept there.
    var isKeeping = false

    /// Requests a file. So the server permits every reading, and tells the version that it has now.
    func open(_ location: SourceLink) throws(SourceError) -> any SourceFile {
        guard let cache else { return try RemoteFile(location, by: downloader) }
        var found = cache.copy(of: location.name)
        let file = try RemoteFile(location, by: downloader, known: found?.version)
        if let found, found.version == file.version { return CachedFile(file, found, in: cache) }
        // The cache replaces no copy that is open.
        found = nil
        guard isKeeping, let copy = cache.keep(location.name, file.version) else { return file }
        return CachedFile(file, copy, in: cache)
    }
}
