import GraphQL
import GraphQLOverHTTP
import TableIndexes
import TokenGraph

/// Why a request is refused before the database is asked.
enum RequestRefusal: Error {
    case errors([GraphQLError])
    case fault(HTTPFault)
}

/// Turns requests into plans.
struct QueryCompiler: Sendable {
    let schema: Schema
    private let settings: QuerySettings
    private let cache = DocumentCache()
    private let persisted: PersistedDocuments

    /// - Throws: an error of the settings if a persisted document is not valid.
    init(_ settings: QuerySettings) throws {
        let schema = try TokenSchema.schema()
        self.schema = schema
        self.settings = settings
        guard let folder = settings.documents else {
            persisted = PersistedDocuments()
            return
        }
        persisted = try PersistedDocuments(folder: folder) { text throws(RequestFailure) in
            try Self.validated(text, schema, settings.documentLimits)
        }
    }

    /// Compiles a request. `record` receives what the log says of it.
    ///
    /// - Parameter isRead: whether the method of the request must not change anything.
    func plan(
        _ request: QueryRequest, isRead: Bool, indexes: Set<TableIndex>, record: inout QueryRecord
    ) throws(RequestRefusal) -> Plan {
        record.documentID = request.documentID
        let valid = try document(request, isRead: isRead, &record)
        let operation = try refusing { () throws(GraphQLError) in
            try valid.document.operation(named: request.operationName)
        }
        record.operation = operation.name
        let variables = try variables(request, operation)
        let plan = try refusing { () throws(GraphQLError) in
            let selection = try schema.fields(of: operation, variables: variables)
            try requireIntrospection(selection, operation)
            return try Plan(selection, of: operation, indexes: indexes, limits: settings.requestLimits)
        }
        record.rows = plan.rows
        return plan
    }

    private func document(
        _ request: QueryRequest, isRead: Bool, _ record: inout QueryRecord
    ) throws(RequestRefusal) -> ValidDocument {
        let known = try known(request)
        if let known {
            record.documentHash = known.hash
            return known
        }
        let text = request.query ?? ""
        record.documentHash = Self.hash(text)
        let document: ValidDocument
        do throws(RequestFailure) {
            document = try Self.validated(text, schema, settings.documentLimits) { parsed in
                isRead ? Self.changes(parsed, request.operationName) : nil
            }
        } catch {
            guard let first = error.errors.first, first.code == .methodNotAllowed else {
                throw .errors(error.errors)
            }
            throw .fault(.methodNotAllowed(first.message, allow: "POST"))
        }
        cache.keep(document, of: text)
        return document
    }

    /// The document of a request if it is persisted, or valid as others have shown; nil if it must be validated.
    private func known(_ request: QueryRequest) throws(RequestRefusal) -> ValidDocument? {
        if let name = request.documentID {
            if let document = persisted[name] { return document }
            throw .errors([
                GraphQLError("The service has no persisted document of this name.", code: .documentNotFound)
            ])
        }
        let text = request.query ?? ""
        guard settings.documentsOnly else { return cache[text] }
        if let document = persisted.document(of: text) { return document }
        throw .errors([GraphQLError("The service answers persisted documents only.", code: .documentNotPersisted)])
    }

    private func variables(_ request: QueryRequest, _ operation: Operation) throws(RequestRefusal) -> Variables {
        do throws(RequestFailure) {
            return try schema.variables(request.variables, of: operation)
        } catch {
            throw .errors(error.errors)
        }
    }

    private func requireIntrospection(
        _ selection: RequestedSelection, _ operation: Operation
    ) throws(GraphQLError) {
        guard !settings.introspection, let field = selection.fields.first(where: { $0.kind == .introspection }) else {
            return
        }
        throw GraphQLError(
            "Introspection is switched off.", locations: [operation.location(of: field)],
            path: [.name(field.responseName)], code: .introspectionDisabled)
    }

    /// A method that only reads must not run an operation that changes something, valid or not.
    private static func changes(_ document: Document, _ operation: String?) -> GraphQLError? {
        guard let operation = try? document.operation(named: operation), operation.kind != .query else { return nil }
        return GraphQLError("A GET request can only have queries.", code: .methodNotAllowed)
    }

    /// Parses and validates a text. `check` can refuse the parsed document first.
    private static func validated(
        _ text: String, _ schema: Schema, _ limits: DocumentLimits, check: (Document) -> GraphQLError? = { _ in nil }
    ) throws(RequestFailure) -> ValidDocument {
        let document: Document
        do throws(GraphQLError) {
            document = try Document.parse(text, limits: limits)
        } catch {
            throw RequestFailure([error])
        }
        if let error = check(document) { throw RequestFailure([error]) }
        let errors = schema.validate(document)
        guard errors.isEmpty else { throw RequestFailure(errors) }
        return ValidDocument(document: document, hash: hash(text))
    }

    private static func hash(_ text: String) -> String {
        var hash = Fingerprint()
        hash.add(text)
        return hash.hexadecimal
    }
}

extension ErrorCode {
    static let documentNotFound = ErrorCode(rawValue: "PERSISTED_DOCUMENT_NOT_FOUND")
    static let documentNotPersisted = ErrorCode(rawValue: "PERSISTED_DOCUMENTS_ONLY")
    static let introspectionDisabled = ErrorCode(rawValue: "INTROSPECTION_DISABLED")
}

/// Runs a step whose error refuses the request.
private func refusing<Value>(_ step: () throws(GraphQLError) -> Value) throws(RequestRefusal) -> Value {
    do throws(GraphQLError) {
        return try step()
    } catch {
        throw .errors([error])
    }
}
