import Failpoints

/// All scenarios, in the order of their runs.
package enum Catalogue {
    package static let all: [Scenario] =
        stages + failpoints + pauses + broker + database + disk + network + poison + hostile + operators + refusals
        + replay + console + torn

    /// The scenarios with these names; all without names.
    package static func named(_ names: [String]) throws -> [Scenario] {
        guard !names.isEmpty else { return all }
        return try names.map { name in
            guard let scenario = all.first(where: { $0.name == name }) else {
                throw ChaosError(
                    "there is no scenario \(name): there are \(all.map(\.name).joined(separator: ", "))")
            }
            return scenario
        }
    }
}
