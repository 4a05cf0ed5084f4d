package dev.waymill.formats.text;

import dev.waymill.formats.json.OwnTracksMessage;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;

/// Reads `.rec` files of the OwnTracks Recorder. Each line has the arrival time, the message type and the
/// message, separated by tabs or, in old files, by spaces.
///
/// The type in the line is the Recorder's guess. It is ignored, because the message contains its type.
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
