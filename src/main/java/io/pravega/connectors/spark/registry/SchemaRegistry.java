// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.RefusedException;
import java.util.Optional;

/**
 * One group of schemas in a registry. Calls wait for a registry that is away. Safe for use by several threads.
 *
 * <p>Every method throws a {@link RefusedException} for what the registry refuses, and a {@link PravegaException} when
 * it stays away.
 */
public interface SchemaRegistry {

    /** Returns what an id in the header of an event stands for; an id never changes its meaning. */
    Encoding encoding(int id);

    /** Returns the schema that was added last; empty when there is no group of this name, or no schema in it. */
    Optional<EventSchema> latest();

    /** Adds a schema to the group unless the group has it; makes the group if there is none. */
    SchemaVersion register(EventSchema schema);

    /** Returns the version under which the group has a schema; empty when there is no such group or schema. */
    Optional<SchemaVersion> find(EventSchema schema);

    /** Returns the id of events of this schema that are not compressed; the registry makes one if there is none. */
    int encodingId(SchemaVersion version);
}
