package dev.waymill.formats.xml;

import com.ctc.wstx.exc.WstxEOFException;
import com.ctc.wstx.exc.WstxIOException;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.IllegalCharsetNameException;
import javax.xml.stream.XMLStreamException;

/// Translates errors of the XML parser into messages for the file's owner.
final class XmlErrors {
    private XmlErrors() {}

    /// @param skippedLines lines before the XML, added to the parser's line numbers
    /// @param sawDoctype whether the file has a document type, which may declare entities
    /// @throws IOException the stream's own exception, if that is the cause
    static UnreadableFileException explain(XMLStreamException e, long skippedLines, boolean sawDoctype)
            throws IOException {
        var message = firstLine(e);
        var place = place(e, skippedLines);
        if (e instanceof WstxIOException io) {
            return encoding(io, place);
        }
        if (e instanceof WstxEOFException || message.contains("nexpected EOF") || message.contains("nd-of-input")) {
            return problem("truncated-file", "The file ends" + place + " inside the document; it seems cut off");
        }
        if (message.contains(" limit (")) {
            return message.contains("Depth")
                    ? problem("too-deep", "Elements are nested too deeply" + place)
                    : problem("xml-limit", "An element is too big" + place);
        }
        if (message.contains("ndeclared general entity") || message.contains("ndeclared entity")) {
            return sawDoctype
                    ? problem("dtd-not-allowed", "The file declares its own entity" + place + ", which is not allowed")
                    : problem("malformed-xml", "The file uses an unknown entity" + place);
        }
        return problem("malformed-xml", "The XML is not well-formed" + place + ": " + message);
    }

    private static UnreadableFileException encoding(WstxIOException e, String place) throws IOException {
        var cause = e.getNestedException();
        if (cause instanceof XmlBytes.TooBigException) {
            return problem("xml-limit", "An element is too big" + place);
        }
        if (cause instanceof CharConversionException
                && String.valueOf(cause.getMessage()).contains("EOF")) {
            return problem("truncated-file", "The file ends inside a character; it seems cut off");
        }
        if (cause instanceof CharConversionException
                || cause instanceof CharacterCodingException
                || cause instanceof UnsupportedEncodingException
                || cause instanceof IllegalCharsetNameException) {
            return problem("invalid-encoding", "The bytes are not valid text in the file's encoding" + place);
        }
        if (cause instanceof IOException io) {
            throw io;
        }
        return problem("malformed-xml", "The XML cannot be read" + place);
    }

    private static UnreadableFileException problem(String code, String message) {
        return UnreadableFileException.damaged(code, message);
    }

    private static String place(XMLStreamException e, long skippedLines) {
        var location = e.getLocation();
        return location == null || location.getLineNumber() < 1
                ? ""
                : " in line " + (location.getLineNumber() + skippedLines) + ", column " + location.getColumnNumber();
    }

    /// Returns the parser's message without the parser's own position.
    private static String firstLine(XMLStreamException e) {
        var line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        int at = line.indexOf(" at [row");
        return at < 0 ? line : line.substring(0, at);
    }
}
