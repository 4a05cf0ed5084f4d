package dev.waymill.formats.kml;

import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import dev.waymill.formats.xml.ShortText;
import dev.waymill.formats.xml.XmlHandler;
import dev.waymill.formats.xml.XmlScanner;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Reads KML: placemarks with a time of their own or of their folder, and tracks of Google's extension `gx`.
///
/// Each place without a time is rejected. A date without a time of day (`2024-01-15`), which KML allows, is not
/// accepted as a time.
public final class KmlReader implements XmlHandler {
    private final XmlScanner at;
    private final KmlPlacemark placemark;
    private final KmlTrack track;
    private final KmlCoordinates coordinates;
    private final ShortText text = new ShortText();
    /// Names of the open elements, the innermost first.
    private final Deque<String> path = new ArrayDeque<>();
    /// Times of the open folders, the innermost first; empty for a folder without a time.
    private final Deque<String> folderTimes = new ArrayDeque<>();

    /// Depths of the elements being read; 0 outside them.
    private int placemarkDepth;

    private int areaDepth;
    private int viewDepth;

    private @Nullable String key;

    private KmlReader(XmlScanner at, Reading reading) {
        this.at = at;
        var fix = PointBuilder.byLine(reading);
        this.placemark = new KmlPlacemark(fix, reading);
        this.track = new KmlTrack(fix);
        this.coordinates = new KmlCoordinates(this::tuple);
        this.folderTimes.push("");
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        XmlScanner.scan(in, "kml", "KML", at -> new KmlReader(at, reading));
    }

    @Override
    public void begin(String element) {
        path.push(element);
        text.clear();
        switch (element) {
            case "Folder", "Document" -> folderTimes.push(folderTimes.element());
            case "Placemark" -> {
                if (placemarkDepth == 0) {
                    placemarkDepth = at.depth();
                    placemark.begin(folderTimes.element());
                }
            }
            case "LookAt", "Camera" -> viewDepth = viewDepth == 0 ? at.depth() : viewDepth;
            case "Polygon" -> areaDepth = areaDepth == 0 ? at.depth() : areaDepth;
            case "Track" -> track.begin();
            case "coordinates" -> coordinates.begin();
            case "Data", "SimpleData", "SimpleArrayData" -> {
                key = at.attribute("name");
                track.beginValues();
            }
            default -> {
                // Other elements are handled when they end, or ignored.
            }
        }
    }

    @Override
    public void text(char[] buffer, int from, int length) throws UnreadableFileException {
        if (placemarkDepth > 0 && "coordinates".equals(path.peek())) {
            coordinates.text(buffer, from, length, at.line());
        } else {
            text.append(buffer, from, length);
        }
    }

    private void tuple(long line, int count, String longitude, String latitude, String altitude)
            throws UnreadableFileException {
        if (areaDepth > 0) {
            placemark.corner(line, count, longitude, latitude);
        } else {
            placemark.vertex(line, count, longitude, latitude, altitude);
        }
    }

    @Override
    public void end() throws UnreadableFileException {
        var element = path.pop();
        var parent = path.isEmpty() ? "" : path.element();
        if (element.equals("Folder") || element.equals("Document")) {
            folderTimes.pop();
        }
        if (viewDepth > 0) {
            viewDepth = at.depth() == viewDepth ? 0 : viewDepth;
        } else if (placemarkDepth == 0) {
            endInFolder(element, parent);
        } else if (at.depth() == placemarkDepth) {
            placemarkDepth = 0;
            placemark.end();
        } else {
            endInPlacemark(element, parent);
        }
        areaDepth = at.depth() == areaDepth ? 0 : areaDepth;
    }

    private void endInFolder(String element, String parent) {
        if (element.equals("when") && parent.equals("TimeStamp")) {
            // The time of an overlay applies only to the overlay.
            var owner = path.stream().skip(1).findFirst().orElse("");
            if (owner.equals("Folder") || owner.equals("Document")) {
                folderTimes.pop();
                folderTimes.push(text.toString());
            }
        }
    }

    private void endInPlacemark(String element, String parent) throws UnreadableFileException {
        switch (element) {
            case "when", "begin", "end" -> time(element, parent);
            case "coord" -> {
                if (parent.equals("Track")) {
                    track.coord(at.line(), text.toString());
                }
            }
            case "Track" -> track.end();
            case "coordinates" -> {
                if (!coordinates.end() && parent.equals("Point")) {
                    tuple(at.line(), 0, "", "", "");
                }
            }
            case "styleUrl" -> placemark.style(text.toString());
            case "name", "address" -> word(element, parent);
            case "value", "SimpleData" -> value(parent);
            default -> {
                // Styles and descriptions are not used.
            }
        }
    }

    private void time(String element, String parent) throws UnreadableFileException {
        switch (parent) {
            case "Track" -> track.when(at.line(), text.toString());
            case "TimeStamp" -> placemark.when(text.toString());
            case "TimeSpan" -> {
                if (element.equals("begin")) {
                    placemark.from(text.toString());
                } else {
                    placemark.to(text.toString());
                }
            }
            default -> {
                // A time element in an unknown parent, from another program.
            }
        }
    }

    private void word(String element, String parent) {
        if (parent.equals("Placemark")) {
            if (element.equals("name")) {
                placemark.name(text.toString());
            } else {
                placemark.address(text.toString());
            }
        }
    }

    private void value(String parent) {
        if (parent.equals("SimpleArrayData")) {
            track.value(key, text.toString());
        } else {
            placemark.datum(key, text.toString());
        }
    }
}
