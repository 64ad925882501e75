// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The ledger's record of the latest epoch of a query (or the latest version of a batch job).
 *
 * <p>Its bytes: format (1), state (1), epoch (8), nonce (16), digest of all (24), time (8), number of transactions (4),
 * and for each its partition (4), id (16) and digest (24); big-endian. Format 1 had no time. Format 3 is used for
 * transactions of several streams only. It has before their number a list of the streams: their number (4), and of each
 * the length of its name (4) and the name. Behind each transaction is the place of its stream in that list (4).
 *
 * @param nonce tells one attempt to write the epoch from every other; kept from PREPARED to DONE
 * @param total all that the epoch wrote
 * @param time when its driver wrote the record, in ms since 1970; 0 when that is unknown, as in format 1
 * @param tasks those to be committed; empty when DONE
 */
public record EpochRecord(long epoch, State state, UUID nonce, Digest total, long time, List<TaskCommit> tasks) {

    private static final byte FORMAT = 2;
    private static final byte FORMAT_WITHOUT_TIME = 1;
    private static final byte FORMAT_OF_STREAMS = 3;
    private static final int HEAD_BYTES = 62;
    private static final int HEAD_BYTES_WITHOUT_TIME = 54;
    private static final int TRANSACTION_BYTES = 44;

    /** PREPARED: it is decided that exactly these transactions become visible. DONE: none of them can fail any more. */
    enum State {
        PREPARED(0), DONE(1);

        private final byte code;

        State(int code) {
            this.code = (byte) code;
        }

        private static State of(byte code) {
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            throw new IllegalStateException("Cannot read the commit ledger: its entry has the unknown state " + code);
        }
    }

    /** Returns the record before the first epoch. */
    public static EpochRecord none(long time) {
        return new EpochRecord(-1, State.DONE, UUID.randomUUID(), Digest.NOTHING, time, List.of());
    }

    public static EpochRecord prepared(long epoch, List<TaskCommit> tasks, long time) {
        return new EpochRecord(epoch, State.PREPARED, UUID.randomUUID(), TaskCommit.total(tasks), time, tasks);
    }

    public EpochRecord done(long now) {
        return new EpochRecord(epoch, State.DONE, nonce, total, now, List.of());
    }

    public boolean isDone() {
        return state == State.DONE;
    }

    /** Returns the last epoch of which nothing is left to do. */
    long lastDone() {
        return isDone() ? epoch : epoch - 1;
    }

    public byte[] toBytes() {
        List<String> streams = tasks.stream().map(TaskCommit::stream).filter(Objects::nonNull).distinct().toList();
        byte[] names = streams.isEmpty() ? new byte[0] : bytes(streams);
        int length = streams.isEmpty() ? TRANSACTION_BYTES : TRANSACTION_BYTES + Integer.BYTES;
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + names.length + tasks.size() * length);
        out.put(streams.isEmpty() ? FORMAT : FORMAT_OF_STREAMS).put(state.code).putLong(epoch);
        put(out, nonce);
        put(out, total);
        out.putLong(time).put(names).putInt(tasks.size());
        for (TaskCommit task : tasks) {
            out.putInt(task.partition());
            put(out, Objects.requireNonNull(task.transaction()));
            put(out, task.digest());
            if (!streams.isEmpty()) {
                out.putInt(streams.indexOf(task.stream()));
            }
        }
        return out.array();
    }

    /**
     * Reads a record.
     *
     * @throws IllegalStateException when no known version wrote the bytes
     */
    public static EpochRecord of(byte[] bytes) {
        byte format = bytes.length == 0 ? 0 : bytes[0];
        if (((format != FORMAT && format != FORMAT_OF_STREAMS) || bytes.length < HEAD_BYTES)
                && (format != FORMAT_WITHOUT_TIME || bytes.length < HEAD_BYTES_WITHOUT_TIME)) {
            throw new IllegalStateException(("Cannot read the commit ledger: its entry has format %s, this connector "
                    + "knows formats %d to %d; a newer one wrote it")
                    .formatted(format, FORMAT_WITHOUT_TIME, FORMAT_OF_STREAMS));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        State state = State.of(in.get());
        long epoch = in.getLong();
        UUID nonce = id(in);
        Digest total = digest(in);
        long time = format == FORMAT_WITHOUT_TIME ? 0 : in.getLong();
        List<String> streams = format == FORMAT_OF_STREAMS ? names(in) : List.of();
        List<TaskCommit> tasks = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            int partition = in.getInt();
            UUID transaction = id(in);
            Digest digest = digest(in);
            tasks.add(streams.isEmpty() ? new TaskCommit(partition, transaction, digest)
                    : new TaskCommit(partition, streams.get(in.getInt()), transaction, digest));
        }
        return new EpochRecord(epoch, state, nonce, total, time, List.copyOf(tasks));
    }

    private static byte[] bytes(List<String> names) {
        List<byte[]> texts = names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();
        ByteBuffer out = ByteBuffer.allocate(
                Integer.BYTES + texts.stream().mapToInt(text -> Integer.BYTES + text.length).sum());
        out.putInt(texts.size());
        texts.forEach(text -> out.putInt(text.length).put(text));
        return out.array();
    }

    private static List<String> names(ByteBuffer in) {
        List<String> names = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            byte[] text = new byte[in.getInt()];
            in.get(text);
            names.add(new String(text, StandardCharsets.UTF_8));
        }
        return names;
    }

    private static void put(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID id(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static void put(ByteBuffer out, Digest digest) {
        out.putLong(digest.events()).putLong(digest.bytes()).putLong(digest.checksum());
    }

    private static Digest digest(ByteBuffer in) {
        return new Digest(in.getLong(), in.getLong(), in.getLong());
    }
}
