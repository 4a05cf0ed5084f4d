package dev.waymill.bench;

import tools.jackson.databind.node.ObjectNode;

/// What a load needs, calculated from what single jobs, points and live batches cost.
///
/// A cell is one scheduler database and one worker database with their services. An installation has one cell,
/// or several with the owners divided among them. A cell is planned for half of the measured rates: the rest is
/// for peaks, for vacuum, and for catching up after a fault.
///
/// @param jobCells how many cells the rate of jobs fills, e.g. 0.4
/// @param liveCells how many cells the rate of live batches fills
/// @param diskCells how many disks of the given size the kept data fills
/// @param cells the number of cells that the load needs
/// @param walPerSecond bytes of WAL a second, which a standby and an archive must keep up with
/// @param jobBytes kept data of jobs in all databases
/// @param points stored points of all owners
/// @param pointBytes their size with their index
record CapacityPlan(
        double jobCells,
        double liveCells,
        double diskCells,
        long cells,
        double walPerSecond,
        double jobBytes,
        double points,
        double pointBytes) {
    private static final double PLANNED_SHARE = 0.5;
    private static final double SECONDS_PER_DAY = 86_400;

    /// The measured costs on one machine.
    ///
    /// @param jobsPerSecond no-op jobs with a payload of 1 KB, from submission to end
    /// @param walBytesPerJob of all three databases
    /// @param bytesPerJob kept in all three databases
    /// @param pointsPerSecond of a file, from upload to promoted
    /// @param walBytesPerPoint of all three databases
    /// @param bytesPerPoint kept in the worker's database
    /// @param liveBatchesPerSecond of many owners, from the request to the timeline
    /// @param walBytesPerLiveBatch of all three databases
    record Costs(
            double jobsPerSecond,
            double walBytesPerJob,
            double bytesPerJob,
            double pointsPerSecond,
            double walBytesPerPoint,
            double bytesPerPoint,
            double liveBatchesPerSecond,
            double walBytesPerLiveBatch) {
        void writeTo(ObjectNode json) {
            json.put("jobsPerSecond", Math.round(jobsPerSecond))
                    .put("walBytesPerJob", Math.round(walBytesPerJob))
                    .put("bytesPerJob", Math.round(bytesPerJob))
                    .put("pointsPerSecond", Math.round(pointsPerSecond))
                    .put("walBytesPerPoint", Math.round(walBytesPerPoint))
                    .put("bytesPerPoint", Math.round(bytesPerPoint))
                    .put("liveBatchesPerSecond", Math.round(liveBatchesPerSecond))
                    .put("walBytesPerLiveBatch", Math.round(walBytesPerLiveBatch));
        }
    }

    /// The load to plan for.
    ///
    /// @param jobsPerSecond of all owners
    /// @param keepDays how long jobs are kept
    /// @param owners who send live points
    /// @param pointsPerDay of one owner
    /// @param secondsBetweenBatches how often the phone of one owner sends
    /// @param historyDays how many days of points are stored
    /// @param diskBytes for the databases of one cell
    record Load(
            double jobsPerSecond,
            double keepDays,
            double owners,
            double pointsPerDay,
            double secondsBetweenBatches,
            double historyDays,
            double diskBytes) {}

    static CapacityPlan of(Costs costs, Load load) {
        double liveBatches = load.owners / load.secondsBetweenBatches;
        double jobBytes = load.jobsPerSecond * SECONDS_PER_DAY * load.keepDays * costs.bytesPerJob;
        double points = load.owners * load.pointsPerDay * load.historyDays;
        double pointBytes = points * costs.bytesPerPoint;
        double jobCells = load.jobsPerSecond / (costs.jobsPerSecond * PLANNED_SHARE);
        double liveCells = liveBatches / (costs.liveBatchesPerSecond * PLANNED_SHARE);
        double diskCells = (jobBytes + pointBytes) / load.diskBytes;
        return new CapacityPlan(
                jobCells,
                liveCells,
                diskCells,
                // Jobs and live batches share a cell's processors; the disk is another limit.
                Math.max(1, (long) Math.ceil(Math.max(jobCells + liveCells, diskCells))),
                load.jobsPerSecond * costs.walBytesPerJob + liveBatches * costs.walBytesPerLiveBatch,
                jobBytes,
                points,
                pointBytes);
    }

    void writeTo(ObjectNode json) {
        json.put("jobCells", Output.round(jobCells))
                .put("liveCells", Output.round(liveCells))
                .put("diskCells", Output.round(diskCells))
                .put("cells", cells)
                .put("walMegabytesPerSecond", Output.round(walPerSecond / 1e6))
                .put("jobGigabytes", Output.round(jobBytes / 1e9))
                .put("points", Math.round(points))
                .put("pointGigabytes", Output.round(pointBytes / 1e9));
    }
}
