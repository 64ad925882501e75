// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The content of a micro-batch, of each stream that the query reads. */
public record StreamsPlan(SortedMap<StreamId, BatchPlan> plans) {

    SortedMap<StreamId, Cut> starts() {
        return cuts(BatchPlan::start);
    }

    SortedMap<StreamId, Cut> ends() {
        return cuts(BatchPlan::end);
    }

    private SortedMap<StreamId, Cut> cuts(Function<BatchPlan, Cut> which) {
        SortedMap<StreamId, Cut> cuts = new TreeMap<>();
        plans.forEach((stream, plan) -> cuts.put(stream, which.apply(plan)));
        return cuts;
    }

    long backlog() {
        return sum(BatchPlan::backlog);
    }

    private long sum(ToLongFunction<BatchPlan> part) {
        return plans.values().stream().mapToLong(part).sum();
    }

    /** Tells whether waiting for more would be in vain for some of it. */
    boolean isRipe() {
        return plans.values().stream().anyMatch(BatchPlan::ripe);
    }

    /** Tells whether it comes so near to what is allowed that it is not worth while to look for more. */
    boolean isFull(long maxBytes) {
        long bytes = sum(BatchPlan::bytes);
        return bytes < backlog() || (bytes > 0 && bytes >= maxBytes / 2);
    }
}
