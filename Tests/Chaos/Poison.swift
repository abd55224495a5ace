import Pipeline

/// A message that a stage must give up, and why.
struct Poison: Sendable, Hashable {
    let stage: Stage
    let id: String
    let reason: String
}
