// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import io.pravega.connectors.spark.client.connection.HttpAccess;
import io.pravega.connectors.spark.options.ConnectionOptions;
import io.pravega.connectors.spark.options.RegistryOptions;
import java.net.URI;

/**
 * The JVM's shared way to registries: one HTTP client for each registry and connection, and one memory for each group.
 * Whoever has other credentials has another memory, so that nobody learns from it what the registry would not tell him.
 */
public final class SchemaRegistries {

    private static final int CAPACITY = 100;

    private static final BoundedCache<Server, RegistryHttp> SERVERS = new BoundedCache<>(CAPACITY);
    private static final BoundedCache<RegistryOptions, SchemaRegistry> GROUPS = new BoundedCache<>(CAPACITY);

    private record Server(URI uri, ConnectionOptions connection) {
    }

    private SchemaRegistries() {
    }

    /**
     * Returns the group of schemas that the options name; asks nobody.
     *
     * @throws IllegalArgumentException {@code Invalid …}, when the trust store or the credentials cannot be used
     */
    public static SchemaRegistry open(RegistryOptions options) {
        return GROUPS.get(options, group -> new CachedSchemaRegistry(new HttpSchemaRegistry(group,
                SERVERS.get(new Server(group.uri(), group.connection()), server -> new RegistryHttp(server.uri(),
                        HttpAccess.of(server.connection()), server.connection().serviceOutageTimeout())))));
    }
}
