// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry

import java.net.URI
import java.util.Base64

import com.google.protobuf.DescriptorProtos._
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type
import io.pravega.connectors.spark.catalog.PravegaCatalog
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

  test("the header is taken off events of one column, and hidden columns tell what it said") {
    val stream = newStream()
    val v0 = peer.write("json", stream, "None", jsonSchema, """{"n":1}""", whole = false)
    val later = jsonSchema.replace("\"n\"", "\"m\"")
    val v1 = peer.write("json", stream, "GzipCompressor", later, """{"m":2}""", whole = false)
    writeBytes(stream, Seq(v0, v1, "plain".getBytes).map((null, _)))
    def frame = read(stream, "binary", "strip_schema_header" -> "true")
    frame.columns shouldBe read(stream, "binary").columns
    frame.selectExpr("schema_type", "schema_version", "schema_format", "schema_codec", "event_size", "hex(event)")
      .collect().toSeq.sortBy(_.getInt(4)) shouldBe Seq(
        Row(null, null, null, null, 5, hex("plain".getBytes)),
        Row("reading", 0, "Json", null, v0.length - 5, hex(v0.drop(5))),
        Row("reading", 1, "Json", "application/x-gzip", v1.length - 5, hex(v1.drop(5)))).sortBy(_.getInt(4))
    read(stream, "binary").select("event").collect().map(row => hex(row.getAs[Array[Byte]](0))) should contain(hex(v0))
    the[Exception] thrownBy read(stream, "binary").select("schema_type") should not be null
    val table = s"$stripped.`${newStream()}`"
    spark.sql(s"INSERT INTO $table SELECT X'0000' AS event")
    spark.sql(s"SELECT schema_type, hex(event) FROM $table").collect().toSeq shouldBe Seq(Row(null, "0000"))
    (the[IllegalArgumentException] thrownBy reader(stream, "binary", "strip_schema_header" -> "true").load())
      .getMessage should startWith("Cannot use strip_schema_header without schema_registry")
  }

  private def hex(bytes: Array[Byte]): String = bytes.map(b => f"$b%02X").mkString

  /** A catalog of this name that asks a registry, as SQL writes it with the suite's scope. */
  private def catalog(name: String, registry: URI, more: (String, String)*): String = {
    spark.conf.set(s"spark.sql.catalog.$name", classOf[PravegaCatalog].getName)
    spark.conf.set(s"spark.sql.catalog.$name.controller", controller)
    spark.conf.set(s"spark.sql.catalog.$name.schema_registry", registry.toString)
    spark.conf.set(s"spark.sql.catalog.$name.service_outage_timeout", "2s")
    more.foreach { case (option, value) => spark.conf.set(s"spark.sql.catalog.$name.$option", value) }
    s"$name.`$scope`"
  }

  private lazy val registered = catalog("registered", registry.uri)
  private lazy val stripped = catalog("stripped", registry.uri, "strip_schema_header" -> "true")
  private lazy val unreachable =
    catalog("unreachable", URI.create(s"http://localhost:${SchemaRegistryServer.freePort()}"))

  for ((format, schema, typeOfN) <- Seq(("avro", avroSchema, "INT"), ("json", jsonSchema, "BIGINT"))) {
    test(s"in a catalog, a stream has the columns of its group's latest schema, in $format") {
      val stream = newStream()
      val place = if (format == "avro") """{"place":{"x":1.5}}""" else """{"x":1.5}"""
      val theirs = peer.write(format, stream, "None", schema, s"""{"sensor":"s","n":1,"place":$place}""", whole = false)
      writeBytes(stream, Seq((null, theirs)))
      val table = s"$registered.`$stream`"
      spark.table(table).schema.toDDL shouldBe s"sensor STRING,n $typeOfN,place STRUCT<x: DOUBLE>"
      spark.sql(s"INSERT INTO $table VALUES ('t', 2, NULL), ('u', 3, named_struct('x', 2.5))")
      spark.sql(s"SELECT sensor, n, place.x, event_size > 5 FROM $table ORDER BY n").collect().toSeq
        .map(_.toSeq) shouldBe Seq(Seq("s", 1, 1.5, true), Seq("t", 2, null, true), Seq("u", 3, 2.5, true))
      val events = readEvents(stream).map(_.bytes)
      withClue("one schema: ")(events.map(_.take(5).toSeq).distinct shouldBe Seq(theirs.take(5).toSeq))
      events.map(peer.read(format, stream, _)).last should include("2.5")
      spark.sql(s"SHOW TBLPROPERTIES $table ('event_format')").head().getString(1) shouldBe format
    }
  }

  test("in a catalog, a stream without a group is one column of bytes, and columns of its own come before a group's") {
    val stream = newStream()
    val table = s"$registered.`$stream`"
    spark.table(table).schema.toDDL shouldBe "event BINARY"
    write(spark.sql("SELECT 'a' AS sensor"), stream, "json")
    spark.table(table).schema.toDDL shouldBe "sensor STRING"
    spark.sql(s"DROP TABLE $table")
    spark.sql(s"CREATE TABLE $table (n INT) TBLPROPERTIES (event_format = 'json')")
    spark.table(table).schema.toDDL shouldBe "n INT"
    spark.sql(s"INSERT INTO $table VALUES (7)")
    readEvents(stream).map(_.bytes.head) shouldBe Seq(1.toByte)
    spark.table(table).collect().toSeq shouldBe Seq(Row(7))
  }

  /** A message `plant.Reading` with these fields beside `sensor` and `place`, as the registry keeps it. */
  private def protobuf(more: (String, Type)*): String = {
    def field(name: String, number: Int, kind: Type) =
      FieldDescriptorProto.newBuilder.setName(name).setNumber(number).setType(kind).build
    val place = DescriptorProto.newBuilder.setName("Place").addField(field("x", 1, Type.TYPE_DOUBLE))
    val reading = DescriptorProto.newBuilder.setName("Reading")
      .addField(field("sensor", 1, Type.TYPE_STRING))
      .addField(FieldDescriptorProto.newBuilder.setName("place").setNumber(2)
        .setType(Type.TYPE_MESSAGE).setTypeName(".plant.Place"))
    for (((name, kind), i) <- more.zipWithIndex) reading.addField(field(name, 3 + i, kind))
    val file = FileDescriptorProto.newBuilder.setName("plant.proto").setPackage("plant").setSyntax("proto3")
      .addMessageType(reading).addMessageType(place)
    Base64.getEncoder.encodeToString(FileDescriptorSet.newBuilder.addFile(file).build.toByteArray)
  }

  test("what the registry's own serializer writes in protobuf is read, with each codec and the schema of its time") {
    val stream = newStream()
    val old = protobuf("n" -> Type.TYPE_INT32)
    val added = protobuf("n" -> Type.TYPE_INT32, "m" -> Type.TYPE_FIXED64)
    val events = for ((codec, i) <- codecs.zipWithIndex) yield
      peer.write("protobuf", stream, codec, old, s"""{"sensor":"s$i","n":$i,"place":{"x":1.5}}""", whole = false)
    // Ends in zeros of its own.
    val last = peer.write("protobuf", stream, "GzipCompressor", added, """{"sensor":"t","m":"7"}""", whole = false)
    writeBytes(stream, (events :+ last).map((null, _)))
    val frame = read(stream, "protobuf")
    frame.schema.toDDL shouldBe "sensor STRING,place STRUCT<x: DOUBLE>,n INT,m BIGINT"
    frame.collect().toSeq should contain theSameElementsAs
      Seq(Row("s0", Row(1.5), null, null), Row("s1", Row(1.5), 1, null), Row("s2", Row(1.5), 2, null),
        Row("t", null, null, 7L))
    frame.where("m IS NULL").select("place.x", "sensor").orderBy("sensor").collect().toSeq shouldBe
      codecs.indices.map(i => Row(1.5, s"s$i"))
    frame.count() shouldBe 4
    val other = reader(stream, "protobuf", "schema_registry" -> registry.uri.toString).schema("n STRING").load()
    (the[Exception] thrownBy other.collect()).getMessage should include(
      "Cannot read events of the Protobuf message 'plant.Reading' as the column 'n STRING': its field is 'n INT'")
    val json = reader(stream, "json", "schema_registry" -> registry.uri.toString).schema("n INT").load()
    (the[Exception] thrownBy json.collect()).getMessage should include("of the schema registry is Protobuf; columns")

    // Field 1 as a number, which is no string.
    writeBytes(stream, Seq((null, events.head.take(5) ++ Array[Byte](8, 1)), (null, "no header".getBytes)))
    val (rows, metrics) = counted(read(stream, "protobuf").select("sensor"))
    rows.count(_ == Seq(null)) shouldBe 2
    metrics("pravegaMalformedEvents") shouldBe 2
    read(stream, "protobuf", "mode" -> "DROPMALFORMED").collect() should have length 4
    the[Exception] thrownBy read(stream, "protobuf", "mode" -> "FAILFAST").collect() should not be null

    val table = s"$registered.`$stream`"
    spark.sql(s"SELECT m FROM $table WHERE sensor = 't'").collect().toSeq shouldBe Seq(Row(7L))
    (the[Exception] thrownBy spark.sql(s"INSERT INTO $table VALUES ('u', NULL, 1, 2)")).getMessage should
      include("as protobuf: only reading it is supported")
    (the[IllegalArgumentException] thrownBy reader(stream, "protobuf").load()).getMessage should
      startWith("Cannot use event_format=protobuf without schema_registry")
    read(stream, "binary", "strip_schema_header" -> "true").where("schema_type IS NOT NULL")
      .selectExpr("schema_type", "schema_format").distinct().collect().toSeq shouldBe
      Seq(Row("plant.Reading", "Protobuf"))
  }

  test("in a catalog whose registry is away, streams that would have its columns are an error, and all are listed") {
    val own = newStream()
    spark.sql(s"CREATE TABLE $unreachable.own (n INT) TBLPROPERTIES (event_format = 'csv')")
    spark.table(s"$unreachable.own").count() shouldBe 0
    (the[Exception] thrownBy spark.table(s"$unreachable.`$own`")).getMessage should (
      startWith(s"Cannot read the latest schema of group $scope/$own in schema registry") and
        include("it does not answer; this has not changed for 2 s (service_outage_timeout)"))
    spark.sql(s"SHOW TABLES IN $unreachable").count() should be >= 2L
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
