package io.pravega.connectors.spark.client;

import java.util.UUID;

/** The transactions of one stream. */
public interface Transactions {

    /** Begins a transaction to write to, kept alive by this JVM until it is finished. */
    TransactionWriter begin();

    TransactionStatus status(UUID transaction);

    /**
     * Asks for the commit of an open transaction; it becomes visible a little later, after those committed before it.
     * Does nothing to one already committing or committed.
     *
     * @throws TransactionFinishedException when it is aborting, aborted or unknown
     */
    void commit(UUID transaction);

    /** Asks for the abort of an open transaction; does nothing to one already aborting, aborted or unknown. */
    void abort(UUID transaction);

    /** Keeps an open transaction alive from now on until it is finished. */
    void keepAlive(UUID transaction);
}
