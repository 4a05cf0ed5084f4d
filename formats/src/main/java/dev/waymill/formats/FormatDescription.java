package dev.waymill.formats;

/// What a format is, in Markdown: the table of formats in docs/formats.md is made of it.
///
/// @param name what its users call it
/// @param recognisedBy what in a file's content tells it from the others
/// @param content what is read, with the attributes of a point
/// @param times where the times come from, and what a time without a zone means
record FormatDescription(String name, String recognisedBy, String content, String times) {
    static final String UTC = "without a zone, UTC";
    static final String ZONE = "without a zone, that of `?zone`, or UTC with a remark";
}
