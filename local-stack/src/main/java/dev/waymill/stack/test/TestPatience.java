package dev.waymill.stack.test;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// How long every test of a room that uses this one waits for what it expects, unless it says otherwise. Long, since a
/// machine may be busy with other things; a test that is green never waits for it. JUnit finds it as a service.
public final class TestPatience implements LauncherSessionListener {
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
