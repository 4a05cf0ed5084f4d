package dev.waymill.formats.xml;

import dev.waymill.formats.reader.UnreadableFileException;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamReader;

/// The names of elements, attributes and processing instructions in a file. The parser keeps each one, so there
/// must be an end to new ones.
final class XmlNames {
    private static final int MOST = 1_000;
    /// Of all names together.
    private static final int MOST_LETTERS = 1 << 16;

    /// Without their prefixes, by what stands in the file.
    private final Map<String, String> names = new HashMap<>();
    private int letters;

    /// An element has begun.
    ///
    /// @return its name without the prefix, always the same string for the same name
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
