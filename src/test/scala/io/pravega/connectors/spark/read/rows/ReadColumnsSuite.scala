// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows

import java.util.Optional

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.format.TypedFormat
import io.pravega.connectors.spark.options.ReadOptions
import org.apache.spark.sql.types.{StringType, StructField, StructType}
import org.apache.spark.sql.util.CaseInsensitiveStringMap
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class ReadColumnsSuite extends AnyFunSuite with Matchers {

  private val options = ReadOptions.from(
    new CaseInsensitiveStringMap(Map("controller" -> "tcp://a:1", "scope" -> "s", "stream" -> "t").asJava))
  private val routingKey = StructField("routing_key", StringType)

  private def all: Seq[StructField] =
    Column.all(options).iterator.asScala.map(column => StructField(column.columnName, column.`type`)).toSeq

  private def required(fields: Seq[StructField]): ReadColumns =
    ReadColumns.required(Optional.empty[TypedFormat], StructType(fields), options)

  test("a routing key behind all other columns is told to Spark, and is none of those that are read") {
    val columns = required(all :+ routingKey)
    columns.schema.fieldNames.last shouldBe "routing_key"
    columns.columns.asScala.map(_.columnName) shouldBe all.map(_.name)
  }

  test("some columns are read in the order in which they are asked for") {
    required(Seq(all(3), all.head)).columns.asScala.map(_.columnName) shouldBe Seq("segment_id", "event")
  }

  test("a column that there is not is refused") {
    an[IllegalArgumentException] should be thrownBy required(Seq(all.head, routingKey))
  }
}
