// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.nio.file.Files

import scala.collection.JavaConverters._
import scala.util.Random

import io.pravega.connectors.spark.read.{ReadFixture, TypedFixture}
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.RandomDataGenerator
import org.apache.spark.sql.types._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class TypedWriteSuite extends AnyFunSuite with Matchers with TypedFixture {

  private val settings = Map("controller" -> controller, "scope" -> scope)

  private def write(frame: DataFrame, format: String, options: (String, String)*): String = {
    val stream = newStream(segments = 2)
    frame.write.format("pravega").options(settings).option("stream", stream).option("event_format", format)
      .options(options.toMap).mode("append").save()
    stream
  }

  private lazy val readings = spark.sql("SELECT * FROM VALUES ('a', 1, 20.5d), ('b', 2, NULL) AS t(sensor, n, degrees)")

  test("rows become events: JSON, CSV, text, with the options of Spark's own functions") {
    readAll(write(readings, "json")) should contain theSameElementsAs
      Seq("""{"sensor":"a","n":1,"degrees":20.5}""", """{"sensor":"b","n":2}""")
    readAll(write(readings, "json", "ignoreNullFields" -> "false")) should contain(
      """{"sensor":"b","n":2,"degrees":null}""")
    readAll(write(readings, "csv", "sep" -> ";", "nullValue" -> "-")) should contain theSameElementsAs
      Seq("a;1;20.5", "b;2;-")
    readAll(write(readings.select("sensor"), "text")) should contain theSameElementsAs Seq("a", "b")
    readAll(write(spark.sql("SELECT TIMESTAMP '2024-05-06 07:08:09Z' AS at"), "json", "timeZone" -> "+02:00",
      "timestampFormat" -> "HH:mm XXX")) shouldBe Seq("""{"at":"09:08 +02:00"}""")
  }

  test("a column routes, whatever its type, and stays out of the event on demand") {
    val many = spark.range(200).selectExpr("id % 7 AS key", "id AS n")
    val stream = write(many, "json", "routing_key_column" -> "KEY", "routing_key_in_event" -> "false")
    val expected = newStream(segments = 2)
    writeKeyed(expected, (0 until 200).map(i => s"${i % 7}" -> s"""{"n":$i}"""): _*)
    val bySegment = readEvents(stream).groupBy(_.segmentId).map { case (id, events) => id -> events.map(_.text).toSet }
    bySegment shouldBe readEvents(expected).groupBy(_.segmentId)
      .map { case (id, events) => id -> events.map(_.text).toSet }
    bySegment should have size 2
    readAll(write(many.limit(1), "json", "routing_key_column" -> "key")) shouldBe Seq("""{"key":0,"n":0}""")
  }

  test("the event time stays out of the event on demand") {
    val timed = spark.sql("SELECT 1 AS n, TIMESTAMP '2024-05-06 07:08:09Z' AS at")
    readAll(write(timed, "json", "event_time_column" -> "AT", "event_time_in_event" -> "false")) shouldBe
      Seq("""{"n":1}""")
  }

  test("a null key routes to any segment") {
    readAll(write(readings, "json", "routing_key_column" -> "degrees")) should have size 2
  }

  /** All types of the format, and rows of random values. */
  private def roundTrip(format: String, schema: String, options: (String, String)*): Unit = {
    val seed = Random.nextLong()
    val columns = StructType.fromDDL(schema)
    val generate = RandomDataGenerator.forType(columns, nullable = false, new Random(seed)).get
    val rows = Seq.fill(300)(generate()).collect { case row: Row => row }
    val frame = spark.createDataFrame(rows.asJava, columns)
    val stream = write(frame, format, options: _*)
    // As texts, NaN is itself, and times and bytes compare; the entries of a map have no order.
    val all = columns.map(field => if (field.dataType.isInstanceOf[MapType])
      s"string(array_sort(map_entries(${field.name})))" else s"string(${field.name})")
    def shown(frame: DataFrame): Seq[String] =
      frame.selectExpr(all: _*).collect().map(_.toString).toSeq.sorted
    withClue(s"seed $seed of $format: ")(shown(typed(stream, format, schema, options: _*)) shouldBe shown(frame))
  }

  private val simple = "b BOOLEAN, i INT, l BIGINT, f FLOAT, d DOUBLE, n DECIMAL(12,4), day DATE, at TIMESTAMP, " +
    "local TIMESTAMP_NTZ"
  private val nested = "a ARRAY<INT>, r STRUCT<i: INT, w: STRING, a: ARRAY<STRUCT<n: DECIMAL(8,2)>>>, " +
    "dt INTERVAL DAY TO SECOND, ym INTERVAL YEAR TO MONTH, w STRING, x BINARY"
  private val micros = Seq("timestampFormat" -> "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXXXX",
    "timestampNTZFormat" -> "yyyy-MM-dd'T'HH:mm:ss.SSSSSS", "timeZone" -> "UTC")

  test("what is written is read back equal, in all types of each format") {
    roundTrip("json", s"$simple, t TINYINT, s SMALLINT, $nested", micros: _*)
    roundTrip("csv", s"$simple, t TINYINT, s SMALLINT", micros: _*)
    roundTrip("avro", s"$simple, $nested, m MAP<STRING, DOUBLE>")
  }

  test("texts with all that CSV and JSON quote are read back equal") {
    val texts = Seq("", " ", "a,b", "\"q\"", "line\nend", "\\", "null", "déjà", "'", "\t", null)
    val frame = spark.createDataFrame(texts.map(Row(_, 1)).asJava, StructType.fromDDL("w STRING, one INT"))
    for ((format, options) <- Seq("json" -> Nil, "avro" -> Nil,
        "csv" -> Seq("nullValue" -> "\\N", "ignoreLeadingWhiteSpace" -> "false",
          "ignoreTrailingWhiteSpace" -> "false"))) {
      typed(write(frame, format, options: _*), format, "w STRING, one INT", options: _*).select("w").collect()
        .map(_.getString(0)) should contain theSameElementsAs texts
    }
  }

  test("Avro is written with a schema that the user gives") {
    val avro = """{"type":"record","name":"Reading","fields":[{"name":"n","type":"long"},
      {"name":"sensor","type":["null","string"]}]}"""
    val stream = write(readings.selectExpr("sensor", "bigint(n) AS n"), "avro", "avroSchema" -> avro)
    reader(stream, "avro", "avroSchema" -> avro).load().orderBy("n").collect() shouldBe
      Array(Row(1L, "a"), Row(2L, "b"))
  }

  test("a streaming query writes typed events, exactly once across a restart") {
    val from = newStream()
    writeEvents(from, """{"sensor":"a","n":1}""")
    val to = newStream()
    val checkpoint = Files.createTempDirectory("checkpoint").toString
    def run(): Unit = spark.readStream.format("pravega").options(settings).option("stream", from)
      .option("start_stream_cut", "earliest").option("event_format", "json").schema("sensor STRING, n INT").load()
      .writeStream.format("pravega").options(settings).option("stream", to).option("event_format", "csv")
      .option("routing_key_column", "sensor").option("checkpointLocation", checkpoint)
      .trigger(ReadFixture.AvailableNow).start().awaitTermination()
    run()
    writeEvents(from, """{"sensor":"b","n":2}""")
    run()
    run()
    readAll(to) shouldBe Seq("a,1", "b,2")
  }

  test("what cannot be written is refused in a sentence, and no stream is created") {
    def refusal(frame: DataFrame, format: String, options: (String, String)*): String = {
      val message = intercept[Exception](frame.write.format("pravega").options(settings).option("stream", "none")
        .option("event_format", format).options(options.toMap).mode("append").save()).getMessage
      streamExists("none") shouldBe false
      message
    }
    refusal(readings, "json", "event_time_in_event" -> "false") shouldBe
      "Cannot keep the event time out of the event: event_time_in_event=false needs event_time_column"
    refusal(readings, "json", "event_time_in_event" -> "false", "event_time_column" -> "m") shouldBe
      "Cannot keep column 'm' out of the event: expected one of this name; there are [sensor, n, degrees]"
    refusal(readings, "text") should startWith("Cannot write the columns 'sensor STRING,n INT,degrees DOUBLE' as text")
    refusal(readings, "json", "routing_key_column" -> "place") should startWith("Cannot route by column 'place'")
    refusal(readings.select("n"), "json", "routing_key_column" -> "n", "routing_key_in_event" -> "false") should
      startWith("Cannot write the columns '' as json: expected at least one")
    refusal(readings.selectExpr("tinyint(n) AS n"), "avro") should
      startWith("Cannot read events as avro with the columns")
    refusal(readings.selectExpr("sensor AS event"), "binary", "routing_key_column" -> "event") should
      startWith("Cannot use routing_key_column 'event' without event_format: ")
    val nulls = intercept[Exception](write(spark.sql("SELECT string(NULL) AS line"), "text"))
    Iterator.iterate[Throwable](nulls)(_.getCause).takeWhile(_ != null).map(_.getMessage).mkString should
      include("its only column is null, which text cannot be; leave such rows out")
  }
}
