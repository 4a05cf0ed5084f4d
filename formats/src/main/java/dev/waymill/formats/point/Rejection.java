package dev.waymill.formats.point;

/// A point rejected because its time or its coordinates are unusable.
///
/// @param text the original text: at most 200 characters; control characters and lone surrogates are replaced
public record Rejection(RejectionReason reason, Place place, String text) {
    private static final int MAX_TEXT = 200;

    public Rejection {
        var shown = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
        text = shown.replaceAll("[\\p{Cntrl}\\p{Cs}]", "·");
    }
}
