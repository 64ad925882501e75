// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * What can be asked of transactions that somebody has begun, of one stream or of several. Safe for use by several
 * threads; no call waits for another.
 */
public interface TransactionCalls {

    /** The status of each, asked for at once. */
    Map<UUID, TransactionStatus> statuses(Collection<UUID> transactions);

    /**
     * Asks for the commit of an open transaction; it becomes visible a little later, after those committed before it.
     * Does nothing to one already committing or committed.
     *
     * @throws TransactionFinishedException when it is aborting, aborted or unknown
     */
    void commit(UUID transaction);

    /**
     * {@linkplain #commit Commits} each of them, all at once, in any order. A failure of one does not keep the others
     * from being committed; it is thrown when all are through, the further ones as suppressed.
     */
    void commitAll(Collection<UUID> transactions);

    /** Asks for the abort of an open transaction; does nothing to one already aborting, aborted or unknown. */
    void abort(UUID transaction);

    /** {@linkplain #abort Aborts} each of them, all at once; failures as in {@link #commitAll}. */
    void abortAll(Collection<UUID> transactions);

    /** Keeps an open transaction alive from now on until it is finished. */
    void keepAlive(UUID transaction);
}
