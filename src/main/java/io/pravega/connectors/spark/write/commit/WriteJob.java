// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import io.pravega.connectors.spark.stream.StreamId;
import java.util.Locale;

/**
 * The query or application whose epochs (or versions) are committed, and the stream they go to.
 *
 * <p>A job that writes to several streams of a scope has {@link #SEVERAL} in place of the stream's name, in the name of
 * its ledger entry, too. Which streams they are is not part of that: they may be others after a restart, and an epoch
 * that the driver before had prepared must be found all the same.
 *
 * @param id the query's id, or {@code txn_app_id}
 * @param ledger whether a ledger keeps what was committed
 * @param ordered whether transactions must become visible in order of the partitions, so that sorted rows stay sorted
 */
public record WriteJob(Kind kind, String id, StreamId stream, boolean ledger, boolean ordered) {

    /** What stands for several streams of a scope; no stream in Pravega can have this name. */
    public static final String SEVERAL = "*";

    /** What a number in the ledger counts. */
    public enum Kind {
        /** A streaming query: Spark repeats the last epoch, never an earlier one, and never skips one. */
        EPOCH,
        /** Batch jobs of one application: any may be repeated, and a smaller number is an older job. */
        VERSION,
        /** A batch job that nobody repeats. */
        BATCH
    }

    String ledgerEntry() {
        return unit() + "/" + id + "/" + stream;
    }

    /** Reads the name of a ledger entry: the id may contain anything, scope and stream no slash. */
    static WriteJob ofEntry(String name) {
        int stream = name.lastIndexOf('/');
        int scope = name.lastIndexOf('/', stream - 1);
        int id = name.indexOf('/');
        return new WriteJob(Kind.valueOf(name.substring(0, id).toUpperCase(Locale.ROOT)), name.substring(id + 1, scope),
                new StreamId(name.substring(scope + 1, stream), name.substring(stream + 1)), true, false);
    }

    /** Tells whether the job writes to several streams of the scope. */
    public boolean several() {
        return stream.name().equals(SEVERAL);
    }

    /** Returns the same job as if it wrote to several streams of the scope. */
    WriteJob toSeveral() {
        return new WriteJob(kind, id, new StreamId(stream.scope(), SEVERAL), ledger, ordered);
    }

    /** Tells whether a ledger entry of this name is one of this query or application, for writes to this scope. */
    boolean isOfSameWriter(String ledgerEntry) {
        WriteJob other = ofEntry(ledgerEntry);
        return other.kind == kind && other.id.equals(id) && other.stream.scope().equals(stream.scope());
    }

    /** Tells whether a ledger entry of this name is about writes to the stream. */
    public static boolean isOf(StreamId stream, String ledgerEntry) {
        return ledgerEntry.endsWith("/" + stream);
    }

    /** Describes an epoch for messages: {@code epoch 7 of query … to stream scope/name}. */
    String describe(long number) {
        return switch (kind) {
            case EPOCH, VERSION -> "%s %d of %s to %s".formatted(unit(), number, writer(), target());
            case BATCH -> "the batch to %s".formatted(target());
        };
    }

    /** Describes who writes: {@code query …}, {@code txn_app_id '…'}. */
    String writer() {
        return kind == Kind.VERSION ? "txn_app_id '%s'".formatted(id) : "query " + id;
    }

    private String unit() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Describes where it writes to: {@code stream scope/name}, {@code several streams of scope scope}. */
    public String target() {
        return several() ? "several streams of scope " + stream.scope() : "stream " + stream;
    }
}
