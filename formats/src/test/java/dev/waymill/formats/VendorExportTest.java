package dev.waymill.formats;

import static dev.waymill.formats.Packing.bytes;
import static dev.waymill.formats.Packing.gzip;
import static dev.waymill.formats.Packing.streamedZip;
import static dev.waymill.formats.Packing.zip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.formats.LocationFile.ProblemFile;
import dev.waymill.formats.binary.FitSample;
import dev.waymill.formats.photo.ExifSample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Whole exports, as the vendors pack them.
class VendorExportTest {
    private static final byte[] FIT = FitSample.at(52.5, 13.4, "2024-05-01T08:30:00Z");
    private static final byte[] TCX = bytes("""
            <?xml version="1.0" encoding="UTF-8"?>
            <TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
              <Activities><Activity Sport="Running"><Id>2024-05-01T08:30:00Z</Id><Lap StartTime="2024-05-01T08:30:00Z"><Track>
                <Trackpoint><Time>2024-05-01T08:30:00Z</Time><Position><LatitudeDegrees>52.5</LatitudeDegrees>
                  <LongitudeDegrees>13.4</LongitudeDegrees></Position><AltitudeMeters>34</AltitudeMeters></Trackpoint>
              </Track></Lap></Activity></Activities>
            </TrainingCenterDatabase>""");

    private static byte[] gpx(String creator, String time) {
        return bytes("""
                <?xml version="1.0" encoding="UTF-8"?>
                <gpx creator="%s" version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
                  <metadata><time>2024-05-01T08:00:00Z</time></metadata>
                  <trk><name>Morning</name><trkseg><trkpt lat="52.5" lon="13.4"><ele>34</ele>%s
                    <extensions><speed>1.5</speed><course>90</course><hAcc>4.2</hAcc><vAcc>3</vAcc></extensions>
                  </trkpt></trkseg></trk>
                </gpx>""".formatted(creator, time));
    }

    private static byte[] gpx(String creator) {
        return gpx(creator, "<time>2024-05-01T08:30:00Z</time>");
    }

    @Test
    void garmin_packs_its_activities_as_archives_in_the_archive() throws Exception {
        var broken = FIT.clone();
        broken[broken.length - 1] ^= 1;
        var uploaded = zip(
                "a@example.org_1.fit",
                FIT,
                "a@example.org_2.tcx",
                TCX,
                "a@example.org_3.gpx",
                gpx("Garmin Connect"),
                "a@example.org_4.fit",
                broken);
        var parsed = Parsed.of(streamedZip(
                "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip",
                uploaded,
                "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_1-_Part1.zip",
                zip("a@example.org_5.fit", FIT),
                "DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json",
                bytes("[{\"summarizedActivitiesExport\":[{\"activityId\":1,\"startTimeGmt\":1.714552200000E12,"
                        + "\"startLongitude\":13.4,\"startLatitude\":52.5}]}]"),
                "DI_CONNECT/DI-Connect-Wellness/2024-01-01_sleepData.json",
                bytes("[{\"sleepStartTimestampGMT\":\"2024-01-01T22:00:00.0\",\"calendarDate\":\"2024-01-02\"}]"),
                "customer_data/customer.json",
                bytes("{\"email\":\"a@example.org\"}")));

        assertThat(parsed.points()).hasSize(4);
        assertThat(parsed.outcome().files()).isEqualTo(4);
        assertThat(parsed.outcome().troubled())
                .extracting(file -> file.name() + " " + file.problem().code())
                .containsExactly("DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip/a@example.org_4.fit"
                        + " wrong-checksum");
        assertThat(parsed.outcome().unread())
                .extracting(ProblemFile::name)
                .containsExactly(
                        "DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json",
                        "DI_CONNECT/DI-Connect-Wellness/2024-01-01_sleepData.json",
                        "customer_data/customer.json");
    }

    @Test
    void strava_compresses_its_activities_and_adds_a_table_and_media() throws Exception {
        var parsed = Parsed.of(zip(
                "activities.csv",
                bytes("Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename\n"
                        + "1,\"1 May 2024, 08:30:00\",Morning,Run,1800,5.01,activities/1.fit.gz\n"),
                "activities/1.fit.gz",
                gzip(FIT),
                "activities/2.gpx.gz",
                gzip(gpx("StravaGPX iPhone")),
                // Strava writes blanks before the declaration.
                "activities/3.tcx.gz",
                gzip(bytes("          " + new String(TCX, StandardCharsets.UTF_8))),
                "activities/4.gpx",
                gpx("StravaGPX"),
                "activities/5.fit.gz",
                Arrays.copyOf(gzip(FIT), 30),
                "media/1.jpg",
                ExifSample.berlin().jpeg(),
                "routes/1.gpx",
                gpx("StravaGPX", ""),
                "profile.csv",
                bytes("Athlete ID,Email Address,First Name\n1,a@example.org,A\n")));

        assertThat(parsed.points()).hasSize(4);
        assertThat(parsed.reasons()).containsExactly("no-timestamp");
        assertThat(parsed.outcome().troubled())
                .extracting(file -> file.name() + " " + file.problem().code())
                .containsExactly("activities/5.fit.gz archive-damaged");
        assertThat(parsed.outcome().unread())
                .extracting(ProblemFile::name)
                .containsExactly("activities.csv", "profile.csv", "media/1.jpg");
    }

    @Test
    void komoot_has_a_folder_of_tours() throws Exception {
        var parsed = Parsed.of(zip(
                "Komoot/Tours/2024-05-01_1_Morning.gpx",
                gpx("https://www.komoot.de"),
                "Komoot/Planned/2_Plan.gpx",
                gpx("https://www.komoot.de", ""),
                "Komoot/profile.json",
                bytes("{\"username\":\"1\",\"display_name\":\"A\"}")));

        assertThat(parsed.points()).hasSize(1);
        assertThat(parsed.reasons()).containsExactly("no-timestamp");
        assertThat(parsed.outcome().unread()).extracting(ProblemFile::name).containsExactly("Komoot/profile.json");
    }

    @Test
    void samsung_health_has_the_places_of_an_exercise_in_a_file_of_their_own() throws Exception {
        var exercise = "samsunghealth_a_20240501/jsons/com.samsung.shealth.exercise/0/0a1b.com.samsung.health.exercise";
        var parsed = Parsed.of(zip(
                exercise + ".location_data.json",
                bytes("[{\"start_time\":1714552200000,\"latitude\":52.5,\"longitude\":13.4,\"altitude\":34.5,"
                        + "\"accuracy\":4.0},{\"start_time\":1714552201000,\"latitude\":52.6,\"longitude\":13.5}]"),
                exercise + ".location_data_internal.json",
                bytes("[{\"elapsed_time\":1000,\"interval\":1,\"segment\":1}]"),
                exercise + ".live_data.json",
                bytes("[{\"start_time\":1714552200000,\"heart_rate\":120.0,\"speed\":1.5}]"),
                "samsunghealth_a_20240501/com.samsung.shealth.exercise.20240501.csv",
                bytes("com.samsung.shealth.exercise,6312005,10\n"
                        + "com.samsung.health.exercise.start_time,com.samsung.health.exercise.duration\n"
                        + "2024-05-01 08:30:00.000,1000\n"),
                "samsunghealth_a_20240501/com.samsung.shealth.exercise.weather.20240501.csv",
                bytes("com.samsung.shealth.exercise.weather,6312005,2\n"
                        + "start_time,latitude,longitude,temperature\n2024-05-01 08:30:00.000,52.5,13.4,12\n")));

        assertThat(parsed.places())
                .containsExactly(
                        "2024-05-01T08:30:00Z 52.5000000 13.4000000", "2024-05-01T08:30:01Z 52.6000000 13.5000000");
        assertThat(parsed.points().getFirst().elevation()).isEqualTo(34.5f);
        assertThat(parsed.points().getFirst().accuracy()).isEqualTo(4);
        assertThat(parsed.remarks()).isEmpty();
        assertThat(parsed.outcome().files()).isOne();
        assertThat(parsed.outcome().unread()).hasSize(4);
    }

    @Test
    void fitbit_has_activities_in_a_takeout_beside_many_tables_without_places() throws Exception {
        var parsed = Parsed.of(streamedZip(
                "Takeout/Fitbit/Activities/1.tcx",
                TCX,
                "Takeout/Fitbit/Physical Activity_GoogleData/gps_location_2024-05-01.csv",
                bytes("timestamp,latitude,longitude,altitude,data source\n2024-05-01T08:30:00Z,52.5,13.4,34,fitbit\n"),
                "Takeout/Fit/Activities/2024-05-01T08_30_00+02_00_PT30M_Running.tcx",
                TCX,
                "Takeout/Fitbit/Global Export Data/exercise-0.json",
                bytes("[{\"logId\":1,\"activityName\":\"Run\",\"activityTypeId\":90009,\"calories\":5,"
                        + "\"startTime\":\"05/01/24 08:30:00\",\"hasGps\":true}]"),
                "Takeout/Fitbit/Global Export Data/sleep-2024-05-01.json",
                bytes("[{\"logId\":1,\"dateOfSleep\":\"2024-05-01\",\"startTime\":\"2024-05-01T22:00:00.000\","
                        + "\"endTime\":\"2024-05-02T06:00:00.000\",\"levels\":{}}]"),
                "Takeout/Fitbit/Global Export Data/heart_rate-2024-05-01.json",
                bytes("[{\"dateTime\":\"05/01/24 08:30:00\",\"value\":{\"bpm\":70,\"confidence\":2}}]"),
                "Takeout/Fit/All Sessions/2024-05-01T08_30_00+02_00_RUNNING.json",
                bytes(
                        "{\"fitnessActivity\":\"running\",\"startTime\":\"2024-05-01T08:30:00Z\","
                                + "\"endTime\":\"2024-05-01T09:00:00Z\",\"segment\":[{\"startTime\":\"2024-05-01T08:30:00Z\"}]}"),
                "Takeout/Fit/Daily activity metrics/2024-05-01.csv",
                bytes("Start time,End time,Distance (m),Low latitude (deg),Low longitude (deg),Average speed (m/s)\n"
                        + "08:30:00.000+02:00,08:45:00.000+02:00,100,52.5,13.4,1.5\n")));

        assertThat(parsed.points()).hasSize(3);
        assertThat(parsed.rejections()).isEmpty();
        assertThat(parsed.outcome().files()).isEqualTo(3);
        assertThat(parsed.outcome().unread())
                .extracting(ProblemFile::name)
                .containsExactly(
                        "Takeout/Fitbit/Global Export Data/exercise-0.json",
                        "Takeout/Fitbit/Global Export Data/sleep-2024-05-01.json",
                        "Takeout/Fitbit/Global Export Data/heart_rate-2024-05-01.json",
                        "Takeout/Fit/All Sessions/2024-05-01T08_30_00+02_00_RUNNING.json",
                        "Takeout/Fit/Daily activity metrics/2024-05-01.csv");
    }

    @Test
    void apple_health_has_routes_beside_a_file_that_is_not_read() throws Exception {
        var health = bytes("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE HealthData [
                <!-- HealthKit Export Version: 14 -->
                <!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
                <!ATTLIST HealthData
                  locale CDATA #REQUIRED
                >
                <!-- Note: Any Records that appear as children of a correlation also appear as top-level records. -->
                ]>
                <HealthData locale="en_US">
                 <Record type="HKQuantityTypeIdentifierHeartRate" value="70"/>
                """ + " <Record not even xml <<<\n".repeat(1_000));
        var parsed = Parsed.of(streamedZip(
                "apple_health_export/export.xml",
                health,
                "apple_health_export/export_cda.xml",
                bytes("<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\"></ClinicalDocument>"),
                "apple_health_export/workout-routes/route_2024-05-01_10.30am.gpx",
                gpx("Apple Health Export"),
                "apple_health_export/electrocardiograms/ecg_2024-05-01.csv",
                bytes("Name,A\nDate of Birth,\"1 Jan 1990\"\n")));

        assertThat(parsed.points()).singleElement().satisfies(point -> {
            assertThat(point.speed()).isEqualTo(1.5f);
            assertThat(point.course()).isEqualTo(90);
            assertThat(point.accuracy()).isEqualTo(4.2f);
        });
        assertThat(parsed.outcome().troubledCount()).isZero();
        assertThat(parsed.outcome().unread())
                .extracting(ProblemFile::name)
                .containsExactly(
                        "apple_health_export/export.xml",
                        "apple_health_export/export_cda.xml",
                        "apple_health_export/electrocardiograms/ecg_2024-05-01.csv");
        assertThat(parsed.outcome().unread().getFirst().problem().message()).contains("Apple Health", "workout-routes");
    }
}
