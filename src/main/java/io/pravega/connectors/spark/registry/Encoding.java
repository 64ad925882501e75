// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

/**
 * What the header of an event stands for.
 *
 * @param schema the schema that the event was written with
 * @param version the number under which the group has it
 * @param codec the registry's name of the way in which the event was compressed; empty if it was not
 */
public record Encoding(EventSchema schema, SchemaVersion version, String codec) {
}
