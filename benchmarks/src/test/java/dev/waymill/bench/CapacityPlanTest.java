package dev.waymill.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CapacityPlanTest {
    private static final CapacityPlan.Costs COSTS =
            new CapacityPlan.Costs(2_000, 5_000, 2_000, 200_000, 300, 120, 1_000, 4_000);

    @Test
    void a_small_load_needs_one_cell() {
        var plan = CapacityPlan.of(COSTS, new CapacityPlan.Load(1, 30, 10, 2_000, 60, 365, 1e12));

        assertThat(plan.cells()).isEqualTo(1);
        assertThat(plan.points()).isEqualTo(10 * 2_000 * 365.0);
        assertThat(plan.pointBytes()).isEqualTo(10 * 2_000 * 365.0 * 120);
        assertThat(plan.jobBytes()).isEqualTo(86_400 * 30 * 2_000.0);
        assertThat(plan.walPerSecond()).isEqualTo(5_000 + 10 / 60.0 * 4_000, within(1e-6));
    }

    @Test
    void jobs_and_live_batches_share_half_of_the_measured_rates() {
        var plan = CapacityPlan.of(COSTS, new CapacityPlan.Load(600, 0, 36_000, 0, 60, 0, 1e12));

        assertThat(plan.jobCells()).isEqualTo(0.6);
        assertThat(plan.liveCells()).isEqualTo(1.2);
        assertThat(plan.cells()).isEqualTo(2);
    }

    @Test
    void the_disk_can_need_more_cells_than_the_rates() {
        var plan = CapacityPlan.of(COSTS, new CapacityPlan.Load(0, 0, 1_000_000, 2_000, 1e9, 365, 4e12));

        assertThat(plan.pointBytes()).isEqualTo(87.6e12);
        assertThat(plan.cells()).isEqualTo(22);
    }
}
