import DisplayText
import Foundation
import GraphQL
import ServiceSettings

/// The documents of a folder, by the names of their files without `.graphql`.
struct PersistedDocuments: Sendable {
    /// The most bytes of all documents.
    private static let limit = 16 << 20

    private var byName: [ExactText: ValidDocument] = [:]
    private var byText: [ExactText: ValidDocument] = [:]

    init() {}

    /// Reads and validates all documents of a folder.
    ///
    /// - Throws: an error that names the file and what is wrong with it.
    init(folder: String, _ validate: (String) throws(RequestFailure) -> ValidDocument) throws(SettingsError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw SettingsError("cannot read \(SettingKey.documents.environmentName), the folder \(folder)")
        }
        var bytes = 0
        for name in names where name.hasSuffix(".graphql") {
            let file = "\(folder)/\(name)"
            guard let data = FileManager.default.contents(atPath: file),
                let text = String(validating: data, as: UTF8.self)
            else { throw SettingsError("cannot read \(file) as UTF-8") }
            bytes += data.count
            guard bytes <= Self.limit else {
                throw SettingsError("the documents in \(folder) have more than \(Self.limit) bytes")
            }
            let stem = String(name.dropLast(".graphql".count))
            do throws(RequestFailure) {
                let document = try validate(text)
                byName[ExactText(stem)] = document
                byText[ExactText(text)] = document
            } catch {
                let first = error.errors.first
                let place = first?.locations.first.map { ", line \($0.line), column \($0.column)" } ?? ""
                throw SettingsError("\(file)\(place): \(first?.message.printable ?? "not a valid document")")
            }
        }
    }

    /// The document of a name.
    subscript(name: String) -> ValidDocument? { byName[ExactText(name)] }

    /// The document of exactly this text.
    func document(of text: String) -> ValidDocument? { byText[ExactText(text)] }
}
