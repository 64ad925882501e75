// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.client.TransactionStatus;
import io.pravega.connectors.spark.client.Transactions;
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

/** A group of calls on several transactions, repeated until what they ask for cannot turn back any more. */
final class TransactionGroup {

    static final Set<TransactionStatus> COMMITTED_OR_COMMITTING =
            EnumSet.of(TransactionStatus.COMMITTING, TransactionStatus.COMMITTED);
    static final Set<TransactionStatus> LOST =
            EnumSet.of(TransactionStatus.ABORTING, TransactionStatus.ABORTED, TransactionStatus.UNKNOWN);

    private static final Logger LOG = LoggerFactory.getLogger(TransactionGroup.class);
    private static final Duration FIRST_POLL = Duration.ofMillis(1);

    private final Transactions transactions;
    private final boolean ordered;
    private final Clock clock;

    /** @param ordered whether transactions must become visible in the order in which they are given */
    TransactionGroup(Transactions transactions, boolean ordered, Clock clock) {
        this.transactions = transactions;
        this.ordered = ordered;
        this.clock = clock;
    }

    Map<UUID, TransactionStatus> statuses(Collection<UUID> ids) {
        return ids.isEmpty() ? Map.of() : Retries.ask(clock, () -> transactions.statuses(ids));
    }

    /**
     * Commits all.
     *
     * @return whether all are in; if not, some cannot be committed, or could not for a minute
     */
    boolean commit(List<UUID> ids) {
        Retries retries = new Retries(clock);
        List<UUID> open = ids;
        while (true) {
            try {
                callCommit(open);
                return true;
            } catch (RuntimeException e) {
                Map<UUID, TransactionStatus> found = statuses(ids);
                if (COMMITTED_OR_COMMITTING.containsAll(found.values())) {
                    return true;
                }
                LOG.warn("Committing transactions failed; they are now {}", found, e);
                if (found.values().stream().anyMatch(LOST::contains) || !retries.pause()) {
                    return false;
                }
                open = select(ids, id -> found.get(id) == TransactionStatus.OPEN);
            }
        }
    }

    private void callCommit(List<UUID> ids) {
        if (ordered) {
            ids.forEach(transactions::commit);
        } else if (ids.size() == 1) {
            transactions.commit(ids.get(0));
        } else {
            transactions.commitAll(ids);
        }
    }

    /** Aborts those that are open, and returns the final word on each: in or out. */
    Map<UUID, TransactionStatus> withdraw(List<UUID> ids) {
        Retries retries = new Retries(clock);
        while (true) {
            Map<UUID, TransactionStatus> found = statuses(ids);
            List<UUID> open = select(ids, id -> found.get(id) == TransactionStatus.OPEN);
            if (open.isEmpty()) {
                return found;
            }
            try {
                transactions.abortAll(open);
            } catch (RuntimeException e) {
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

    /** Waits until all that is being committed can be read; asks after 1 ms and then ever more slowly. */
    void awaitVisible(List<UUID> ids, Duration longestPoll) {
        Duration poll = FIRST_POLL;
        List<UUID> left = ids;
        while (!left.isEmpty()) {
            // What was committed last can be read last, or nearly so: until then there is no need to ask for the rest.
            int last = left.size() - 1;
            if (committing(left.subList(last, left.size())).isEmpty()) {
                left = committing(left.subList(0, last));
            } else {
                clock.pause(poll);
                Duration longer = poll.multipliedBy(3).dividedBy(2);
                poll = longer.compareTo(longestPoll) < 0 ? longer : longestPoll;
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
