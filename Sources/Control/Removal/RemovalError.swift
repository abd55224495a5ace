package import ETLModels
package import Ledger

/// The reason for which a source is not removed.
package enum RemovalError: Error, Sendable, Hashable {
    case refused(RemovalPlan.Refusal)
    /// Records of other sources would be lost, and nobody has accepted that.
    case losses
    /// The source, or what is read again for it, is no longer as it was shown.
    case changed
    /// Somebody has submitted the source while it was removed: what of it is left stays, and is loaded again.
    case submittedAgain(SourceID)
}

extension RemovalError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .refused(.loadedByEarlierVersion(let batches)):
            """
            an earlier version loaded \(batches) of its batches, and did not record which rows came from them: it cannot be removed
            """
        case .refused(.mayHideEarlierTokens(let batches)):
            """
            it may have taken the place of tokens in \(batches) batches that an earlier version loaded. These could not be brought back: \
            it cannot be removed
            """
        case .refused(.bulkPhase(let kind)):
            "\(kind.name) has no key in its bulk phase: end that first with `etl bulk finish`"
        case .changed: "it would now do something else than was shown; nothing is changed"
        case .losses: "records of other sources would be lost; nothing is changed"
        case .submittedAgain(let id):
            "somebody has submitted \(id) while it was removed: it is loaded again. To remove it, repeat the command"
        }
    }
}
