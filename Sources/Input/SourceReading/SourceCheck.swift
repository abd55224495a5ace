package import SourceDescriptions

/// Whether a source is undamaged.
package enum SourceCheck: Sendable, Hashable {
    /// It is undamaged, or its damage is undetectable.
    case passed
    /// The check was interrupted.
    case interrupted
    /// Part of it is damaged.
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
