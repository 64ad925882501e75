// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import java.io.Serializable;

/**
 * The number under which a group has a schema.
 *
 * @param type the name of what the schema describes
 * @param format the registry's name of the schema's format
 * @param version counts the schemas of this type in the group
 * @param id counts all schemas of the group
 */
public record SchemaVersion(String type, String format, int version, int id) implements Serializable {
}
