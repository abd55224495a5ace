import DisplayText
import ETLModels
import HTMLText
package import Inspection
package import Submission

/// The page on which files are submitted.
package enum SubmitPage {
    /// Where files are looked at.
    package static let check = "/submit"
    /// Where the form of the preview is sent to.
    package static let path = "/submit/begin"
    /// The most files that are looked at together.
    package static let mostFiles = 20
    /// The longest list of files, in characters.
    static let mostCharacters = 20_000
    /// The longest list of columns, in characters.
    static let mostColumnCharacters = 2000
    /// The most bytes of the form. A browser counts units of UTF-16: each is at most three bytes of UTF-8, and nine of a form.
    package static let mostBytes = 9 * (mostCharacters + mostColumnCharacters) + 1024

    /// Why nothing can be submitted.
    package enum Refusal: Sendable {
        /// The console only shows.
        case reader
        /// Nobody has said where files may be.
        case noPlaces
    }
}

/// A file that was looked at.
package struct CheckedFile: Sendable {
    /// The path, or the link with its secrets. Never shown.
    package let file: String
    package let outlook: FileOutlook
    /// What its records are; nil if there was no time for it.
    let inspection: FileInspection?
    /// Whether the time was over before the look had ended.
    let isCut: Bool

    package init(file: String, outlook: FileOutlook, inspection: FileInspection, isCut: Bool) {
        self.file = file
        self.outlook = outlook
        self.inspection = inspection
        self.isCut = isCut
    }

    /// A file for which there was no time.
    package init(unlooked file: String) {
        self.file = file
        outlook = FileOutlook(unlooked: file)
        inspection = nil
        isCut = true
    }

    package var canBeSubmitted: Bool { failure == nil && inspection != nil }

    /// Why it cannot be submitted; nil if it can.
    var failure: String? { outlook.failure?.error ?? inspection?.failure }

    /// Whether what was seen of it is all right.
    var isSound: Bool { canBeSubmitted && inspection?.isSound == true }
}

extension Page {
    /// What is to be submitted?
    ///
    /// - Parameter refusal: why nothing can be; nil if something can.
    package static func submit(_ refusal: SubmitPage.Refusal?) -> Page {
        Page(.submit, sentence: "Nothing is submitted before its preview.", twin: "etl submit FILE") { html in
            switch refusal {
            case .reader:
                return html.nothing("This console only shows. To submit here, start it with --operator.")
            case .noPlaces:
                return html.nothing(
                    "Nothing can be submitted here, because nobody has said where files may be. Start the console with the "
                        + "--source-root and --source-url of the extractors (ETL_SOURCE_ROOTS, ETL_SOURCE_URLS).")
            case nil: writeFields(&html)
            }
        }
    }

    private static func writeFields(_ html: inout HTML) {
        html.element("form", .named("method", "post"), .named("action", SubmitPage.check)) { html in
            html.element("p") { html in
                html.element("label", .named("for", "files")) { html in
                    html.text("Files as the extractors see them: an absolute path or a link on each line, at most ")
                    html.text("\(SubmitPage.mostFiles)")
                }
                html.element(
                    "textarea", .id("files"), .named("name", "files"), .named("rows", "4"),
                    .named("spellcheck", "false"),
                    .named("autocomplete", "off"), .named("maxlength", "\(SubmitPage.mostCharacters)"),
                    .flag("required")
                ) { _ in }
            }
            html.element("p") { html in
                html.element("label") { html in
                    html.text("Kind ")
                    html.element("select", .named("name", "kind")) { html in
                        html.element("option", .named("value", ""), text: "as the files tell")
                        for kind in RecordKind.allCases {
                            html.element("option", .named("value", kind.name), text: kind.name)
                        }
                    }
                }
            }
            html.columns()
            html.box("replace", "Rows of these files replace stored ones that contradict them")
            html.box("again", "Extract them again if they are in progress")
            html.element("button", .named("type", "submit"), text: "Look at these files …")
        }
        html.element(
            "p", .class("nothing"),
            text: "The beginning of each file is read, for at most 20 seconds together. Nothing is submitted by that.")
    }
}

extension HTML {
    /// Writes the field for the columns of files without a header.
    fileprivate mutating func columns() {
        element("p") { html in
            html.element("label") { html in
                html.text("Columns, only of CSV files without a header ")
                html.empty(
                    "input", .named("name", "columns"), .named("maxlength", "\(SubmitPage.mostColumnCharacters)"),
                    .named("autocomplete", "off"))
            }
        }
    }

    /// Writes a box to tick.
    fileprivate mutating func box(_ name: String, _ label: String) {
        element("p") { html in
            html.element("label") { html in
                html.empty("input", .named("type", "checkbox"), .named("name", name), .named("value", "yes"))
                html.text(" \(label)")
            }
        }
    }
}
