package import Downloads
package import Progress
package import ServerAccess

/// A source to take out, with its rows.
package struct RemovalRequest: Sendable {
    package let source: SourcePrefix
    package let servers: ServerRequest
    /// Whether only to tell what would happen.
    package let isDryRun: Bool
    /// Whether to go on if records of other sources are lost by that.
    package let acceptsLosses: Bool
    /// What somebody was shown of it: anything else is not done. Nil to do whatever it is.
    package let expecting: RemovalForecast?
    /// Where the files that have to be read again may be; nil for all that the process can access.
    package let places: SourcePlaces?

    package init(
        _ source: SourcePrefix, in servers: ServerRequest, isDryRun: Bool = false, acceptsLosses: Bool = false,
        expecting: RemovalForecast? = nil, places: SourcePlaces? = nil
    ) {
        self.source = source
        self.servers = servers
        self.isDryRun = isDryRun
        self.acceptsLosses = acceptsLosses
        self.expecting = expecting
        self.places = places
    }
}
