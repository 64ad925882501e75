// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.stream.Cut;
import io.pravega.connectors.spark.stream.PositionsJson;
import io.pravega.connectors.spark.stream.ReadPoint;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * A stream cut of each stream that a query reads, as Spark's checkpoints hold it: {@link PositionsJson}. Two offsets
 * are equal when their cuts are.
 *
 * <p>Where a micro-batch begins to read a stream behind its start, its end says so. That is so when a scale, or a loss
 * that is accepted, lies in between, and when the stream is new to the query. When Spark repeats the batch after a
 * restart, segments before that place may be truncated away without any loss.
 */
public final class PravegaOffset extends Offset {

    private final SortedMap<StreamId, Cut> cuts;
    private final SortedMap<StreamId, Cut> readFrom;
    private final String json;

    private PravegaOffset(SortedMap<StreamId, Cut> cuts, SortedMap<StreamId, Cut> readFrom, String json) {
        this.cuts = Collections.unmodifiableSortedMap(cuts);
        this.readFrom = Collections.unmodifiableSortedMap(readFrom);
        this.json = json;
    }

    public static PravegaOffset of(Cut cut) {
        return of(List.of(cut), List.of());
    }

    /**
     * Makes the end of a batch.
     *
     * @param readFrom where it begins to read those streams that it does not begin to read at its start
     */
    public static PravegaOffset of(Collection<Cut> cuts, Collection<Cut> readFrom) {
        return new PravegaOffset(byStream(cuts), byStream(readFrom), PositionsJson.format(cuts, readFrom));
    }

    private static SortedMap<StreamId, Cut> byStream(Collection<Cut> cuts) {
        SortedMap<StreamId, Cut> sorted = new TreeMap<>();
        cuts.forEach(cut -> sorted.put(cut.stream(), cut));
        return sorted;
    }

    /**
     * Reads an offset of a checkpoint.
     *
     * @throws IllegalArgumentException when it is not the JSON of positions
     */
    public static PravegaOffset parse(String json) {
        PositionsJson parsed = PositionsJson.parse(json);
        SortedMap<StreamId, Cut> cuts = new TreeMap<>();
        parsed.points().forEach((stream, point) -> {
            if (!(point instanceof ReadPoint.At at)) {
                throw new IllegalArgumentException("Invalid offset '%s': expected positions in segments, not '%s'"
                        .formatted(json, point));
            }
            cuts.put(stream, at.cut());
        });
        return new PravegaOffset(cuts, parsed.readFrom(), json);
    }

    public SortedMap<StreamId, Cut> cuts() {
        return cuts;
    }

    /** Returns where the batch that ends here begins to read the stream, if that is not its start. */
    public Optional<Cut> readFrom(StreamId stream) {
        return Optional.ofNullable(readFrom.get(stream));
    }

    @Override
    public String json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PravegaOffset offset ? cuts.equals(offset.cuts) : super.equals(other);
    }

    @Override
    public int hashCode() {
        return cuts.hashCode();
    }
}
