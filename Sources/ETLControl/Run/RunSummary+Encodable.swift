/// The keys are part of the contract with other people's scripts: all are always there.
extension RunSummary: Encodable {
    private enum Key: String, CodingKey {
        case elapsedSeconds, sources
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(elapsedSeconds, forKey: .elapsedSeconds)
        try values.encode(sources, forKey: .sources)
    }
}

extension RunSummary.Source: Encodable {
    private enum Key: String, CodingKey {
        case uri, kind, sourceId, records, loaded, duplicates, rejected, repaired, skipped, dead, status, error
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(uri, forKey: .uri)
        try values.encode(kind, forKey: .kind)
        try values.encode(sourceId, forKey: .sourceId)
        try values.encode(records, forKey: .records)
        try values.encode(loaded, forKey: .loaded)
        try values.encode(duplicates, forKey: .duplicates)
        try values.encode(rejected, forKey: .rejected)
        try values.encode(repaired, forKey: .repaired)
        try values.encode(skipped, forKey: .skipped)
        try values.encode(dead, forKey: .dead)
        try values.encode(status, forKey: .status)
        try values.encode(error, forKey: .error)
    }
}
