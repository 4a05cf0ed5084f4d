package dev.waymill.worker.location.parse;

/// A point that cannot be placed in time or space.
///
/// @param line where it stands, from 1
/// @param text what stood there: at most 200 characters, control characters replaced
public record Rejection(RejectionReason reason, long line, String text) {
    private static final int MAX_TEXT = 200;

    public Rejection {
        var shown = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
        text = shown.replaceAll("\\p{Cntrl}", "·");
    }
}
