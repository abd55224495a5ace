package import SourceDescriptions
package import SourceReading

/// The allowed places of sources: files below the roots, and links.
package struct SourcePlaces: SourceOpener {
    private let roots: SourceRoots
    private let downloader: Downloader

    /// - Parameters:
    ///   - roots: the allowed directories of files.
    ///   - urls: the allowed prefixes of links.
    ///   - authorities: a file with certificates that verify servers (PEM); nil for those of the system.
    ///   - observer: called for every failed attempt before its retry, on the reading thread.
    package init(
        roots: SourceRoots = .everywhere, urls: SourceURLs = .everywhere, authorities: String? = nil,
        policy: DownloadPolicy = .service, observer: @escaping @Sendable (DownloadRetry) -> Void = { _ in }
    ) {
        self.roots = roots
        downloader = Downloader(urls: urls, authorities: authorities, policy: policy, observer: observer)
    }

    package func open(_ uri: String) throws(SourceError) -> any SourceFile {
        guard WebAddress.isMeant(by: uri) else { return try roots.open(uri) }
        guard let location = SourceLink(uri) else { throw SourceError("https://…", .malformedLink) }
        return try RemoteFile(location, by: downloader)
    }

    /// The opener of a source by its name, if the link is known.
    ///
    /// - Parameter location: the link; nil if only the name is known.
    package func opener(for location: SourceLink?) -> any SourceOpener {
        location.map { LinkOpener(location: $0, downloader: downloader) } ?? self
    }

    /// Ends all waiting for servers soon, because the process is stopping. Bytes that still arrive are read.
    package func stop() { downloader.stop.raise() }
}

/// Opens the target of a link, only under the link's name.
private struct LinkOpener: SourceOpener {
    let location: SourceLink
    let downloader: Downloader

    func open(_ uri: String) throws(SourceError) -> any SourceFile {
        guard uri == location.name else { throw SourceError(uri, .contentChanged) }
        return try RemoteFile(location, by: downloader)
    }
}
