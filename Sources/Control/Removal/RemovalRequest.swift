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

    package init(
        _ source: SourcePrefix, in servers: ServerRequest, isDryRun: Bool = false, acceptsLosses: Bool = false
    ) {
        self.source = source
        self.servers = servers
        self.isDryRun = isDryRun
        self.acceptsLosses = acceptsLosses
    }
}
