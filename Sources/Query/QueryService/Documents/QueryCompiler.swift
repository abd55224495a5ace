import GraphQL
import GraphQLOverHTTP
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
    private let plans = PlanCache()
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
            try Self.valid(Self.parsed(text, settings.documentLimits), schema, hash: Self.hash(text))
        }
    }

    /// Compiles a request, unless it has come before. `record` receives what the log says of it.
    ///
    /// - Parameter isRead: whether the method of the request must not change anything. Plans never do.
    func plan(
        _ text: RequestText, isRead: Bool, _ database: DatabaseShape, record: inout QueryRecord
    ) throws(RequestRefusal) -> Plan {
        if let known = plans[text, database] {
            record = known.record
            return known.plan
        }
        let request = try parsed(text)
        record.documentID = request.documentID
        let valid = try document(request, isRead: isRead, &record)
        let operation = try refusing { () throws(GraphQLError) in
            try valid.document.operation(named: request.operationName)
        }
        record.operation = operation.name
        let variables = try refusing { () throws(RequestFailure) in
            try schema.variables(request.variables, of: operation)
        }
        let plan = try refusing { () throws(GraphQLError) in
            let selection = try schema.fields(of: operation, variables: variables)
            try requireIntrospection(selection, operation)
            return try Plan(
                selection, of: operation, indexes: database.indexes, isInBulkPhase: database.isInBulkPhase,
                limits: settings.requestLimits)
        }
        record.rows = plan.rows
        plans.keep(PlanCache.Entry(plan: plan, record: record), of: text, for: database)
        return plan
    }

    private func parsed(_ text: RequestText) throws(RequestRefusal) -> QueryRequest {
        do throws(HTTPFault) {
            return try text.parsed(nesting: settings.variableDepth)
        } catch {
            throw .fault(error)
        }
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
        let hash = Self.hash(text)
        record.documentHash = hash
        let parsed = try refusing { () throws(RequestFailure) in try Self.parsed(text, settings.documentLimits) }
        if isRead, Self.changes(parsed, request.operationName) {
            throw .fault(.methodNotAllowed("A GET request can only have queries.", allow: "POST"))
        }
        let document = try refusing { () throws(RequestFailure) in try Self.valid(parsed, schema, hash: hash) }
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

    /// Whether an operation, valid or not, would change something: a method that only reads must not run it.
    private static func changes(_ document: Document, _ operation: String?) -> Bool {
        guard let operation = try? document.operation(named: operation) else { return false }
        return operation.kind != .query
    }

    private static func parsed(_ text: String, _ limits: DocumentLimits) throws(RequestFailure) -> Document {
        do throws(GraphQLError) {
            return try Document.parse(text, limits: limits)
        } catch {
            throw RequestFailure([error])
        }
    }

    private static func valid(
        _ document: Document, _ schema: Schema, hash: String
    ) throws(RequestFailure) -> ValidDocument {
        let errors = schema.validate(document)
        guard errors.isEmpty else { throw RequestFailure(errors) }
        return ValidDocument(document: document, hash: hash)
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

/// Runs a step whose errors refuse the request.
private func refusing<Value>(_ step: () throws(RequestFailure) -> Value) throws(RequestRefusal) -> Value {
    do throws(RequestFailure) {
        return try step()
    } catch {
        throw .errors(error.errors)
    }
}

/// Runs a step whose error refuses the request.
private func refusing<Value>(_ step: () throws(GraphQLError) -> Value) throws(RequestRefusal) -> Value {
    do throws(GraphQLError) {
        return try step()
    } catch {
        throw .errors([error])
    }
}
