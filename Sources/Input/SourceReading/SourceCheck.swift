package import SourceDescriptions

/// Whether a source is what was written.
package enum SourceCheck: Sendable, Hashable {
    /// It is, or nothing shows that it is not.
    case passed
    /// The reading was ended.
    case interrupted
    /// Part of it is not.
    case damaged(SourceDamage)

    /// Checks a whole source before its first batch is cut, where its format, or its compression, makes that possible.
    ///
    /// - Parameters:
    ///   - opener: where the file is.
    ///   - isWanted: called every few megabytes; false ends the reading.
    /// - Throws: ``SourceError`` when the file cannot be read.
    package static func verify(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, source: SourceDescription, isWanted: () -> Bool
    ) throws(SourceError) -> SourceCheck {
        try source.format.family.check(source, at: path, opener, isWanted: isWanted)
    }
}
