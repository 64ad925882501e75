// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.SessionConfigSupport;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The format {@code pravega}. Its options may also be set for a whole session, as
 * {@code spark.datasource.pravega.<option>}.
 *
 * <p>Spark instantiates every registered source when it resolves any format, so this class must load on Java 8 and any
 * Spark. A Java or Spark that the connector does not run on is refused only when the format is used.
 */
public final class PravegaSourceProvider implements TableProvider, DataSourceRegister, SessionConfigSupport {

    private static final String NAME = "pravega";
    private static final String TABLES = "io.pravega.connectors.spark.PravegaTables";

    @Override
    public String shortName() {
        return NAME;
    }

    @Override
    public String keyPrefix() {
        return NAME;
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return provider().inferSchema(options);
    }

    /** Returns true, so that Spark gives {@link #getTable} the schema of a frame to be written and infers none. */
    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return provider().getTable(schema, partitioning, properties);
    }

    /** Loads the class by name: the compiler, set to Java 8, refuses to read a class that is compiled for Java 17. */
    private static TableProvider provider() {
        SupportedVersions.check();
        try {
            return Class.forName(TABLES).asSubclass(TableProvider.class)
                    .getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Cannot use format 'pravega': class " + TABLES + " is missing from the connector jar", e);
        }
    }
}
