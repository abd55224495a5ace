import Testing

/// The executables as an operator runs them, on real servers, against an independent reading of the same files.
///
/// One after the other: each starts several processes.
@Suite(.serialized, .enabled(if: Reference.isAvailable, "python3 and psql are needed to read the files independently"))
struct EndToEndTests {}
