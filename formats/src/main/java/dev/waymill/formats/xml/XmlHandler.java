package dev.waymill.formats.xml;

import dev.waymill.formats.reader.UnreadableFileException;

/// Receives the events of an XML file, in file order. Names have no prefix, because devices omit namespaces,
/// use wrong ones, or use undeclared prefixes.
public interface XmlHandler {
    /// An element begins. Its attributes can be read until the next call.
    void begin(String element) throws UnreadableFileException;

    /// A piece of text. An element's text may come in several pieces.
    void text(char[] buffer, int from, int length) throws UnreadableFileException;

    /// The innermost open element ends.
    void end() throws UnreadableFileException;
}
