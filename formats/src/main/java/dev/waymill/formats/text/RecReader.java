package dev.waymill.formats.text;

import dev.waymill.formats.json.OwnTracksMessage;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;

/// Reads the files of the OwnTracks Recorder: in each line when a message came, of what type it is, and the
/// message, separated by tabs or, in old files, by spaces.
///
/// The type in the line is the Recorder's guess; the message itself tells its own.
public final class RecReader {
    private RecReader() {}

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var fix = PointBuilder.byLine(reading);
        var message = new OwnTracksMessage(fix, reading);
        var lines = new Lines(TextStart.open(in));
        while (lines.next()) {
            var line = lines.text();
            int json = line.indexOf('{');
            boolean isRead = !lines.isTooLong() && json >= 0 && message.readLine(line.substring(json), lines.number());
            if (!isRead && !line.isBlank()) {
                fix.begin(lines.number());
                fix.reject(RejectionReason.LINE_FORMAT, line);
            }
        }
    }
}
