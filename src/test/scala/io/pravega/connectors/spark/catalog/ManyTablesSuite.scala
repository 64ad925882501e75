// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog

import java.util.concurrent.TimeUnit.NANOSECONDS

import io.pravega.client.stream.{ScalingPolicy, StreamConfiguration}
import org.apache.spark.SparkConf

/**
 * A scope with more streams than the server lists on one page, and a schema registry that is away: nothing asks it. It
 * says how long listing takes.
 */
class ManyTablesSuite extends CatalogFixture {

  override protected def sparkConf: SparkConf =
    super.sparkConf.set("spark.sql.catalog.pravega.schema_registry", "http://localhost:1")

  private val Streams = 300

  private def timed[T](what: String)(body: => T): T = {
    val start = System.nanoTime()
    val result = body
    info(s"$what: ${NANOSECONDS.toMillis(System.nanoTime() - start)} ms")
    result
  }

  test("all streams are listed, over several pages") {
    val names = (1 to Streams).map(i => f"s$i%05d")
    val configuration = StreamConfiguration.builder.scalingPolicy(ScalingPolicy.fixed(1)).build
    timed(s"creating $Streams streams") {
      names.grouped(20).foreach(group => group.map(name =>
        controllerClient.createStream(scope, name, configuration)).foreach(_.join()))
    }
    timed(s"SHOW TABLES of $Streams streams")(rows(s"SHOW TABLES IN $namespace")).map(_(1)) shouldBe names
    timed("again")(rows(s"SHOW TABLES IN $namespace")) should have size Streams
    // As Spark 4.1 asks.
    val summaries = spark.sessionState.catalogManager.catalog("pravega").asInstanceOf[PravegaCatalog]
      .listTableSummaries(Array(scope))
    summaries.map(_.identifier.name).toSeq should contain theSameElementsAs names
    summaries.map(_.tableType).toSet shouldBe Set("FOREIGN")
  }
}
