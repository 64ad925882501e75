// SPDX-License-Identifier: Apache-2.0
/** What Spark's catalogs have from version 4.1 on; not in the jar either. */
package org.apache.spark.sql.connector.catalog;
