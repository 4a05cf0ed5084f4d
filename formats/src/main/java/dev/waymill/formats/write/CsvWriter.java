package dev.waymill.formats.write;

import dev.waymill.formats.point.TimelinePoint;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes a table as in RFC 4180, with the column names of our API. Unknown values are empty cells.
public final class CsvWriter implements PointWriter {
    /// Text that a spreadsheet would run as a formula, or that already begins with the guarding apostrophe.
    private static final Pattern FORMULA = Pattern.compile("'*[=+@-].*", Pattern.DOTALL);

    private static final Pattern SPECIAL = Pattern.compile("[\",\\r\\n]");

    private final Writer out;

    public CsvWriter(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void begin() throws IOException {
        out.write("time,lat,lon,elevation,accuracy,speed,course,battery,device,activity\r\n");
    }

    @Override
    public void point(TimelinePoint point) throws IOException {
        out.write(String.join(
                ",",
                PlainText.time(point.epochMillis()),
                PlainText.degrees(point.latitudeE7()),
                PlainText.degrees(point.longitudeE7()),
                cell(point.elevation()),
                cell(point.accuracy()),
                cell(point.speed()),
                cell(point.course()),
                cell(point.battery()),
                cell(point.device()),
                cell(point.activity())));
        out.write("\r\n");
    }

    private static String cell(float number) {
        return Float.isNaN(number) ? "" : PlainText.number(number);
    }

    private static String cell(@Nullable String text) {
        if (text == null) {
            return "";
        }
        var safe = FORMULA.matcher(text).matches() ? "'" + text : text;
        return SPECIAL.matcher(safe).find() ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
