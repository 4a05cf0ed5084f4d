package dev.waymill.worker.location.parse;

/// A file that is no location file, or a damaged one: its import fails for good, for the reason in `code`.
public final class UnreadableFileException extends Exception {
    private final String code;

    UnreadableFileException(String code, String message) {
        super(message);
        this.code = code;
    }

    UnreadableFileException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// Stable, kebab-case: `empty-file`, `unrecognised-format`, `dtd-not-allowed`, `malformed-xml`, `truncated-
    /// file`, `invalid-encoding`, `too-deep` or `xml-limit`.
    public String code() {
        return code;
    }
}
