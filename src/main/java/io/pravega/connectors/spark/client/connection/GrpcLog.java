// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.connection;

import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLogger;
import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory;
import io.grpc.netty.shaded.io.netty.util.internal.logging.JdkLoggerFactory;
import io.grpc.netty.shaded.io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A logger factory that keeps credentials out of the log. At level DEBUG gRPC prints the headers of every call to the
 * controller, user, password and tokens among them.
 */
final class GrpcLog extends InternalLoggerFactory {

    private static final String PRINTS_HEADERS = "NettyClientHandler";
    /** In a field, because loggers that nobody holds are forgotten with their level. */
    private static final Logger MUTE = Logger.getLogger(GrpcLog.class.getName());

    private GrpcLog() {
    }

    /** Silences the headers. Must be called before the first channel is made. */
    static void muteHeaders() {
        MUTE.setLevel(Level.OFF);
        InternalLoggerFactory.setDefaultFactory(new GrpcLog());
    }

    @Override
    protected InternalLogger newInstance(String name) {
        return name.endsWith(PRINTS_HEADERS)
                ? ((JdkLoggerFactory) JdkLoggerFactory.INSTANCE).newInstance(MUTE.getName())
                : ((Slf4JLoggerFactory) Slf4JLoggerFactory.INSTANCE).newInstance(name);
    }
}
