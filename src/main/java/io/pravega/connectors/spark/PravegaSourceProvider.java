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
 * The format {@code pravega}. Options it takes may also be set for a whole session as
 * {@code spark.datasource.pravega.<option>}.
 *
 * <p>Spark creates one for whatever format it looks for, so it must be there on any Java and Spark, and refuse those
 * that the connector does not run on only when it is used. Hence it is compiled for Java 8, unlike the rest.
 */
public final class PravegaSourceProvider implements TableProvider, DataSourceRegister, SessionConfigSupport {

    private static final String NAME = "pravega";

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

    /** With it, Spark gives {@link #getTable} the schema of a frame to be written instead of inferring one. */
    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return provider().getTable(schema, partitioning, properties);
    }

    /** By name, since the compiler, set to Java 8, refuses to read a class that is compiled for Java 17. */
    private static TableProvider provider() {
        SupportedVersions.check();
        try {
            return (TableProvider) Class.forName("io.pravega.connectors.spark.PravegaProvider")
                    .getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot use format 'pravega': its jar is not whole", e);
        }
    }
}
