package dev.waymill.cli.api;

/// The server refused, or none answered; the message is for people.
public final class ApiException extends RuntimeException {
    private final int status;
    private final String code;

    ApiException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /// HTTP status; 0 when nobody answered.
    public int status() {
        return status;
    }

    /// The problem's stable code, or an empty text.
    public String code() {
        return code;
    }
}
