/// The settings of the service `graphql`.
extension SettingKey {
    /// The address and port of the endpoint: `127.0.0.1:8080`.
    package static let listen: SettingKey = "graphql.listen"
    /// The most connections to the database that answer requests.
    package static let connections: SettingKey = "graphql.connections"
    /// The most requests that wait for a connection.
    package static let queue: SettingKey = "graphql.queue"
    /// The seconds that the database may spend on a request.
    package static let timeout: SettingKey = "graphql.timeout"
    /// The origins of pages that may ask, separated by spaces or commas, or `*` for all.
    package static let allowOrigin: SettingKey = "graphql.allow.origin"
    /// The folder with the files of the page.
    package static let page: SettingKey = "graphql.page"
    /// `on` or `off`: whether clients may ask for the schema.
    package static let introspection: SettingKey = "graphql.introspection"
    /// The folder with persisted documents.
    package static let documents: SettingKey = "graphql.documents"
    /// `on` or `off`: whether only persisted documents are answered.
    package static let documentsOnly = SettingKey(
        "graphql.persisted.only", environment: "graphql.documents.only")
    /// The most levels of fields.
    package static let maxDepth: SettingKey = "graphql.max.depth"
    /// The most fields with an alias.
    package static let maxAliases: SettingKey = "graphql.max.aliases"
    /// The most tokens of a document.
    package static let maxTokens: SettingKey = "graphql.max.tokens"
    /// The most fields of the query type.
    package static let maxRootFields: SettingKey = "graphql.max.root.fields"
    /// The most rows that a request asks for.
    package static let maxRows: SettingKey = "graphql.max.rows"
    /// The most items of a page of a list.
    package static let maxPage: SettingKey = "graphql.max.page"
    /// The most bytes of a request's body.
    package static let maxBodyBytes: SettingKey = "graphql.max.body.bytes"
    /// The most levels of the values of variables.
    package static let maxVariableDepth: SettingKey = "graphql.max.variable.depth"
}
