// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry

import io.pravega.connectors.spark.read.TypedFixture
import io.pravega.connectors.spark.testing.SchemaRegistryServer
import org.apache.spark.sql.{DataFrame, Row}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** Events that name their schema in a header, between Spark and the registry's own serializers. */
class RegistryEventsSuite extends AnyFunSuite with TypedFixture with Matchers {

  private lazy val registry = closedAfterAll(SchemaRegistryServer.start())(_.close())
  private lazy val peer = closedAfterAll(new RegistryPeer(registry.uri, scope))(_.close())

  private val avroSchema = """{"type":"record","name":"reading","fields":[
    {"name":"sensor","type":"string"},{"name":"n","type":"int"},
    {"name":"place","type":["null",{"type":"record","name":"place","fields":[{"name":"x","type":"double"}]}]}]}"""
  private val jsonSchema = """{"type":"object","properties":{"sensor":{"type":"string"},"n":{"type":"integer"},
    "place":{"type":"object","properties":{"x":{"type":"number"}}}}}"""
  private val codecs = Seq("None", "GzipCompressor", "SnappyCompressor")

  private def read(stream: String, format: String, more: (String, String)*): DataFrame =
    reader(stream, format, more :+ ("schema_registry" -> registry.uri.toString): _*).load()

  private def write(frame: DataFrame, stream: String, format: String, more: (String, String)*): Unit =
    frame.write.format("pravega").option("controller", controller).option("scope", scope).option("stream", stream)
      .option("event_format", format).option("schema_registry", registry.uri.toString).options(more.toMap)
      .mode("append").save()

  for ((format, schema) <- Seq("avro" -> avroSchema, "json" -> jsonSchema)) {
    test(s"what the registry's own serializer writes in $format is read, with each codec, and as Flink writes it") {
      val stream = newStream()
      val events = for ((codec, i) <- codecs.zipWithIndex; whole <- Seq(false, true)) yield {
        val place = if (format == "avro") """{"place":{"x":1.5}}""" else """{"x":1.5}"""
        peer.write(format, stream, codec, schema, s"""{"sensor":"s$i","n":$i,"place":$place}""", whole)
      }
      writeBytes(stream, events.map((null, _)))
      val frame = read(stream, format)
      frame.columns shouldBe Array("sensor", "n", "place")
      frame.collect().toSeq should contain theSameElementsAs codecs.indices.flatMap { i =>
        val n: Any = if (format == "avro") i else i.toLong
        Seq.fill(2)(Row(s"s$i", n, Row(1.5)))
      }
      read(stream, format).where("n = 1").select("place.x").collect().toSeq shouldBe Seq(Row(1.5), Row(1.5))
    }

    test(s"what Spark writes in $format is read by the registry's own deserializer, and by Spark") {
      val stream = newStream()
      val rows = spark.sql("SELECT 'a' AS sensor, 7L AS n, named_struct('x', 2.5d) AS place")
      write(rows, stream, format)
      write(rows, stream, format)
      read(stream, format).collect().toSeq shouldBe Seq.fill(2)(Row("a", 7L, Row(2.5)))
      val Seq(first, second) = readEvents(stream).map(_.bytes)
      first shouldBe second
      peer.read(format, stream, first).replace(" ", "") shouldBe """{"sensor":"a","n":7,"place":{"x":2.5}}"""
    }
  }

  test("a column that was added is null in older events, and one that was widened is read as it is now") {
    val stream = newStream()
    write(spark.sql("SELECT 'a' AS sensor, 1 AS n"), stream, "avro")
    write(spark.sql("SELECT 'b' AS sensor, 2L AS n, 3.5d AS celsius"), stream, "avro")
    read(stream, "avro").schema.toDDL shouldBe "sensor STRING,n BIGINT,celsius DOUBLE"
    read(stream, "avro").collect().toSeq shouldBe Seq(Row("a", 1L, null), Row("b", 2L, 3.5))
    read(stream, "avro").select("n").collect().toSeq shouldBe Seq(Row(1L), Row(2L))
    val narrow = reader(stream, "avro", "schema_registry" -> registry.uri.toString).schema("n INT").load()
    (the[Exception] thrownBy narrow.collect()).getMessage should include("as the columns '")
  }

  test("with schema_register=false, the registry must have the schema") {
    val stream = newStream()
    val rows = spark.sql("SELECT 'a' AS sensor, 1L AS n")
    val nothing = the[IllegalArgumentException] thrownBy write(rows, stream, "avro", "schema_register" -> "false")
    nothing.getMessage should startWith("Cannot write the columns")
    write(rows, stream, "avro")
    write(rows, stream, "avro", "schema_register" -> "false")
    read(stream, "avro").count() shouldBe 2
    val other = the[IllegalArgumentException] thrownBy
      write(rows.drop("n"), stream, "avro", "schema_register" -> "false")
    other.getMessage should include(s"with the latest schema of group $scope/$stream")
  }

  test("a schema that the group's policy does not allow is refused, and nothing is written") {
    val stream = newStream()
    registry.createGroup(scope, stream, "Avro", "Backward")
    write(spark.sql("SELECT 'a' AS sensor"), stream, "avro")
    val refused = the[Exception] thrownBy
      write(spark.sql("SELECT 1 AS sensor"), stream, "avro")
    refused.getMessage should include("it is not compatible with those that the group has")
    readEvents(stream) should have size 1
  }

  test("events without header are malformed; mode decides") {
    val stream = newStream()
    write(spark.sql("SELECT 'a' AS sensor"), stream, "json")
    writeEvents(stream, """{"sensor":"b"}""")
    read(stream, "json", "mode" -> "DROPMALFORMED").collect().toSeq shouldBe Seq(Row("a"))
    read(stream, "json").collect().toSeq should contain theSameElementsAs Seq(Row("a"), Row(null))
    val failure = the[Exception] thrownBy read(stream, "json", "mode" -> "FAILFAST").collect()
    failure.getMessage should include("it has no header of the schema registry")
  }

  test("a group of another format is refused in a sentence") {
    val stream = newStream()
    write(spark.sql("SELECT 'a' AS sensor"), stream, "json")
    (the[IllegalArgumentException] thrownBy read(stream, "avro")).getMessage shouldBe
      "Cannot use event_format avro: the schemas of the group are json"
  }

  test("a query goes on with schemas it knows while the registry is away") {
    val own = SchemaRegistryServer.start()
    val stream = newStream()
    val settings = Seq("schema_registry" -> own.uri.toString, "service_outage_timeout" -> "2s")
    def all = reader(stream, "avro", settings: _*).schema("sensor STRING").load().collect().toSeq
    try {
      write(spark.sql("SELECT 'a' AS sensor"), stream, "avro", settings: _*)
      all shouldBe Seq(Row("a"))
    } finally own.close()
    write(spark.sql("SELECT 'b' AS sensor"), stream, "avro", settings: _*)
    all should contain theSameElementsAs Seq(Row("a"), Row("b"))
    (the[Exception] thrownBy reader(stream, "avro", settings: _*).load()).getMessage should
      include("it does not answer; this has not changed for 2 s (service_outage_timeout)")
  }
}
