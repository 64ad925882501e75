// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.stream.StreamId;
import java.util.Locale;

/**
 * The query or application whose epochs (or versions) are committed, and the stream they go to.
 *
 * @param id the query's id, or {@code txn_app_id}
 * @param ledger whether a ledger keeps what was committed
 */
record WriteJob(Kind kind, String id, StreamId stream, boolean ledger) {

    /** What a number in the ledger counts. */
    enum Kind {
        /** A streaming query: Spark repeats the last epoch, never an earlier one, and never skips one. */
        EPOCH,
        /** Batch jobs of one application: any may be repeated, and a smaller number is an older job. */
        VERSION,
        /** A batch job that nobody repeats. */
        BATCH
    }

    String ledgerEntry() {
        return kind.name().toLowerCase(Locale.ROOT) + "/" + id + "/" + stream;
    }

    /** Reads the name of a ledger entry: the id may contain anything, scope and stream no slash. */
    static WriteJob ofEntry(String name) {
        int stream = name.lastIndexOf('/');
        int scope = name.lastIndexOf('/', stream - 1);
        int id = name.indexOf('/');
        return new WriteJob(Kind.valueOf(name.substring(0, id).toUpperCase(Locale.ROOT)), name.substring(id + 1, scope),
                new StreamId(name.substring(scope + 1, stream), name.substring(stream + 1)), true);
    }

    /** Tells whether a ledger entry of this name is about writes to the stream. */
    static boolean isOf(StreamId stream, String ledgerEntry) {
        return ledgerEntry.endsWith("/" + stream);
    }

    /** Tells whether transactions must become visible in order of the partitions, so that sorted rows stay sorted. */
    boolean ordered() {
        return kind != Kind.EPOCH;
    }

    /** Describes an epoch for messages: {@code epoch 7 of query … to stream scope/name}. */
    String describe(long number) {
        return switch (kind) {
            case EPOCH -> "epoch %d of query %s to stream %s".formatted(number, id, stream);
            case VERSION -> "version %d of txn_app_id '%s' to stream %s".formatted(number, id, stream);
            case BATCH -> "the batch to stream %s".formatted(stream);
        };
    }
}
