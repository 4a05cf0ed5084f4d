package dev.waymill.formats.xml;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.exc.WstxLazyException;
import com.ctc.wstx.stax.WstxInputFactory;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Reads an XML file and passes its events to a handler. External references are not followed, and a file's own
/// entities are not expanded.
///
/// Uses Woodstox, because the JDK's parser refuses valid big files: it limits even predefined entities, to
/// 100,000.
public final class XmlScanner {
    private static final int BUFFER_CHARS = 1 << 14;

    private static final XMLInputFactory XML = factory();

    private final XMLStreamReader xml;
    private final XmlNames names = new XmlNames();
    private final long skippedLines;
    private int depth;

    private XmlScanner(XMLStreamReader xml, long skippedLines) {
        this.xml = xml;
        this.skippedLines = skippedLines;
    }

    /// Reads the file to its end.
    ///
    /// @param root required name of the outermost element, in any case
    /// @param name the usual name of such a file, for messages, e.g. `GPX`
    /// @param handler creates the handler, which may ask the scanner for its position
    public static void scan(InputStream in, String root, String name, Function<XmlScanner, XmlHandler> handler)
            throws UnreadableFileException, IOException {
        var start = XmlStart.of(in, name);
        boolean sawDoctype = false;
        boolean sawRoot = false;
        try {
            var bytes = new XmlBytes(start.content());
            var xml = XML.createXMLStreamReader(bytes);
            var scanner = new XmlScanner(xml, start.skippedLines());
            var receiver = handler.apply(scanner);
            while (xml.hasNext()) {
                bytes.next();
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        sawRoot = true;
                        scanner.begin(receiver, root, name);
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        receiver.end();
                        scanner.depth--;
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                        receiver.text(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
                    case XMLStreamConstants.DTD -> sawDoctype = true;
                    case XMLStreamConstants.PROCESSING_INSTRUCTION -> scanner.names.local(xml.getPITarget());
                    default -> {
                        // Comments and white space are skipped.
                    }
                }
            }
        } catch (XMLStreamException e) {
            var problem = XmlErrors.explain(e, start.skippedLines(), sawDoctype);
            throw sawRoot || !problem.code().equals("malformed-xml")
                    ? problem
                    : UnreadableFileException.wrong(
                            "unrecognised-format", "The file is not " + name + ": it does not begin like XML");
        } catch (WstxLazyException e) {
            // Methods that return text cannot throw XMLStreamException; they throw this exception instead.
            if (e.getCause() instanceof XMLStreamException cause) {
                throw XmlErrors.explain(cause, start.skippedLines(), sawDoctype);
            }
            throw e;
        }
    }

    private void begin(XmlHandler receiver, String root, String name) throws UnreadableFileException {
        depth++;
        var element = names.local(xml);
        if (depth == 1 && !element.equalsIgnoreCase(root)) {
            throw UnreadableFileException.wrong(
                    "unrecognised-format",
                    "The file is not " + name + ": its outermost element is <" + TextCleaner.cut(element, 40) + ">");
        }
        receiver.begin(element);
    }

    /// Returns the number of open elements; 1 in the outermost element.
    public int depth() {
        return depth;
    }

    /// Returns the parser's current line, from 1.
    public long line() {
        return xml.getLocation().getLineNumber() + skippedLines;
    }

    /// Returns the prefix of the element that has just begun; empty if it has none.
    public String prefix() {
        var name = xml.getLocalName();
        return name.substring(0, Math.max(0, name.indexOf(':')));
    }

    /// Returns an attribute of the element that has just begun; null if absent.
    @Nullable
    public String attribute(String name) {
        return xml.getAttributeValue(null, name);
    }

    private static XMLInputFactory factory() {
        var factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // Comments and the like are skipped, not collected; text comes in pieces of a buffer's size.
        factory.setProperty(WstxInputProperties.P_LAZY_PARSING, true);
        factory.setProperty(WstxInputProperties.P_INPUT_BUFFER_LENGTH, BUFFER_CHARS);
        return factory;
    }
}
