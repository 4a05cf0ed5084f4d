package dev.waymill.formats.reader;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Latitude and longitude in one text: `52.5, 13.4`, `POINT (13.4 52.5)`, `geo:52.5,13.4;u=12`, or a GeoJSON point.
///
/// @param latitude degrees, perhaps with N, S, E or W, as is `longitude`; null in an empty WKT point
/// @param elevation metres; null if the text has none
/// @param accuracy metres; null if the text has none
record PlaceNotation(
        @Nullable String latitude,
        @Nullable String longitude,
        @Nullable String elevation,
        @Nullable String accuracy) {
    private static final String NUMBER = "[+-]?\\d{1,20}(?:\\.\\d{0,40})?+(?:[eE][+-]?\\d{1,3})?+";

    private static final Pattern BLANKS = Pattern.compile("\\s++");
    private static final Pattern SIDES_FIRST = Pattern.compile(
            "(?<sideA>[NSEW]) ?(?<a>" + NUMBER + ")°?(?<gap> ?[,;/] ?| )(?<sideB>[NSEW]) ?(?<b>" + NUMBER + ")°?");
    private static final Pattern PAIR = Pattern.compile(
            "(?<a>" + NUMBER + ")°? ?(?<sideA>[NSEW]?)(?<gap> ?[,;/] ?| )(?<b>" + NUMBER + ")°? ?(?<sideB>[NSEW]?)");

    private static final Pattern WKT = Pattern.compile(
            "(?:SRID=4326; ?|<[^<>]{1,100}/CRS84> ?)?POINT ?(?<kind>Z|M|ZM)? ?\\( ?(?<x>" + NUMBER + ") (?<y>" + NUMBER
                    + ")(?: (?<z>" + NUMBER + "))?(?: " + NUMBER + ")? ?\\)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern WKT_EMPTY =
            Pattern.compile("(?:SRID=4326; ?)?POINT ?(?:Z|M|ZM)? ?EMPTY", Pattern.CASE_INSENSITIVE);

    private static final Pattern GEO_URI = Pattern.compile(
            "geo:(?<y>" + NUMBER + "),(?<x>" + NUMBER + ")(?:,(?<z>" + NUMBER + "))?(?:;crs=wgs84)?(?:;u=(?<u>" + NUMBER
                    + "))?(?:\\?.*)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern GEOJSON = Pattern.compile("\"coordinates\" ?: ?\\[ ?(?<x>" + NUMBER + ") ?, ?(?<y>"
            + NUMBER + ")(?: ?, ?(?<z>" + NUMBER + "))? ?\\]");

    /// Parses a text in any of the notations. Nothing is guessed: numbers in square brackets may have either
    /// order, and `52,5` may be one number.
    ///
    /// @param longitudeFirst whether two plain numbers are known to have this order; null if it is not known
    /// @return null if the text has another notation
    static @Nullable PlaceNotation of(String text, @Nullable Boolean longitudeFirst) {
        var place = BLANKS.matcher(text.strip()).replaceAll(" ");
        var wkt = WKT.matcher(place);
        if (wkt.matches()) {
            boolean isMeasured = "M".equalsIgnoreCase(wkt.group("kind"));
            return new PlaceNotation(wkt.group("y"), wkt.group("x"), isMeasured ? null : wkt.group("z"), null);
        }
        if (WKT_EMPTY.matcher(place).matches()) {
            return new PlaceNotation(null, null, null, null);
        }
        var uri = GEO_URI.matcher(place);
        if (uri.matches()) {
            return new PlaceNotation(uri.group("y"), uri.group("x"), uri.group("z"), uri.group("u"));
        }
        var point = GEOJSON.matcher(place);
        if (place.startsWith("{") && place.contains("\"Point\"") && point.find()) {
            return new PlaceNotation(point.group("y"), point.group("x"), point.group("z"), null);
        }
        boolean isList = isIn(place, '[', ']');
        if (isList && longitudeFirst == null) {
            return null;
        }
        var numbers = isList || isIn(place, '(', ')')
                ? place.substring(1, place.length() - 1).strip()
                : place;
        var pair = PAIR.matcher(numbers);
        if (!pair.matches()) {
            pair = SIDES_FIRST.matcher(numbers);
        }
        return pair.matches() ? ofPair(pair, Boolean.TRUE.equals(longitudeFirst)) : null;
    }

    private static boolean isIn(String text, char open, char close) {
        return text.length() > 2 && text.charAt(0) == open && text.charAt(text.length() - 1) == close;
    }

    private static @Nullable PlaceNotation ofPair(Matcher pair, boolean longitudeFirst) {
        var a = pair.group("a");
        var b = pair.group("b");
        if (pair.group("gap").equals(",") && a.indexOf('.') < 0 && b.indexOf('.') < 0) {
            return null;
        }
        var sideA = pair.group("sideA");
        var sideB = pair.group("sideB");
        if (sideA.isEmpty() != sideB.isEmpty() || isNorthOrSouth(sideA) && isNorthOrSouth(sideB)) {
            return null;
        }
        boolean isSwapped = sideA.isEmpty() ? longitudeFirst : isNorthOrSouth(sideB);
        return isSwapped
                ? new PlaceNotation(b + sideB, a + sideA, null, null)
                : new PlaceNotation(a + sideA, b + sideB, null, null);
    }

    private static boolean isNorthOrSouth(String side) {
        return side.equals("N") || side.equals("S");
    }
}
