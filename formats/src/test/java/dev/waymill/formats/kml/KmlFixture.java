package dev.waymill.formats.kml;

import dev.waymill.formats.Parsed;

/// KML files with the given placemarks.
final class KmlFixture {
    private KmlFixture() {}

    static final String STAMP = "<TimeStamp><when>2026-01-01T10:00:00Z</when></TimeStamp>";
    static final String SPAN =
            "<TimeSpan><begin>2026-01-01T10:00:00Z</begin><end>2026-01-01T11:00:00Z</end></TimeSpan>";

    static Parsed parsed(String placemarks) throws Exception {
        return Parsed.of("<kml xmlns='http://www.opengis.net/kml/2.2'><Document>\n" + placemarks + "</Document></kml>");
    }

    static Parsed parsedPlacemark(String content) throws Exception {
        return parsed("<Placemark>" + content + "</Placemark>");
    }

    static String line(String coordinates) {
        return "<LineString><coordinates>" + coordinates + "</coordinates></LineString>";
    }

    static String point(String coordinates) {
        return "<Point><coordinates>" + coordinates + "</coordinates></Point>";
    }
}
