// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import io.pravega.connectors.spark.stream.StreamId;
import java.util.Optional;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A question about the cluster, asked with option {@code metadata} instead of reading events.
 *
 * @param stream present when the question is about one stream
 */
public record MetadataOptions(ConnectionOptions connection, MetadataKind kind, String scope,
        Optional<StreamId> stream) {

    /**
     * Reads the options of one query; empty when option {@code metadata} is not set, that is, when events are read.
     *
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static Optional<MetadataOptions> from(CaseInsensitiveStringMap options) {
        return from(OptionReader.of(options));
    }

    static Optional<MetadataOptions> from(OptionReader options) {
        return options.find(PravegaOptions.METADATA).map(kind -> new MetadataOptions(ConnectionOptions.from(options),
                kind, options.require(PravegaOptions.SCOPE),
                kind.isAboutOneStream()
                        ? Optional.of(StreamChoice.from(options).only("ask for %s=%s of"
                                .formatted(PravegaOptions.METADATA, kind))) : Optional.empty()));
    }
}
