// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.plan;

import io.pravega.connectors.spark.client.StreamAdmin;
import io.pravega.connectors.spark.options.ReadOptions;
import io.pravega.connectors.spark.options.StreamChoice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams that a query reads: those of a list, or those that a pattern finds. A streaming query looks for new ones
 * when it plans a micro-batch and some time has passed.
 */
public final class ChosenStreams {

    private final StreamAdmin admin;
    private final ReadOptions options;
    private final LongSupplier nanoClock;
    private @Nullable List<StreamId> found;
    private long foundAt;
    private boolean fixed;

    public ChosenStreams(StreamAdmin admin, ReadOptions options, LongSupplier nanoClock) {
        this.admin = admin;
        this.options = options;
        this.nanoClock = nanoClock;
    }

    /** Asks which streams there are. */
    public static List<StreamId> find(StreamAdmin admin, StreamChoice choice) {
        if (choice instanceof StreamChoice.One one) {
            return List.of(one.stream());
        }
        if (choice instanceof StreamChoice.Listed list) {
            return list.streams();
        }
        String scope = ((StreamChoice.Matching) choice).scope();
        return admin.streams(scope).stream().filter(choice::includes).toList();
    }

    boolean isOne() {
        return options.streams() instanceof StreamChoice.One;
    }

    boolean byPattern() {
        return options.streams() instanceof StreamChoice.Matching;
    }

    boolean includes(StreamId stream) {
        return options.streams().includes(stream);
    }

    /** Returns the streams that are there, as far as is known. */
    synchronized SortedSet<StreamId> now() {
        if (found == null || isStale()) {
            found = find(admin, options.streams());
            foundAt = nanoClock.getAsLong();
        }
        return new TreeSet<>(found);
    }

    private boolean isStale() {
        return byPattern() && !fixed
                && nanoClock.getAsLong() - foundAt >= options.discoveryInterval().toNanos();
    }

    /** Looks for new streams once more, and then never again. */
    synchronized void fix() {
        found = null;
        fixed = true;
    }

    /** Forgets a stream that is no longer there, until it is found again. */
    synchronized void forget(StreamId stream) {
        if (found != null) {
            found = found.stream().filter(other -> !other.equals(stream)).toList();
        }
    }

    @Override
    public String toString() {
        return options.streams().toString();
    }
}
