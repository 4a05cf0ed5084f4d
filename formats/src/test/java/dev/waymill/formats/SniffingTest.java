package dev.waymill.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.reader.UnreadableFileException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SniffingTest {
    private static Format sniffed(String head) throws UnreadableFileException {
        return Sniffer.sniff(head.getBytes(StandardCharsets.UTF_8));
    }

    private static UnreadableFileException refusal(byte[] head) {
        try {
            throw new AssertionError("It was taken for " + Sniffer.sniff(head));
        } catch (UnreadableFileException e) {
            return e;
        }
    }

    private static UnreadableFileException refusal(String head) {
        return refusal(head.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            <gpx version="1.1">                                                          ~ GPX
            <?xml version="1.0"?><!-- <kml> --><!DOCTYPE gpx [<!ENTITY a "b">]><x:gpx>   ~ GPX
            <kml xmlns="http://www.opengis.net/kml/2.2"><Document/>                      ~ KML
            <?xml version="1.0"?>  <TrainingCenterDatabase>                              ~ TCX
            time,lat,lon                                                                 ~ CSV
            "Type","Name","Latitude","Longitude"                                         ~ CSV
            INDEX;TAG;LATITUDE N/S;LONGITUDE E/W                                         ~ CSV
            id|gps_lat|gps_lon|when                                                      ~ CSV
            latitudeE7,longitudeE7,timestamp                                             ~ CSV
            PK,lat,lon,time                                                              ~ CSV
            BM,lat,lon,time                                                              ~ CSV
            2024-03-01T09:03:09Z  *   {"_type":"location","tid":"RO"}                    ~ OWNTRACKS_REC
            2024-03-01T09:03:09Z  lwt {"_type":"lwt"                                     ~ OWNTRACKS_REC
            $GPRMC,120000,A,5230.0                                                       ~ NMEA
            $GPGSV,3,1,11,03,03,111,00                                                   ~ NMEA
            0.0,E,1,08*5A $GNGGA,120000,5230.0                                           ~ NMEA
            12:00:00 <- $GLGNS,120000,5230.0                                             ~ NMEA
            HFDTEDATE:150925,01                                                          ~ IGC
            `AXXX
HFDTE150925
`                                                        ~ IGC
            B1200004730000N01115000EA0100001100                                          ~ IGC
            OziExplorer Track Point File Version 2.1                                     ~ OZIEXPLORER
            `My track
WGS 84
Altitude is in Feet
`                                    ~ OZIEXPLORER
            `time;Position
2026-01-01;52.5,13.4
`                                      ~ CSV
            `date,the_geom
2026-01-01,"POINT (13.4 52.5)"
`                            ~ CSV
            """)
    void xml_tables_and_logs_are_recognized_by_their_beginning(String head, Format format) throws Exception {
        assertThat(sniffed(head)).isEqualTo(format);
        assertThat(sniffed("\n " + head)).isEqualTo(format);
        assertThat(sniffed("\uFEFF" + head)).isEqualTo(format);
        assertThat(Sniffer.sniff(("\uFEFF" + head).getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo(format);
        assertThat(Sniffer.sniff(("\uFEFF" + head).getBytes(StandardCharsets.UTF_16BE)))
                .isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            {"locations":[{"latitudeE7":525200000,"longitudeE7":134050000                ~ GOOGLE_RECORDS
            {"locations":[{"timestampMs":"1","accuracy":5},{"latitudeE7":1               ~ GOOGLE_RECORDS
            {"locations":[]}                                                             ~ GOOGLE_RECORDS
            [{"latitudeE7":525200000,"longitudeE7":134050000                             ~ GOOGLE_RECORDS
            {"timelineObjects":[{"activitySegment":{                                     ~ GOOGLE_SEMANTIC
            {"semanticSegments":[{"startTime":"2024                                      ~ GOOGLE_TIMELINE
            {"rawSignals":[],"semanticSegments":[                                        ~ GOOGLE_TIMELINE
            {"userLocationProfile":{"frequentPlaces                                      ~ GOOGLE_TIMELINE
            [{"endTime":"2024-01-01","startTime":"2024","visit":{                        ~ GOOGLE_TIMELINE_IOS
            [{"timelinePath":[{"point":"geo:1,2"                                         ~ GOOGLE_TIMELINE_IOS
            [{"endTime":"2024-01-01","startTime":"2024"},{"visit":{                      ~ GOOGLE_TIMELINE_IOS
            {"type":"FeatureCollection","features":[                                     ~ GEOJSON
            {"features":[{"geometry":{                                                   ~ GEOJSON
            [{"type":"Feature","geometry":null}]                                         ~ GEOJSON
            {"coordinates":[[1,2],[3                                                     ~ GEOJSON
            {"type":"Feature","properties":{"name":"x"                                   ~ GEOJSON
            {"geometries":[{"type                                                        ~ GEOJSON
            {"locations":[{"type":"Feature","geometry":{                                 ~ OVERLAND
            {"locations":[{"properties":{"action":"x"                                    ~ OVERLAND
            {"_type":"Position","lat":1,"lon":2,"time":1767225600                        ~ POINTS
            {"_type":"location","lat":1                                                  ~ OWNTRACKS
            {"_type":"lwt"}{"_type":"location"                                           ~ OWNTRACKS
            [{"lat":1,"lon":2,"tst":3                                                    ~ OWNTRACKS
            {"count":1,"data":[{"_type":"location"                                       ~ OWNTRACKS
            {"locations":[{"_type":"location"                                            ~ OWNTRACKS
            [{"_type":"encrypted","data":"x"},{"_type":"location","lat":1                ~ OWNTRACKS
            {"locations":[{"lat":1,"lon":2,"time":3                                      ~ POLARSTEPS
            [{"id":"1","lat":1,"lng":2,"arrived":"2024                                   ~ POLARSTEPS
            {"id":1,"name":"Trip","all_steps":[                                          ~ POLARSTEPS
            {"items":[{"time":"2026","lat":1                                             ~ POINTS
            {"items":[],"next":null}                                                     ~ POINTS
            {"points":[{"latitude":1                                                     ~ POINTS
            {"locations":[{"latitude":1,"longitude":2                                    ~ POINTS
            [[{"entity_id":"person.x","state":"home"                                     ~ HOME_ASSISTANT
            [[],[{"entity_id":"person.x","state":"home"                                  ~ HOME_ASSISTANT
            [{"entity_id":"person.x","state":"home"                                      ~ HOME_ASSISTANT
            {"Data Source":"derived:com.google                                           ~ GOOGLE_FIT
            {"dataSourceId":"derived:com.google.location.sample","point":[               ~ GOOGLE_FIT
            [{"date":"20160115","summary":[{"activity":"wlk"}],"segments":[{             ~ MOVES
            {"timelineItems":[{"itemId":"A"                                              ~ ARC
            [{"id":1,"deviceId":1,"latitude":1.0,"fixTime":"                             ~ POINTS
            [{"lat":1,"lon":2,"time":3,"activity":"walking"                              ~ POINTS
            {"location":{"timestamp":"2026","coords":{                                   ~ POINTS
            [{},{},{"lat":1,"lng":2                                                      ~ POINTS
            {"lat":1,"lon":2,"time":3}                                                   ~ POINTS
            """)
    void json_is_recognized_by_its_field_names_in_any_cut_and_encoding(String head, Format format) throws Exception {
        assertThat(sniffed(head)).isEqualTo(format);
        assertThat(sniffed("\uFEFF\r\n" + head)).isEqualTo(format);
        assertThat(Sniffer.sniff(("\uFEFF" + head).getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo(format);
        assertThat(Sniffer.sniff(head.getBytes(StandardCharsets.UTF_16BE))).isEqualTo(format);
    }

    @Test
    void compressed_files_are_recognized_by_their_first_bytes() throws Exception {
        var tar = new byte[512];
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);

        assertThat(Sniffer.sniff(tar)).isEqualTo(Format.TAR);
        assertThat(sniffed("PK\3\4")).isEqualTo(Format.ZIP);
        assertThat(sniffed("PK\5\6")).isEqualTo(Format.ZIP);
        assertThat(Sniffer.sniff(new byte[] {0x1f, (byte) 0x8b, 8, 0})).isEqualTo(Format.GZIP);
        assertThat(Sniffer.sniff("\16\20\1\2\3\4\5\6.FIT".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(Format.FIT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            %PDF-1.7                                                                     ~ PDF
            xxxxftypisom                                                                 ~ video
            \211PNG                                                                      ~ image
            GIF89a                                                                       ~ image
            RIFFxxxxWEBP                                                                 ~ image
            `BMxxxx\0\0\0\0`                                                             ~ image
            Rar!                                                                         ~ send the files as ZIP
            7z\274\257                                                                   ~ send the files as ZIP
            BZh91AY                                                                      ~ send the files as ZIP
            \3757zXZ                                                                     ~ send the files as ZIP
            (\265/\375                                                                   ~ send the files as ZIP
            PK\7\10PK\3\4                                                                ~ split archive
            bplist00                                                                     ~ property list
            SQLite format 3                                                              ~ database
            `\0\0\0\0\0\0\0\0`                                                           ~ zero bytes
            <!DOCTYPE html><html><title>Google Data Export Archive Contents</title>      ~ whole archive
            <html><body>502 Bad Gateway                                                  ~ HTML page
            <html><title>My Activity                                                     ~ My Activity
            <plist version="1.0">                                                        ~ property list
            <svg>                                                                        ~ drawing
            <osm version="0.6">                                                          ~ OpenStreetMap
            <rss>                                                                        ~ <rss>
            < 5                                                                          ~ begins like XML
            You have encrypted Timeline backups stored on Google servers.                ~ Timeline is encrypted
            {"timelineEdits":[{                                                          ~ Timeline Edits
            {"deviceSettings":[{                                                         ~ settings
            {"createdTime":"x","hasReportedLocations":true                               ~ settings
            [{"header":"Maps","title":"x","titleUrl":"                                   ~ My Activity
            {"type":"FeatureCollection","features":[{"properties":{"google_maps_url":"   ~ saved or reviewed
            {"features":[{"properties":{"Google Maps URL":"                              ~ saved or reviewed
            {"_type":"encrypted","data":"x"}{"_type":"encrypted"                         ~ encrypted by OwnTracks
            [{"logId":1,"startTime":"2024-05-01","endTime":"2024-05-02","levels":{       ~ of an unknown kind
            <!DOCTYPE HealthData [ ]><HealthData locale="en_US">                         ~ workout-routes
            {,"lat":5                                                                    ~ begins like JSON
            {"l                                                                          ~ begins like JSON
            [1, 2, "x"]                                                                  ~ not a list of objects
            [[{"lat":1}]]                                                                ~ not a list of objects
            {"name":"x","items":5}                                                       ~ of an unknown kind
            "semanticSegments": [ {                                                      ~ part of a JSON
            }, { "latitudeE7": 5                                                         ~ part of a JSON
            a,b,c                                                                        ~ no column in its first line
            a,b,c                                                                        ~ columns=latitude:Breite
            hello                                                                        ~ of an unknown format
            hello                                                                        ~ $GPRMC
            {"_type":"Product","id":5}                                                   ~ of an unknown kind
            [{"_type":"export","items":[{"a":1}]}]                                       ~ of an unknown kind
            OziExplorer Waypoint File Version 1.1                                        ~ .plt
            entity_id,state,last_changed                                                 ~ /api/history/period
            """)
    void a_file_of_another_kind_is_refused_by_its_kind(String head, String words) {
        var bytes = head.getBytes(StandardCharsets.ISO_8859_1);

        assertThat(refusal(bytes).code()).isEqualTo("unrecognised-format");
        assertThat(refusal(bytes).isDamage()).isFalse();
        assertThat(refusal(bytes)).hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", "\uFEFF", "{}", "[]", " [ ]", "[{},{}]"})
    void a_file_without_content_is_refused_as_empty(String head) {
        assertThat(refusal(head).code()).isEqualTo("empty-file");
    }

    @Test
    void a_value_longer_than_the_head_is_not_broken_json() throws Exception {
        var point = "{\"lat\":1,\"lon\":2,\"tst\":1767225600}";
        var numbers = "[" + "1,".repeat(1 << 16) + "1]";
        for (var file : List.of(numbers, "{\"x\":" + numbers + ",\"points\":[" + point + "]}")) {
            assertThatThrownBy(() -> Parsed.of(file)).hasMessageContaining("name its format");
        }
        assertThat(Parsed.of(Format.POINTS, "{\"x\":" + numbers + ",\"points\":[" + point + "]}")
                        .points())
                .hasSize(1);
    }

    @Test
    void an_invalid_number_does_not_hide_the_fields_after_it() throws Exception {
        assertThat(Parsed.of("[{\"speed\":NaN,\"lat\":1,\"lon\":2,\"tst\":1767225600}]")
                        .points())
                .hasSize(1);
    }

    @Test
    void a_head_cut_anywhere_is_still_recognized() throws Exception {
        var file = "{\"name\":\"ü\",\"locations\":[{\"latitudeE7\":1,\"longitudeE7\":2}]}"
                .getBytes(StandardCharsets.UTF_8);
        for (int length = file.length - 1; length > 45; length--) {
            assertThat(Sniffer.sniff(Arrays.copyOf(file, length))).isEqualTo(Format.GOOGLE_RECORDS);
        }
    }

    @Test
    void a_named_format_is_used_and_a_wrong_one_is_refused() throws Exception {
        assertThat(Parsed.of(Format.POINTS, "{\"lat\":1,\"lon\":2,\"tst\":1767225600}")
                        .points())
                .hasSize(1);
        assertThatThrownBy(() -> Parsed.of(Format.GEOJSON, "lat,lon,time")).isInstanceOf(UnreadableFileException.class);
        assertThatThrownBy(() -> Parsed.of(Format.GPX, "lat,lon,time")).isInstanceOf(UnreadableFileException.class);
    }

    @Test
    @Timeout(60)
    void text_that_only_looks_like_xml_is_refused_quickly() {
        assertThat(refusal("<" + "<!--".repeat(1 << 14))).hasMessageContaining("begins like XML");
    }

    @Test
    void binary_data_is_not_mistaken_for_a_table() {
        assertThat(refusal("\1\0\t\2,")).hasMessageContaining("binary");
    }

    @Property(tries = 500)
    void no_bytes_crash_the_sniffer(@ForAll byte[] bytes, @ForAll long seed) {
        for (var head : new byte[][] {
            bytes, Mutations.of("{\"locations\":[{\"_type\":\"x\"}]}".getBytes(StandardCharsets.UTF_8), seed)
        }) {
            try {
                Sniffer.sniff(head);
            } catch (UnreadableFileException e) {
                assertThat(e).hasMessageNotContaining("Exception");
            }
        }
    }
}
