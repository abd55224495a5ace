package import SourceDescriptions
package import SourceReading

/// All places where sources are: files below the roots, and what is downloaded.
package struct SourcePlaces: SourceOpener {
    private let roots: SourceRoots
    private let downloader: Downloader

    /// - Parameters:
    ///   - roots: where files may be.
    ///   - urls: where links may lead.
    ///   - authorities: a file with the certificates by which servers are verified (PEM); nil for those of the system.
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

/// Opens what a link leads to, under the name of the link and no other.
private struct LinkOpener: SourceOpener {
    let location: SourceLink
    let downloader: Downloader

    func open(_ uri: String) throws(SourceError) -> any SourceFile {
        guard uri == location.name else { throw SourceError(uri, .contentChanged) }
        return try RemoteFile(location, by: downloader)
    }
}
