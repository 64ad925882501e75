package io.pravega.connectors.spark.client;

/** Events that were handed over could not be made durable. */
public final class WriteFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WriteFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
