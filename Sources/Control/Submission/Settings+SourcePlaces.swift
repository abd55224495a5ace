package import Downloads
package import NodeReading
package import ServiceSettings
package import SourceDescriptions
import SourceReading

extension Settings {
    /// Everything that the operator can access: callers of `etl` need no further permission.
    package func sourcePlaces() throws(SettingsError) -> SourcePlaces {
        SourcePlaces(
            authorities: try sourceAuthorities(), harmless: words(.harmlessParameters) ?? [],
            policy: .interactive(
                beginning: .seconds(
                    try integer(
                        .sourceTimeout, default: Int(DownloadPolicy.usualBeginning.components.seconds), in: 1...86_400))
            ),
            cache: DownloadCache(bytes: try sourceCacheBytes(default: DownloadCache.usualBytes)),
            nodes: try nodes())
    }

    /// The places of files and links that the settings allow, as those of an extractor do; nil if they name none.
    ///
    /// Each reading should have places of its own: they can be stopped, and then wait for no server.
    ///
    /// - Parameter withNodes: whether what the named nodes serve is allowed, too.
    package func allowedPlaces(withNodes: Bool = false) throws(SettingsError) -> SourcePlaces? {
        let (roots, urls) = (list(.sourceRoots), words(.sourceURLs))
        guard roots != nil || urls != nil else { return nil }
        let timeout = Int(DownloadPolicy.usualBeginning.components.seconds)
        let known: Nodes? = try withNodes ? nodes() : nil
        return SourcePlaces(
            roots: try Self.places(.sourceRoots, option: "--source-root") { try SourceRoots(roots ?? []) },
            urls: try Self.places(.sourceURLs, option: "--source-url") { try SourceURLs(urls ?? []) },
            authorities: try sourceAuthorities(), harmless: words(.harmlessParameters) ?? [],
            policy: .interactive(
                beginning: .seconds(try integer(.sourceTimeout, default: timeout, in: 1...86_400))), nodes: known)
    }

    /// The places of what the ledger has already: those of ``allowedPlaces(withNodes:)``, or ``sourcePlaces()`` if the settings name none.
    package func ledgerPlaces() throws(SettingsError) -> SourcePlaces {
        if let allowed = try allowedPlaces(withNodes: true) { return allowed }
        return try sourcePlaces()
    }

    /// How the rows of ranges of blocks are verified.
    package func rangeVerification() throws(SettingsError) -> RangeVerification? {
        guard let text = string(.nodeVerify), text != "none" else { return nil }
        guard let verification = RangeVerification(rawValue: text) else {
            throw SettingsError(
                "\(SettingKey.nodeVerify.environmentName) is “\(text)”, but must be receipts, second or none")
        }
        return verification
    }

    /// The nodes that the settings name.
    ///
    /// - Parameter observer: called for what is noticed of them.
    package func nodes(
        observer: @escaping @Sendable (NodeNotice) -> Void = { _ in }
    ) throws(SettingsError) -> Nodes {
        let (entries, authorities) = (try nodeEntries(), try sourceAuthorities())
        do throws(NodeListError) {
            return Nodes(try NodeList(entries), authorities: authorities, observer: observer)
        } catch {
            throw SettingsError("\(SettingKey.nodes.environmentName): \(error)")
        }
    }
}
