// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.read;

import io.pravega.connectors.spark.stream.CutRange;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds ranges whose end lies before their start, as far as the cuts themselves tell. The controller finds the others,
 * but takes reversed cuts for a failure of its own, worth many retries.
 */
final class CutOrder {

    private CutOrder() {
    }

    /** @throws IllegalArgumentException {@code Invalid range …} */
    static void require(CutRange range) {
        Set<Long> from = without(range.start().segments(), range.end().segments());
        Set<Long> to = without(range.end().segments(), range.start().segments());
        // In each part of the key space a later segment has a greater id.
        boolean inOrder = range.start().offsets().entrySet().stream().allMatch(position -> isReached(position, range))
                && from.isEmpty() == to.isEmpty()
                && (from.isEmpty() || (Collections.min(from) < Collections.min(to)
                        && Collections.max(from) < Collections.max(to)));
        if (!inOrder) {
            throw new IllegalArgumentException("Invalid range '%s to %s': expected the end not to lie before the start"
                    .formatted(range.start(), range.end()));
        }
    }

    private static boolean isReached(Map.Entry<Long, Long> position, CutRange range) {
        return range.end().offset(position.getKey()).orElse(Long.MAX_VALUE) >= position.getValue();
    }

    private static Set<Long> without(Set<Long> segments, Set<Long> others) {
        Set<Long> rest = new TreeSet<>(segments);
        rest.removeAll(others);
        return rest;
    }
}
