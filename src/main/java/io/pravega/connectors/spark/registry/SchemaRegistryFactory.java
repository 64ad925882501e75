// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import io.pravega.connectors.spark.options.RegistryOptions;
import java.io.Serializable;

/** The way to a registry, which also tasks carry; {@link SchemaRegistries} is the one for use. */
public interface SchemaRegistryFactory extends Serializable {

    /** Returns the group of schemas that the options name; asks nobody. */
    SchemaRegistry open(RegistryOptions options);
}
