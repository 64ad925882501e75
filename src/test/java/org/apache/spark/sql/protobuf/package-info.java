// SPDX-License-Identifier: Apache-2.0
/** What stands in the place of a class of Spark's module for Protobuf. */
package org.apache.spark.sql.protobuf;
