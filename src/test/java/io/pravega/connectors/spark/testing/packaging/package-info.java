// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of the artifact itself, which run after it was packaged.
 */
package io.pravega.connectors.spark.testing.packaging;
