package dev.waymill.formats.xml;

import dev.waymill.formats.reader.UnreadableFileException;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamReader;

/// Limits the number of different element, attribute and processing instruction names in a file, because the
/// parser keeps each name in memory.
final class XmlNames {
    private static final int MOST = 1_000;
    /// Limit on the length of all names together.
    private static final int MOST_LETTERS = 1 << 16;

    /// Names without prefix, keyed by the name in the file.
    private final Map<String, String> names = new HashMap<>();
    private int letters;

    /// Checks the names of the element that has just begun and of its attributes.
    ///
    /// @return the element's name without prefix; the same string instance for the same name
    String local(XMLStreamReader xml) throws UnreadableFileException {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            local(xml.getAttributeLocalName(i));
        }
        return local(xml.getLocalName());
    }

    String local(String name) throws UnreadableFileException {
        var known = names.get(name);
        if (known != null) {
            return known;
        }
        letters += name.length();
        if (names.size() == MOST || letters > MOST_LETTERS) {
            throw UnreadableFileException.damaged(
                    "xml-limit",
                    "The file has more than " + MOST + " different element and attribute names, or very long ones");
        }
        var local = name.substring(name.indexOf(':') + 1);
        names.put(name, local);
        return local;
    }
}
