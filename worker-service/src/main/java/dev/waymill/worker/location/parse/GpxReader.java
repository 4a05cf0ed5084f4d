package dev.waymill.worker.location.parse;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Reads GPX 1.0 and 1.1: the points of tracks, routes and waypoints, in the order of the file.
///
/// Woodstox, since the JDK's parser refuses legitimate big files (100,000 predefined entities are too many for
/// it). It is told to know nothing of namespaces: devices leave them out, use the wrong ones, and prefixes they
/// never declared.
public final class GpxReader {
    private static final Duration FUTURE = Duration.ofDays(1);
    private static final int MAX_TEXT = 1 << 20;
    private static final int BUFFER_CHARS = 1 << 14;
    /// No time or number is longer; what is, is cut and will not parse.
    private static final int MAX_FIELD = 256;

    private static final XMLInputFactory XML = factory();

    private final XMLStreamReader xml;
    private final PointSink sink;
    private final long skippedLines;
    private final long latest;

    private final GpxPoint point = new GpxPoint();
    private final StringBuilder text = new StringBuilder();
    private int depth;
    /// Depth of the point being read; 0 outside of one.
    private int pointDepth;

    private @Nullable GpxField field;
    private boolean sawDoctype;

    private GpxReader(XMLStreamReader xml, PointSink sink, long skippedLines, long latest) {
        this.xml = xml;
        this.sink = sink;
        this.skippedLines = skippedLines;
        this.latest = latest;
    }

    /// Gives every point of the file to the sink, accepted or rejected.
    ///
    /// @param clock tells which times lie in the future
    /// @throws UnreadableFileException when it is no GPX file or a damaged one; what the sink got does not
    ///     count then
    /// @throws IOException when the bytes cannot be read; unchanged from the stream
    public static void read(InputStream in, Clock clock, PointSink sink) throws UnreadableFileException, IOException {
        var start = FileStart.of(in);
        long latest = clock.instant().plus(FUTURE).toEpochMilli();
        XMLStreamReader xml = null;
        boolean sawDoctype = false;
        try {
            xml = XML.createXMLStreamReader(start.content());
            var reader = new GpxReader(xml, sink, start.skippedLines(), latest);
            try {
                reader.run();
            } finally {
                sawDoctype = reader.sawDoctype;
            }
        } catch (XMLStreamException e) {
            throw XmlTrouble.explain(e, start.skippedLines(), sawDoctype);
        }
    }

    private void run() throws XMLStreamException, UnreadableFileException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> begin(localName());
                case XMLStreamConstants.END_ELEMENT -> end();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> collect();
                case XMLStreamConstants.DTD -> sawDoctype = true;
                default -> {
                    // Comments, processing instructions and white space say nothing of points.
                }
            }
        }
    }

    private void begin(String element) throws UnreadableFileException {
        depth++;
        if (depth == 1 && !element.equals("gpx")) {
            throw new UnreadableFileException(
                    "unrecognised-format", "The file is no GPX: its outermost element is <" + shown(element) + ">");
        }
        if (pointDepth > 0) {
            field = GpxField.of(element, depth == pointDepth + 1);
            text.setLength(0);
        } else if (isPoint(element)) {
            pointDepth = depth;
            long line = xml.getLocation().getLineNumber() + skippedLines;
            point.begin(xml.getAttributeValue(null, "lat"), xml.getAttributeValue(null, "lon"), line);
        }
    }

    private void end() {
        if (field != null) {
            point.set(field, text.toString());
            field = null;
        } else if (depth == pointDepth) {
            point.end(latest, sink);
            pointDepth = 0;
        }
        depth--;
    }

    private void collect() {
        if (field != null && text.length() < MAX_FIELD) {
            int room = Math.min(MAX_FIELD - text.length(), xml.getTextLength());
            text.append(xml.getTextCharacters(), xml.getTextStart(), room);
        }
    }

    /// Without namespaces a name comes with its prefix.
    private String localName() {
        var name = xml.getLocalName();
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(colon + 1);
    }

    private static boolean isPoint(String element) {
        return element.equals("trkpt") || element.equals("wpt") || element.equals("rtept");
    }

    private static String shown(String element) {
        return element.length() <= 40 ? element : element.substring(0, 40) + "…";
    }

    private static XMLInputFactory factory() {
        var factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(WstxInputProperties.P_LAZY_PARSING, false);
        factory.setProperty(WstxInputProperties.P_MAX_TEXT_LENGTH, MAX_TEXT);
        factory.setProperty(WstxInputProperties.P_INPUT_BUFFER_LENGTH, BUFFER_CHARS);
        return factory;
    }
}
