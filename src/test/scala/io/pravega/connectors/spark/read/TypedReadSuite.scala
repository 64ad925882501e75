// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.nio.charset.StandardCharsets.UTF_8

import org.apache.spark.sql.Row
import org.apache.spark.sql.functions.struct
import org.apache.spark.sql.types._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class TypedReadSuite extends AnyFunSuite with Matchers with TypedFixture {

  private val schema = "sensor STRING, degrees DOUBLE, at TIMESTAMP"
  private val good = """{"sensor":"a","degrees":20.5,"at":"2024-05-06T07:08:09Z"}"""

  private def stream(events: String*): String = {
    val name = newStream()
    writeEvents(name, events: _*)
    name
  }

  private def messages(e: Throwable): String =
    Iterator.iterate(e)(_.getCause).takeWhile(_ != null).map(_.getMessage).mkString(" | ")

  test("the fields of JSON are columns, which may all be null, and the hidden columns stay") {
    val name = stream(good, """{"degrees":21}""", """{"sensor":null,"more":[1]}""")
    val frame = typed(name, "json", "sensor STRING NOT NULL, degrees DOUBLE, at TIMESTAMP")
    frame.schema shouldBe StructType.fromDDL(schema)
    frame.selectExpr("sensor", "degrees", "unix_seconds(at)").collect() shouldBe
      Array(Row("a", 20.5, 1714979289L), Row(null, 21.0, null), Row(null, null, null))
    val stored = readEvents(name)
    frame.selectExpr("event", "degrees", "scope", "stream", "segment_id", "offset", "event_size", "segment_number",
      "segment_epoch").collect().map(row => (new String(row.getAs[Array[Byte]](0), UTF_8), row.toSeq.drop(2))) shouldBe
      stored.map(e => (e.text, Seq(scope, name, e.segmentId, e.offset, e.bytes.length, 0, 0)))
  }

  test("only the columns that are asked for are parsed, and none for a count or for hidden columns") {
    val name = stream(good, "not JSON", """{"degrees":"warm","sensor":"b"}""")
    val some = typed(name, "json", schema).select("sensor")
    scanOf(some).scan.readSchema shouldBe StructType.fromDDL("sensor STRING")
    counted(some) match { case (rows, metrics) =>
      rows shouldBe Seq(Seq("a"), Seq(null), Seq("b"))
      metrics("pravegaMalformedEvents") shouldBe 1
    }
    val (_, all) = counted(typed(name, "json", schema))
    all("pravegaMalformedEvents") shouldBe 2
    for (unparsed <- Seq(typed(name, "json", schema).selectExpr("count(*)"),
        typed(name, "json", schema).select("offset", "event"))) {
      scanOf(unparsed).supportsColumnar shouldBe true
    }
    typed(name, "json", schema).count() shouldBe 3
  }

  test("of a struct only the fields that are asked for are parsed") {
    val frame = typed(stream("""{"a":{"b":1,"c":"x"},"d":2}"""), "json", "a STRUCT<b: INT, c: STRING>, d INT")
      .selectExpr("a.c")
    scanOf(frame).scan.readSchema shouldBe StructType.fromDDL("a STRUCT<c: STRING>")
    frame.collect() shouldBe Array(Row("x"))
  }

  test("PERMISSIVE keeps what could be read, and gives malformed events to the column for them") {
    val name = stream(good, "{", """{"sensor":"b","degrees":"warm"}""")
    val columns = "sensor STRING, degrees DOUBLE"
    typed(name, "json", columns).collect() shouldBe Array(Row("a", 20.5), Row(null, null), Row("b", null))
    val frame = typed(name, "json", "_corrupt_record STRING, " + columns)
    frame.collect() shouldBe
      Array(Row(null, "a", 20.5), Row("{", null, null), Row("""{"sensor":"b","degrees":"warm"}""", "b", null))
    withClue("which events are malformed does not depend on the columns asked for") {
      frame.where("_corrupt_record is not null").count() shouldBe 2
      frame.select("_corrupt_record", "sensor").collect() shouldBe
        Array(Row(null, "a"), Row("{", null), Row("""{"sensor":"b","degrees":"warm"}""", "b"))
    }
    typed(name, "json", "bad STRING, sensor STRING", "columnNameOfCorruptRecord" -> "bad").where("bad is not null")
      .collect() shouldBe Array(Row("{", null))
  }

  test("DROPMALFORMED leaves malformed events out, whatever columns are asked for") {
    val name = stream(good, "{", """{"sensor":"b","degrees":"warm"}""", """{"sensor":"c"}""")
    val frame = typed(name, "json", schema, "mode" -> "dropmalformed")
    frame.select("sensor").collect() shouldBe Array(Row("a"), Row("c"))
    frame.count() shouldBe 2
    frame.select("event_size").count() shouldBe 2
    counted(frame)._2 should contain allOf("pravegaMalformedEvents" -> 2L, "pravegaEventsRead" -> 2L)
    frame.limit(2).collect().map(_.getString(0)) shouldBe Array("a", "c")
  }

  test("FAILFAST says which event is malformed") {
    val name = stream(good, "{")
    val at = readEvents(name).last.offset
    val frame = typed(name, "json", schema, "mode" -> "FAILFAST")
    frame.limit(1).count() shouldBe 1
    for (asked <- Seq(frame.selectExpr("count(*)"), frame.select("sensor"))) {
      messages(intercept[Exception](asked.collect())) should include(
        s"Cannot read the event at offset $at of segment 0.#epoch.0 of stream $scope/$name as json: it is malformed, " +
          "and mode is FAILFAST")
    }
  }

  test("a limit stops reading") {
    val name = stream(Seq.fill(50)(good): _*)
    val (rows, metrics) = counted(typed(name, "json", schema).select("sensor").limit(3))
    rows shouldBe Seq.fill(3)(Seq("a"))
    metrics("pravegaEventsRead") shouldBe 3
  }

  test("the values of CSV are columns by their places, also when few are asked for") {
    val name = stream("1,x,2.50", "2;y", "3,\"a,b\",", "4,z,w", "5,z")
    val frame = typed(name, "csv", "id INT, name STRING, amount DECIMAL(9,2)")
    frame.collect().map(_.toSeq.map(String.valueOf)) shouldBe Array(Seq("1", "x", "2.50"), Seq("null", "null", "null"),
      Seq("3", "a,b", "null"), Seq("4", "z", "null"), Seq("5", "z", "null"))
    frame.select("amount").collect().map(row => String.valueOf(row.get(0))) shouldBe
      Array("2.50", "null", "null", "null", "null")
    frame.selectExpr("name", "offset >= 0").collect().map(_.toSeq) shouldBe
      Seq("x", null, "a,b", "z", "z").map(Seq(_, true))
    typed(name, "csv", "id INT, name STRING", "sep" -> ";").where("id = 2").collect() shouldBe Array(Row(2, "y"))
  }

  test("Spark's own options reach its parser, whatever the case of their names") {
    val name = stream("""{'day':'06.05.2024','at':'2024-05-06 07:08'}""")
    val options = Seq("DATEFORMAT" -> "dd.MM.yyyy", "timestampFormat" -> "yyyy-MM-dd HH:mm", "timeZone" -> "+02:00",
      "allowSingleQuotes" -> "true")
    typed(name, "json", "day DATE, at TIMESTAMP", options: _*).selectExpr("string(day)", "unix_seconds(at)")
      .collect() shouldBe Array(Row("2024-05-06", 1714972080L))
    typed(name, "json", "day DATE", "allowSingleQuotes" -> "false").collect() shouldBe Array(Row(null))
  }

  test("text is one column of the name that the user chose, or value") {
    val name = stream("abc", "", "déjà vu")
    reader(name, "text").load().schema shouldBe StructType.fromDDL("value STRING")
    reader(name, "text").load().collect() shouldBe Array(Row("abc"), Row(""), Row("déjà vu"))
    typed(name, "text", "line STRING").selectExpr("line", "event_size").collect() shouldBe
      Array(Row("abc", 3), Row("", 0), Row("déjà vu", 9))
  }

  private def avro(rows: String): (String, Array[Array[Byte]]) = {
    val frame = spark.sql(rows)
    val events = frame.select(
      org.apache.spark.sql.avro.functions.to_avro(struct(frame.columns.map(frame(_)): _*)).as("event"))
    (org.apache.spark.sql.avro.SchemaConverters.toAvroType(frame.schema).toString,
      events.collect().map(_.getAs[Array[Byte]](0)))
  }

  test("the fields of Avro are columns, by the schema that they were written with") {
    val (written, events) = avro(
      "SELECT 'a' AS sensor, 20.5d AS degrees, named_struct('x', 1, 'y', 'why') AS place, array(1, 2) AS many")
    val name = newStream()
    writeBytes(name, events.toSeq.map((null, _)) :+ ((null, "x".getBytes(UTF_8))))
    val frame = reader(name, "avro", "avroSchema" -> written).load()
    frame.schema shouldBe
      StructType.fromDDL("sensor STRING, degrees DOUBLE, place STRUCT<x: INT, y: STRING>, many ARRAY<INT>")
    frame.collect() shouldBe Array(Row("a", 20.5, Row(1, "why"), Seq(1, 2)), Row(null, null, null, null))
    frame.selectExpr("place.y", "event_size").collect().map(_.get(0)) shouldBe Array("why", null)
    typed(name, "avro", "many ARRAY<INT>, sensor STRING", "avroSchema" -> written, "mode" -> "DROPMALFORMED")
      .collect() shouldBe Array(Row(Seq(1, 2), "a"))
    counted(reader(name, "avro", "avroSchema" -> written).load())._2("pravegaMalformedEvents") shouldBe 1
  }

  test("without an Avro schema, events have the one that Spark gives to columns which may be null") {
    val (_, events) = avro("SELECT nullif('a', '') AS sensor, nullif(1L, 0L) AS n, nullif(2.50bd, 0bd) AS amount")
    val name = newStream()
    writeBytes(name, events.toSeq.map((null, _)))
    typed(name, "avro", "sensor STRING, n LONG, amount DECIMAL(3,2)").collect().map(_.toSeq.map(_.toString)) shouldBe
      Array(Seq("a", "1", "2.50"))
  }

  test("columns of an event hide those of the same name that tell where it is") {
    val frame = typed(stream("""{"offset":"north","Stream":7}"""), "json", "offset STRING, Stream INT")
    frame.selectExpr("offset", "stream", "segment_number").collect() shouldBe Array(Row("north", 7, 0))
  }

  test("a streaming query reads typed columns") {
    val name = stream(good, "{", good)
    val query = spark.readStream.format("pravega").option("controller", controller).option("scope", scope)
      .option("stream", name).option("start_stream_cut", "earliest").option("event_format", "json").schema(schema)
      .load().selectExpr("degrees", "sensor")
      .writeStream.format("memory").queryName("typed").start()
    try {
      query.processAllAvailable()
      writeEvents(name, """{"degrees":1}""")
      query.processAllAvailable()
    } finally query.stop()
    spark.table("typed").collect() shouldBe
      Array(Row(20.5, "a"), Row(null, null), Row(20.5, "a"), Row(1.0, null))
  }

  test("what cannot be read is refused in a sentence when the frame is made") {
    val name = stream(good)
    def refusal(body: => Any): String = intercept[Exception](body).getMessage
    def analyzed(schema: String, format: String, options: (String, String)*): String =
      refusal(typed(name, format, schema, options: _*).queryExecution.optimizedPlan)
    refusal(reader(name, "json").load()) shouldBe
      "Cannot read events as json: nothing tells their columns; give them with .schema(…)"
    refusal(reader(name, "avro").load()) should endWith(".schema(…) or with the option avroSchema")
    refusal(reader(name, "avro", "avroSchema" -> "\"string\"").load()) should startWith(
      "Invalid avroSchema '\"string\"'")
    refusal(reader(name, "xml").load()) shouldBe
      "Invalid event_format 'xml': expected binary, text, json, csv, avro or protobuf"
    analyzed(schema, "json", "mode" -> "lenient") shouldBe
      "Invalid mode 'lenient': expected PERMISSIVE, DROPMALFORMED or FAILFAST"
    analyzed("a INT, b STRING", "text") shouldBe
      "Cannot read events as text with the columns 'a INT,b STRING': expected one of type STRING"
    analyzed("a ARRAY<INT>", "csv") should startWith("Cannot read events as csv with the columns 'a ARRAY<INT>': ")
    analyzed("a MAP<INT, INT>", "json") should startWith(
      "Cannot read events as json with the columns 'a MAP<INT, INT>'")
    analyzed("_corrupt_record INT, a INT", "json") should startWith("Cannot read events as json with the columns ")
    analyzed("sensor STRING, tiny TINYINT", "avro") should include("their Avro schema says ")
    analyzed("x STRING", "avro", "avroSchema" -> avro("SELECT 1 AS y")._1) shouldBe
      "Cannot read events as avro with the columns 'x STRING': their Avro schema has no field 'x'"
    analyzed("x STRING", "avro", "columnNameOfCorruptRecord" -> "x") should startWith(
      "Cannot use columnNameOfCorruptRecord with event_format=avro: only json and csv have it")
  }

  test("Avro without Spark's module for it says what to add") {
    val withModule = Thread.currentThread.getContextClassLoader
    Thread.currentThread.setContextClassLoader(new ClassLoader(withModule) {
      override def loadClass(name: String, resolve: Boolean): Class[_] =
        if (name.startsWith("org.apache.spark.sql.avro.")) throw new ClassNotFoundException(name)
        else super.loadClass(name, resolve)
    })
    try intercept[IllegalStateException] {
      typed(newStream(), "avro", "sensor STRING").queryExecution.optimizedPlan
    }.getMessage should startWith("Cannot use event_format=avro: Spark's module for Avro is missing; add org.apache")
    finally Thread.currentThread.setContextClassLoader(withModule)
  }
}
