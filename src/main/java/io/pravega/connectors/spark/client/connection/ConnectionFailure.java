// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Words for what kept a connection from coming about. */
public final class ConnectionFailure {

    private ConnectionFailure() {
    }

    /**
     * Returns the words; empty when nothing in the chain of causes tells. The innermost cause tells most, so the last
     * match counts.
     */
    public static Optional<String> describe(Throwable failure) {
        String found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String reason = describeOne(cause);
            found = reason == null ? found : reason;
        }
        return Optional.ofNullable(found);
    }

    /** Returns whether trying again is of no use: server and client do not agree on TLS, or on certificates. */
    public static boolean isForGood(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || (cause instanceof SSLException && !isCutOff(cause))) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether the server went away during a handshake, in the words of netty or of the JDK. */
    private static boolean isCutOff(Throwable handshake) {
        String message = String.valueOf(handshake.getMessage());
        return message.contains("closed") || message.contains("terminated");
    }

    private static @Nullable String describeOne(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateExpiredException) {
            return "the server's certificate has expired: " + message;
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "the server's certificate is not valid yet: " + message;
        }
        if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
            return "the server's certificate is not signed by anyone the trust store knows (%s)".formatted(message);
        }
        if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
            return "the server's certificate is made out to another host name: " + message;
        }
        if (cause.getClass().getSimpleName().equals("NotSslRecordException")
                || message.contains("Unsupported or unrecognized SSL message")) {
            return "the server does not speak TLS on this port; a server without TLS has a tcp:// address";
        }
        if (cause instanceof SSLException) {
            return "no TLS connection: " + message;
        }
        if (cause instanceof UnknownHostException) {
            return "unknown host " + message;
        }
        if (cause instanceof SocketTimeoutException) {
            return "no connection in time";
        }
        if (cause instanceof ConnectException) {
            return message.toLowerCase(Locale.ROOT);
        }
        return cause instanceof IOException ? message : null;
    }
}
