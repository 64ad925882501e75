// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog

import io.pravega.connectors.spark.testing.PravegaFixture
import org.apache.spark.SparkConf
import org.apache.spark.sql.{DataFrame, QueryTest}
import org.apache.spark.sql.test.SharedSparkSession
import org.scalatest.matchers.should.Matchers

/** A session with the catalog `pravega`, and SQL in one word. */
trait CatalogFixture extends QueryTest with SharedSparkSession with PravegaFixture with Matchers {

  override protected def sparkConf: SparkConf = super.sparkConf
    .set("spark.sql.catalog.pravega", classOf[PravegaCatalog].getName)
    .set("spark.sql.catalog.pravega.controller", controller)

  /** The scope as SQL writes it. */
  protected def namespace: String = s"pravega.`$scope`"

  /** A stream as SQL writes it. */
  protected def table(stream: String): String = s"$namespace.`$stream`"

  /** The rows of a statement, their values as text. */
  protected def rows(sqlText: String): Seq[Seq[String]] =
    spark.sql(sqlText).collect().toSeq.map(_.toSeq.map(String.valueOf))

  /** The values in the first column. */
  protected def values(sqlText: String): Seq[String] = rows(sqlText).map(_.head)

  protected def eventsOf(relation: String): Seq[String] =
    values(s"SELECT cast(event AS string) FROM $relation ORDER BY 1")

  /** The message of the exception that a statement fails with, or of one behind it. */
  protected def refusal(sqlText: String): String = refusalOf(spark.sql(sqlText).collect())

  protected def refusalOf(what: => Any): String = {
    val thrown = intercept[Exception](what)
    Iterator.iterate[Throwable](thrown)(_.getCause).takeWhile(_ != null).map(_.getMessage).mkString("\n")
  }

  protected def properties(stream: String): Map[String, String] =
    rows(s"SHOW TBLPROPERTIES ${table(stream)}").map { case Seq(key, value) => key -> value }.toMap

  /** The table that option `metadata` asks for. */
  protected def metadata(kind: String, stream: String): DataFrame = spark.read.format("pravega")
    .option("controller", controller).option("scope", scope).option("stream", stream).option("metadata", kind).load()
}
