// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.Optional;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The settings of a catalog.
 *
 * @param scope the namespace that {@code USE} of the catalog selects
 */
public record CatalogOptions(ConnectionOptions connection, Optional<String> scope) {

    /**
     * Reads the options of one catalog.
     *
     * @throws IllegalArgumentException {@code Invalid …} or {@code Cannot …}, naming the option
     */
    public static CatalogOptions from(CaseInsensitiveStringMap options) {
        OptionReader reader = OptionReader.of(options);
        return new CatalogOptions(ConnectionOptions.from(reader), reader.find(PravegaOptions.SCOPE));
    }
}
