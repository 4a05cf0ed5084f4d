package dev.waymill.cli.api;

/// The server refused the request or did not respond. The message is for people.
public final class ApiException extends RuntimeException {
    private final int status;
    private final String code;

    ApiException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /// HTTP status; 0 if there was no response.
    public int status() {
        return status;
    }

    /// The problem's stable code; empty if there is none.
    public String code() {
        return code;
    }
}
