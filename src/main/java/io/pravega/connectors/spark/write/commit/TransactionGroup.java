// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit;

import io.pravega.connectors.spark.client.Clock;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.RefusedException;
import io.pravega.connectors.spark.client.Retries;
import io.pravega.connectors.spark.client.TransactionCalls;
import io.pravega.connectors.spark.client.TransactionStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group of calls on several transactions. They are repeated until what they ask for cannot turn back
 * any more, or until the time for an outage is over.
 */
public final class TransactionGroup {

    static final Set<TransactionStatus> COMMITTED_OR_COMMITTING =
            EnumSet.of(TransactionStatus.COMMITTING, TransactionStatus.COMMITTED);
    static final Set<TransactionStatus> LOST =
            EnumSet.of(TransactionStatus.ABORTING, TransactionStatus.ABORTED, TransactionStatus.UNKNOWN);

    private static final Logger LOG = LoggerFactory.getLogger(TransactionGroup.class);
    private static final Duration FIRST_POLL = Duration.ofMillis(1);
    private static final Duration LONGEST_POLL_IN_ORDER = Duration.ofMillis(50);

    private final TransactionCalls transactions;
    private final boolean ordered;
    private final Clock clock;
    private final Duration outageTimeout;

    /** @param ordered whether those that are committed together, all of one stream, must become visible in order */
    TransactionGroup(TransactionCalls transactions, boolean ordered, Clock clock, Duration outageTimeout) {
        this.transactions = transactions;
        this.ordered = ordered;
        this.clock = clock;
        this.outageTimeout = outageTimeout;
    }

    Map<UUID, TransactionStatus> statuses(Collection<UUID> ids) {
        return statuses(ids, retries());
    }

    private Map<UUID, TransactionStatus> statuses(Collection<UUID> ids, Retries retries) {
        return ids.isEmpty() ? Map.of() : retries.ask(() -> transactions.statuses(ids));
    }

    private Retries retries() {
        return new Retries(clock, outageTimeout);
    }

    /**
     * Commits all.
     *
     * @return whether all are committed or committing; if not, some were lost, or stayed open until the time was over
     * @throws PravegaException when it is not known what became of them
     */
    boolean commit(List<UUID> ids) {
        Retries retries = retries();
        List<UUID> open = ids;
        while (true) {
            try {
                callCommit(ids, open);
                return true;
            } catch (PravegaException e) {
                Map<UUID, TransactionStatus> found = statuses(ids, retries);
                if (COMMITTED_OR_COMMITTING.containsAll(found.values())) {
                    return true;
                }
                LOG.warn("Committing transactions failed; they are now {}", found, e);
                if (found.values().stream().anyMatch(LOST::contains)) {
                    return false;
                }
                if (e instanceof RefusedException) {
                    throw e;
                }
                if (!retries.pause()) {
                    return false;
                }
                open = select(ids, id -> found.get(id) == TransactionStatus.OPEN);
            }
        }
    }

    private void callCommit(List<UUID> all, List<UUID> open) {
        if (ordered) {
            commitInOrder(all, open);
        } else if (open.size() == 1) {
            transactions.commit(open.get(0));
        } else {
            transactions.commitAll(open);
        }
    }

    /**
     * Commits one after the other. Of all transactions that are committing, the controller takes those of the lowest
     * stream epoch first, whatever the order of the calls. Where a transaction is of a lower epoch than one before it
     * (the stream was scaled while the tasks ran), those before it must therefore be committed already.
     */
    private void commitInOrder(List<UUID> all, List<UUID> open) {
        Set<UUID> left = Set.copyOf(open);
        int greatest = Integer.MIN_VALUE;
        for (int i = 0; i < all.size(); i++) {
            UUID id = all.get(i);
            int streamEpoch = streamEpoch(id);
            if (left.contains(id)) {
                if (streamEpoch < greatest) {
                    awaitVisible(all.subList(0, i), LONGEST_POLL_IN_ORDER);
                    greatest = streamEpoch;
                }
                transactions.commit(id);
            }
            greatest = Math.max(greatest, streamEpoch);
        }
    }

    /** Returns the epoch of the stream in which a transaction began; Pravega puts it into the upper half of the id. */
    private static int streamEpoch(UUID transaction) {
        return (int) (transaction.getMostSignificantBits() >> 32);
    }

    /** Aborts those that are open, and returns the final status of each: none is open. */
    Map<UUID, TransactionStatus> withdraw(List<UUID> ids) {
        Retries retries = retries();
        boolean asked = false;
        while (true) {
            Map<UUID, TransactionStatus> found = statuses(ids, retries);
            List<UUID> open = select(ids, id -> found.get(id) == TransactionStatus.OPEN);
            if (open.isEmpty()) {
                return found;
            }
            if (asked) {
                retries.pauseAfter(new PravegaException(
                        "Cannot abort transactions %s: the server says that they are open".formatted(open), null));
            }
            try {
                transactions.abortAll(open);
                asked = true;
            } catch (PravegaException e) {
                retries.pauseAfter(e);
            }
        }
    }

    /** Aborts those that are open; where that fails they are left to expire. */
    void abort(List<UUID> ids) {
        if (ids.isEmpty()) {
            return;
        }
        try {
            Map<UUID, TransactionStatus> found = transactions.statuses(ids);
            transactions.abortAll(select(ids, id -> found.get(id) == TransactionStatus.OPEN));
        } catch (RuntimeException e) {
            LOG.warn("Could not abort transactions {}, which will expire", ids, e);
        }
    }

    /**
     * Waits until all that is being committed can be read. Asks after 1 ms and then ever more slowly.
     *
     * @throws PravegaException when none of them becomes readable for the time of an outage
     */
    void awaitVisible(List<UUID> ids, Duration longestPoll) {
        Duration poll = FIRST_POLL;
        List<UUID> left = ids;
        long since = clock.nanoTime();
        while (!left.isEmpty()) {
            // What was committed last can be read last, or nearly so: until then there is no need to ask for the rest.
            int last = left.size() - 1;
            if (committing(left.subList(last, left.size())).isEmpty()) {
                left = committing(left.subList(0, last));
                since = clock.nanoTime();
            } else if (clock.nanoTime() - since < outageTimeout.toNanos()) {
                clock.pause(poll);
                Duration longer = poll.multipliedBy(3).dividedBy(2);
                poll = longer.compareTo(longestPoll) < 0 ? longer : longestPoll;
            } else {
                throw new PravegaException(("Cannot wait for transactions %s: they have been committing for %d s "
                        + "(service_outage_timeout); nothing is lost, and they become visible when the server is back")
                        .formatted(left, outageTimeout.toSeconds()), null);
            }
        }
    }

    private List<UUID> committing(List<UUID> ids) {
        Map<UUID, TransactionStatus> found = statuses(ids);
        if (!COMMITTED_OR_COMMITTING.containsAll(found.values())) {
            throw new IllegalStateException("Cannot wait for committed transactions: they are " + found);
        }
        return select(ids, id -> found.get(id) == TransactionStatus.COMMITTING);
    }

    private static List<UUID> select(List<UUID> ids, Predicate<UUID> which) {
        return ids.stream().filter(which).toList();
    }
}
