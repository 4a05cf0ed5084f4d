package dev.waymill.formats.xml;

import dev.waymill.formats.reader.UnreadableFileException;

/// What is told of an XML file, in its order. Names come without their prefixes: devices leave namespaces out,
/// use the wrong ones, and prefixes they never declared.
public interface XmlHandler {
    /// An element begins. Its attributes can be asked for until the next call.
    void begin(String element) throws UnreadableFileException;

    /// A piece of text, perhaps not all of what stands there.
    void text(char[] buffer, int from, int length) throws UnreadableFileException;

    /// The element that began last, of those that have not ended, ends.
    void end() throws UnreadableFileException;
}
