public import ETLModels

/// Finds the fields of a record that is a JSON object.
///
/// A member without a column is ignored. A column without a member, or with `null`, is an empty field. Two members of one
/// column are a defect, for one of them would be ignored. Strings are returned without their quotes; those with escapes
/// are resolved.
public struct NDJSONFieldSplitter: FieldSplitter {
    private let names: MemberNames
    private let itemType: [UInt8]?
    /// Cryo's amounts, which may be hexadecimal.
    private let amounts: [Int]
    private var bounds: [FieldBounds]
    /// A bit for each of the first 64 columns that the record has had.
    private var seen: UInt64 = 0
    private var isDuplicate = false
    /// How often the record has its kind as its type, and how often another.
    private var types = (own: 0, other: 0)
    private var text: [UInt8] = []
    private var order: [Int] = []

    /// Makes room for the fields of a record.
    ///
    /// - Parameters:
    ///   - columns: the names of the members to read. A member may write its name in another letter case.
    ///   - renames: the columns among them that the source calls by other names.
    ///   - kind: the kind of the records, by which a column may have other names, too; nil to know none.
    ///   - skipsOthers: whether a record is skipped whose member `type` names another kind.
    public init(
        columns: [String], renames: [ColumnRename] = [], of kind: RecordKind? = nil, skipsOthers: Bool = false
    ) {
        names = MemberNames(columns, renames, of: kind)
        itemType = skipsOthers ? kind.map { Array($0.itemType.utf8) } : nil
        let fields = kind.map { Cryo.columns(columns, renames, of: $0) } ?? []
        amounts = Cryo.isNamed(columns, renames) ? Cryo.amounts(in: renames.applied(to: fields)) : []
        bounds = Array(repeating: Self.empty, count: columns.count)
    }

    private static let empty = FieldBounds(start: 0, end: 0, isResolved: false)
    private static let typeKey = Array("type".utf8)

    /// Where the fields are of the record that was split last.
    public var fields: Span<FieldBounds> {
        @_lifetime(borrow self)
        get { bounds.span }
    }

    /// The strings with escapes.
    public var resolved: RawSpan {
        @_lifetime(borrow self)
        get { text.span.bytes }
    }

    /// Finds the fields of a record.
    public mutating func split(_ record: RawSpan) -> RecordDefect? {
        for index in bounds.indices { bounds[index] = Self.empty }
        (seen, isDuplicate, types) = (0, false, (0, 0))
        var hasContainer = false
        if !text.isEmpty { text.removeAll(keepingCapacity: true) }
        var members = JSONMembers(record)
        var place = 0
        do throws(JSONDefect) {
            while let member = try members.next() {
                if !take(member, at: place, record) { hasContainer = true }
                noteType(member, record)
                place += 1
            }
        } catch {
            return .malformed
        }
        // An item of several types is one of each kind among them, and rejected by it.
        if types.own == 0, types.other > 0 { return .otherKind }
        if hasContainer { return .malformed }
        if isDuplicate || types.own + types.other > 1 { return .duplicateField }
        if !amounts.isEmpty { resolveAmounts(record) }
        return nil
    }
}

extension NDJSONFieldSplitter {
    /// Takes note of a member's value when it is a column's; false when it cannot be one.
    @inline(__always)
    private mutating func take(_ member: JSONMember, at place: Int, _ record: RawSpan) -> Bool {
        let column = column(of: member.key, at: place, record)
        guard column >= 0 else { return true }
        let bit = UInt64(1) << UInt64(column)
        if seen & bit != 0 { isDuplicate = true }
        seen |= bit
        switch member.type {
        case .null: bounds[column] = Self.empty
        case .container: return false
        case .string where member.value.hasEscapes:
            let first = text.count
            JSONEscapes.resolve(record, member.value.start..<member.value.end, into: &text)
            bounds[column] = FieldBounds(start: first, end: text.count, isResolved: true)
        case .string, .number, .bool:
            bounds[column] = FieldBounds(start: member.value.start, end: member.value.end, isResolved: false)
        }
        return true
    }

    /// The column of a key, −1 if there is none. Most records have their keys in the order of the previous record, so the
    /// name found at the same place is tried first.
    @inline(__always)
    private mutating func column(of key: JSONString, at place: Int, _ record: RawSpan) -> Int {
        if place < order.count {
            let guess = order[place]
            if guess >= 0, isKey(key, names.texts[guess], record) { return names.columns[guess] }
        }
        let name = name(of: key, record)
        if place < order.count {
            order[place] = name
        } else if place == order.count, place < 4 * bounds.count {
            order.append(name)
        }
        return name < 0 ? -1 : names.columns[name]
    }

    private func name(of key: JSONString, _ record: RawSpan) -> Int {
        if key.hasEscapes || isSurrounded(key, record) { return nameAsCompared(of: key, record) }
        if names.lacks(length: key.end - key.start) { return -1 }
        return names.texts.indices.first { isKey(key, names.texts[$0], record) }
            ?? names.texts.indices.first { isKeyInAnyCase(key, names.texts[$0], record) } ?? -1
    }

    /// Whether a key may have blanks, quotes or byte order marks around it: its first or its last byte is no letter, digit
    /// or underscore.
    @inline(__always)
    private func isSurrounded(_ key: JSONString, _ record: RawSpan) -> Bool {
        key.end > key.start
            && !(Self.isOfName(record.byte(at: key.start)) && Self.isOfName(record.byte(at: key.end - 1)))
    }

    @inline(__always)
    private static func isOfName(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
    }

    @inline(never)
    private func nameAsCompared(of key: JSONString, _ record: RawSpan) -> Int {
        var bytes: [UInt8] = []
        JSONEscapes.resolve(record, key.start..<key.end, into: &bytes)
        if let exact = names.texts.firstIndex(of: bytes) { return exact }
        let wanted = HeaderName.normalized(String(decoding: bytes, as: UTF8.self))
        return names.compared.firstIndex(of: wanted) ?? -1
    }

    @inline(never)
    private func isKeyInAnyCase(_ key: JSONString, _ name: [UInt8], _ record: RawSpan) -> Bool {
        guard key.end - key.start == name.count else { return false }
        for (index, byte) in name.enumerated()
        where HeaderName.lowercased(record.byte(at: key.start + index)) != HeaderName.lowercased(byte) { return false }
        return true
    }

    @inline(__always)
    private func isKey(_ key: JSONString, _ name: [UInt8], _ record: RawSpan) -> Bool {
        guard !key.hasEscapes else { return isEscapedKey(key, name, record) }
        guard key.end - key.start == name.count else { return false }
        return record.extracting(key.start..<key.end).isIdentical(to: name.span.bytes)
    }

    @inline(never)
    private func isEscapedKey(_ key: JSONString, _ name: [UInt8], _ record: RawSpan) -> Bool {
        var bytes: [UInt8] = []
        JSONEscapes.resolve(record, key.start..<key.end, into: &bytes)
        return bytes == name
    }

    /// Takes note of a member that says of which kind the record is. A type that is no text says nothing.
    @inline(__always)
    private mutating func noteType(_ member: JSONMember, _ record: RawSpan) {
        guard let itemType, member.type == .string, isKey(member.key, Self.typeKey, record) else { return }
        if isKey(member.value, itemType, record) { types.own += 1 } else { types.other += 1 }
    }

    /// Writes hexadecimal amounts in decimal digits.
    private mutating func resolveAmounts(_ record: RawSpan) {
        for index in amounts where !bounds[index].isResolved {
            let range = Int(bounds[index].start)..<Int(bounds[index].end)
            guard let amount = CryoFieldSplitter.amount(record.extracting(range)) else { continue }
            let first = text.count
            text.append(contentsOf: "\(amount)".utf8)
            bounds[index] = FieldBounds(start: first, end: text.count, isResolved: true)
        }
    }
}
