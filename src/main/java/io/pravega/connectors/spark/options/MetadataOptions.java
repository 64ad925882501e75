// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A question about the cluster, asked with option {@code metadata} in place of reading events. */
public final class MetadataOptions implements Serializable {

    /** What can be asked. */
    public enum Kind {
        /** Which streams the scope has. */
        STREAMS("Streams"),
        /** Where one stream begins and ends. */
        STREAM_INFO("StreamInfo");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As users write it. */
        @Override
        public String toString() {
            return text;
        }
    }

    private static final long serialVersionUID = 1L;

    private final ConnectionOptions connection;
    private final String scope;
    private final String stream;
    private final Kind kind;

    private MetadataOptions(GivenOptions given, Kind kind) {
        this.kind = kind;
        connection = ConnectionOptions.from(given);
        scope = given.require(PravegaOptions.SCOPE);
        stream = kind == Kind.STREAM_INFO ? given.require(PravegaOptions.STREAM)
                : given.find(PravegaOptions.STREAM).orElse(null);
    }

    /**
     * Empty when option {@code metadata} is not set, that is, when events are to be read.
     *
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static Optional<MetadataOptions> from(CaseInsensitiveStringMap options) {
        return from(GivenOptions.of(options));
    }

    static Optional<MetadataOptions> from(GivenOptions given) {
        return given.find(PravegaOptions.METADATA).map(kind -> new MetadataOptions(given, kind));
    }

    public ConnectionOptions connection() {
        return connection;
    }

    public String scope() {
        return scope;
    }

    /** Always there for {@link Kind#STREAM_INFO}; of no effect for {@link Kind#STREAMS}. */
    public Optional<String> stream() {
        return Optional.ofNullable(stream);
    }

    public Kind kind() {
        return kind;
    }
}
