// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import java.util.Optional;

/** A group of schemas that remembers what never changes: what an id means, and the numbers of a schema. */
final class CachedSchemaRegistry implements SchemaRegistry {

    private static final int CAPACITY = 1_000;

    private final SchemaRegistry registry;
    private final BoundedCache<Integer, Encoding> encodings = new BoundedCache<>(CAPACITY);
    private final BoundedCache<EventSchema, SchemaVersion> versions = new BoundedCache<>(CAPACITY);
    private final BoundedCache<SchemaVersion, Integer> encodingIds = new BoundedCache<>(CAPACITY);

    CachedSchemaRegistry(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Encoding encoding(int id) {
        return encodings.get(id, registry::encoding);
    }

    /** Asks each time: this does change. */
    @Override
    public Optional<EventSchema> latest() {
        return registry.latest();
    }

    @Override
    public SchemaVersion register(EventSchema schema) {
        return versions.get(schema, registry::register);
    }

    @Override
    public Optional<SchemaVersion> find(EventSchema schema) {
        return versions.find(schema).or(() -> {
            Optional<SchemaVersion> found = registry.find(schema);
            found.ifPresent(version -> versions.put(schema, version));
            return found;
        });
    }

    @Override
    public int encodingId(SchemaVersion version) {
        return encodingIds.get(version, registry::encodingId);
    }
}
