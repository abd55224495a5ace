package import SourceDescriptions

/// Whether a source is undamaged.
package enum SourceCheck: Sendable, Hashable {
    /// It is undamaged, or its damage is undetectable.
    case passed
    /// The check was paused. The same checker can go on.
    case interrupted
    /// Part of it is damaged.
    case damaged(SourceDamage)

    /// Checks a whole source at once.
    ///
    /// - Parameter opener: where the file is.
    /// - Throws: ``SourceError`` when the file cannot be read.
    package static func verify(
        path: String, opener: any SourceOpener = SourceRoots.everywhere, source: SourceDescription,
        watch: ReadingWatch = ReadingWatch()
    ) throws(SourceError) -> SourceCheck {
        var checker = try SourceChecker(path: path, opener: opener, source: source, watch: watch)
        return try checker.run()
    }
}

/// Checks a whole source before its first batch is cut, where its format, or its compression, makes that possible.
///
/// Takes about 2 MiB, and what the compression needs. Calls block in `read`. Not thread-safe.
package struct SourceChecker: ~Copyable {
    private var search: (any DamageSearch & ~Copyable)?

    /// Opens a source.
    ///
    /// - Parameters:
    ///   - opener: where the file is.
    ///   - watch: follows the check, and can pause it.
    package init(
        path: String, opener: any SourceOpener, source: SourceDescription, watch: ReadingWatch
    ) throws(SourceError) {
        search = try source.format.family.damageSearch(in: source, at: path, opener, watch)
    }

    /// Checks the rest of the source. After a pause, call it again.
    ///
    /// - Throws: ``SourceError`` when the file cannot be read.
    package mutating func run() throws(SourceError) -> SourceCheck {
        do throws(SourceError) {
            return try search?.run().map { .damaged($0) } ?? .passed
        } catch {
            if error.isPause { return .interrupted }
            throw error
        }
    }
}

/// A search for damage in a file, which can be paused.
protocol DamageSearch: ~Copyable {
    /// Reads on to the end, or to the first damage.
    ///
    /// - Returns: the damage; nil if there is none.
    /// - Throws: ``SourceError``, also for a pause, after which it can be called again.
    mutating func run() throws(SourceError) -> SourceDamage?
}
