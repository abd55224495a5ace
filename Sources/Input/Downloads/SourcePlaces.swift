package import SourceDescriptions
package import SourceReading

/// The allowed places of sources: files below the roots, and links.
package struct SourcePlaces: SourceOpener {
    private let roots: SourceRoots
    private var links: LinkOpener
    private let harmless: Set<String>
    /// Opens what nodes serve; nil where no node is known.
    private let nodes: (any NodeOpener)?
    /// How the rows of ranges of blocks are verified.
    private var verification: RangeVerification?

    /// - Parameters:
    ///   - roots: the allowed directories of files.
    ///   - urls: the allowed prefixes of links.
    ///   - authorities: a file with certificates that verify servers (PEM); nil for those of the system.
    ///   - harmless: the parameters that names of links show; in any letter case.
    ///   - cache: where downloads are kept that are read again; nil for nowhere.
    ///   - nodes: opens what nodes serve.
    ///   - observer: called for every failed attempt before its retry, on the reading thread.
    package init(
        roots: SourceRoots = .everywhere, urls: SourceURLs = .everywhere, authorities: String? = nil,
        harmless: [String] = [], policy: DownloadPolicy = .service(), cache: DownloadCache? = nil,
        nodes: (any NodeOpener)? = nil,
        observer: @escaping @Sendable (DownloadRetry) -> Void = { _ in }
    ) {
        self.roots = roots
        self.nodes = nodes
        self.harmless = Set(harmless.map { $0.lowercased() })
        let downloader = Downloader(urls: urls, authorities: authorities, policy: policy, observer: observer)
        links = LinkOpener(downloader: downloader, cache: cache)
    }

    package func open(_ uri: String) throws(SourceError) -> any SourceFile {
        if ChainSource.isMeant(by: uri) {
            guard let nodes else { throw SourceError(uri, .node(.unknown)) }
            return try nodes.open(uri, verifying: verification)
        }
        guard WebAddress.isMeant(by: uri) else { return try roots.open(uri) }
        guard let location = SourceLink(uri) else { throw SourceError("https://…", .malformedLink) }
        return try links.open(location)
    }

    /// The link that a text is, with the name that its source has; nil for files and invalid links.
    package func link(_ text: String) -> SourceLink? { SourceLink(text, showing: harmless) }

    /// The same places, but links are kept while they are read: for the first of several readings. Other readings use what
    /// is kept.
    package var keepingDownloads: SourcePlaces {
        var places = self
        places.links.isKeeping = true
        return places
    }

    /// Removes what is kept of a source that nobody will read again.
    package func forget(_ uri: String) { links.cache?.forget(uri) }

    /// The opener of a source by its name, if the link is known.
    ///
    /// - Parameter location: the link; nil if only the name is known.
    package func opener(for location: SourceLink?) -> any SourceOpener {
        location.map { NamedLinkOpener(location: $0, links: links) } ?? self
    }

    /// The same places, but the rows of ranges of blocks are verified.
    package func verifying(_ verification: RangeVerification?) -> SourcePlaces {
        var places = self
        places.verification = verification
        return places
    }

    /// Ends all waiting for servers soon, because the process is stopping. Bytes that still arrive are read.
    package func stop() {
        links.downloader.stop.raise()
        nodes?.stop()
    }
}

/// Opens the target of a link, only under the link's name.
private struct NamedLinkOpener: SourceOpener {
    let location: SourceLink
    let links: LinkOpener

    func open(_ uri: String) throws(SourceError) -> any SourceFile {
        guard uri == location.name else { throw SourceError(uri, .contentChanged) }
        return try links.open(location)
    }
}
