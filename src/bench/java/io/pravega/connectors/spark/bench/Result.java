// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.Map;

/**
 * One line of the table.
 *
 * @param eventBytes payload of an event
 * @param unit of {@code ours} and {@code bare}
 * @param bare the figure ours is compared with, or null when the target is absolute
 * @param ratio ours / bare, pair by pair, or null when the target is absolute
 * @param met null when there is no target
 * @param parts whatever explains the figure; in the file, not in the table
 */
record Result(String work, int eventBytes, String unit, Spread ours, Spread bare, Spread ratio, String target,
        Boolean met, Map<String, Object> parts) {

    static Result compared(String work, int eventBytes, String unit, Pairs pairs, Target target) {
        Spread ratio = pairs.ratio();
        return new Result(work, eventBytes, unit, pairs.ours(), pairs.bare(), ratio, target.toString(),
                target.met(ratio.median()), Map.of());
    }

    static Result absolute(String work, int eventBytes, String unit, Spread ours, Target target) {
        return new Result(work, eventBytes, unit, ours, null, null, target.toString(), target.met(ours.median()),
                Map.of());
    }

    Result with(Map<String, Object> explanation) {
        return new Result(work, eventBytes, unit, ours, bare, ratio, target, met, explanation);
    }
}
