import GraphQL

/// Pages of lists.
extension TokenSchema {
    /// The arguments of every connection.
    static let paging = [
        InputDefinition(
            "first", "Int", description: "The most items from the start of the list; 100 without `first` and `last`."),
        InputDefinition("after", "String", description: "The cursor before the first item."),
        InputDefinition("last", "Int", description: "The most items from the end of the list; not with `first`."),
        InputDefinition("before", "String", description: "The cursor after the last item."),
    ]

    /// The arguments of every connection of transfers.
    static let transferArguments =
        paging + [
            InputDefinition("where", "TokenTransferFilter", description: "Conditions that each transfer meets."),
            InputDefinition(
                "orderBy", "TokenTransferOrder!", description: "What the order is by.", defaultValue: "blockNumber"),
            orderDirection("desc"),
        ]

    static func orderDirection(_ standard: String) -> InputDefinition {
        InputDefinition("orderDirection", "OrderDirection!", description: "The direction.", defaultValue: standard)
    }

    static func connection(_ name: String, of node: String) -> TypeDefinition {
        .object(
            ObjectDefinition(
                name, description: "A page of a list.",
                fields: [
                    FieldDefinition("nodes", TypeReference("[\(node)!]!"), description: "The items of the page."),
                    FieldDefinition(
                        "edges", TypeReference("[\(node)Edge!]!"), description: "The items with their cursors."),
                    FieldDefinition("pageInfo", "PageInfo!", description: "How to go on."),
                    FieldDefinition(
                        "totalCount", "Count!", description: "The items of all pages, counted up to a bound."),
                ]))
    }

    static func edge(_ name: String, of node: String) -> TypeDefinition {
        .object(
            ObjectDefinition(
                name, description: "An item with its place in the list.",
                fields: [
                    FieldDefinition("cursor", "String!", description: "The place, for `after` and `before`."),
                    FieldDefinition("node", TypeReference("\(node)!"), description: "The item."),
                ]))
    }

    static let pageInfo = ObjectDefinition(
        "PageInfo", description: "The place of a page in its list.",
        fields: [
            FieldDefinition("startCursor", "String", description: "The cursor of the first item; null if none is."),
            FieldDefinition("endCursor", "String", description: "The cursor of the last item; null if none is."),
            FieldDefinition("hasNextPage", "Boolean!", description: "Whether items follow the page."),
            FieldDefinition("hasPreviousPage", "Boolean!", description: "Whether items precede the page."),
        ])

    static let count = ObjectDefinition(
        "Count", description: "A number that is counted up to a bound.",
        fields: [
            FieldDefinition("value", "Int!", description: "The number, or the bound if there are more."),
            FieldDefinition("isExact", "Boolean!", description: "Whether the value is the number."),
        ])
}
