// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.nio.charset.StandardCharsets.UTF_8

import scala.collection.JavaConverters._
import scala.util.Random

import org.apache.spark.sql.{Column => SqlColumn, DataFrame, Row}
import org.apache.spark.sql.avro.functions.from_avro
import org.apache.spark.sql.functions.{col, from_csv, from_json, lit}
import org.apache.spark.sql.types._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** Reads thousands of random events twice: as typed columns, and as bytes that Spark's own functions then parse. */
class TypedDifferentialSuite extends AnyFunSuite with Matchers with TypedFixture {

  private val seed = sys.props.get("seed").filter(_ != "random").fold(Random.nextLong())(_.toLong)
  private val random = new Random(seed)
  info(s"-Dseed=$seed")
  private val events = 3000

  private def one[T](values: T*): T = values(random.nextInt(values.size))

  private def word(): String = one("", "a", "déjà", "x,y", "\"q\"", "null", " b ", "\\", "line\nend", "1", "true")

  /** JSON that often is a value of the type, and sometimes of another. */
  private def json(dataType: DataType): String = random.nextInt(12) match {
    case 0 => "null"
    case 1 => one("1", "\"x\"", "true", "{}", "[]", "1.5", "[1]", "{\"a\":1}", "1e400", "NaN")
    case _ => dataType match {
      case BooleanType => random.nextBoolean().toString
      case ByteType => (random.nextInt(300) - 150).toString
      case ShortType => (random.nextInt(70000) - 35000).toString
      case IntegerType => random.nextInt().toString
      case LongType => random.nextLong().toString
      case FloatType | DoubleType => one(random.nextGaussian().toString, "1e10", "-0.0", "\"NaN\"", "\"Infinity\"", "7")
      case _: DecimalType => s"${random.nextInt(10000)}.${random.nextInt(1000)}"
      case DateType => s""""${2000 + random.nextInt(50)}-0${1 + random.nextInt(9)}-${10 + random.nextInt(22)}""""
      case TimestampType | TimestampNTZType =>
        val zone = one("", "Z", "+03:00", " ", "[Europe/Paris]")
        val day = s"2024-0${1 + random.nextInt(9)}-1${random.nextInt(10)}"
        quoted(s"${day}T1${random.nextInt(10)}:00:00.${random.nextInt(1000)}$zone")
      case BinaryType => one("\"AQI=\"", "\"?\"")
      case _: DayTimeIntervalType => one("\"INTERVAL '1 02:03:04' DAY TO SECOND\"", "\"1 day\"")
      case _: YearMonthIntervalType => one("\"INTERVAL '1-2' YEAR TO MONTH\"", "\"1-2\"")
      case ArrayType(element, _) => Seq.fill(random.nextInt(3))(json(element)).mkString("[", ",", "]")
      case MapType(_, value, _) =>
        Seq.fill(random.nextInt(3))(quoted(word()) + ":" + json(value)).mkString("{", ",", "}")
      case inner: StructType => jsonObject(inner)
      case _ => quoted(word())
    }
  }

  private def quoted(text: String): String =
    "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\""

  private def jsonObject(schema: StructType): String =
    random.shuffle(schema.fields.toSeq.filter(_ => random.nextInt(8) > 0)).map(field =>
      quoted(if (random.nextInt(40) == 0) "other" else field.name) + ":" + json(field.dataType)).mkString("{", ",", "}")

  private def spoilt(event: Array[Byte]): Array[Byte] = random.nextInt(20) match {
    case 0 => event.take(random.nextInt(event.length + 1))
    case 1 => event.updated(random.nextInt(event.length max 1) min (event.length - 1) max 0, random.nextInt(256).toByte)
    case 2 => event ++ one("}", " ", "{}", ",x").getBytes(UTF_8)
    case _ => event
  }

  /** A changed byte could be the length of a map, for which Avro's reader would ask for more memory than there is. */
  private def cut(event: Array[Byte]): Array[Byte] =
    if (random.nextInt(20) == 0) event.take(random.nextInt(event.length + 1)) else event

  private def streamOf(event: => Array[Byte]): String = {
    val name = newStream()
    writeBytes(name, Seq.fill(events)((null, spoilt(event))))
    name
  }

  /** Rows in the events' order, with arrays of bytes and times as texts, so that they can be compared. */
  private def rows(frame: DataFrame): Seq[String] = frame.collect().toSeq.map(_.toString)

  /** The columns of the struct, as users get them who parse events themselves. */
  private def parsed(name: String, schema: StructType, parser: SqlColumn): DataFrame = {
    val raw = batchFrame(name)
    raw.select(parser.as("parsed"), col("offset")).orderBy("offset")
      .selectExpr(schema.fieldNames.map(field => shown(schema, field, s"parsed.$field")): _*)
  }

  private def typedRows(frame: DataFrame, schema: StructType): Seq[String] =
    rows(frame.orderBy("offset").selectExpr(schema.fieldNames.map(field => shown(schema, field, field)): _*))

  private def shown(schema: StructType, field: String, expression: String): String = schema(field).dataType match {
    case BinaryType => s"hex($expression) AS $field"
    case _ => s"CAST($expression AS STRING) AS $field"
  }

  private def same(left: Seq[String], right: Seq[String]): Unit = withClue(s"-Dseed=$seed: ") {
    left.zip(right).zipWithIndex.filter { case ((l, r), _) => l != r }.take(3) shouldBe empty
    left.size shouldBe right.size
  }

  private val jsonSchema = StructType.fromDDL("b BOOLEAN, t TINYINT, s SMALLINT, i INT, l BIGINT, f FLOAT, d DOUBLE, " +
    "n DECIMAL(8,2), w STRING, x BINARY, day DATE, at TIMESTAMP, local TIMESTAMP_NTZ, dt INTERVAL DAY TO SECOND, " +
    "ym INTERVAL YEAR TO MONTH, a ARRAY<INT>, m MAP<STRING, DOUBLE>, " +
    "r STRUCT<i: INT, w: STRING, a: ARRAY<STRUCT<n: DECIMAL(8,2)>>>, _corrupt_record STRING")
  private val withoutCorrupt = StructType(jsonSchema.filter(_.name != "_corrupt_record"))

  test("JSON is read as from_json does, with all columns, with some, and with options") {
    val name = streamOf(jsonObject(withoutCorrupt).getBytes(UTF_8))
    def compare(schema: StructType, options: (String, String)*): Unit =
      same(typedRows(typed(name, "json", schema.toDDL, options: _*), schema),
        rows(parsed(name, schema, from_json(col("event").cast("string"), schema, options.toMap))))
    compare(jsonSchema)
    compare(withoutCorrupt)
    compare(withoutCorrupt, "timeZone" -> "Asia/Tokyo", "timestampFormat" -> "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
      "primitivesAsString" -> "true", "allowNonNumericNumbers" -> "false")
    for (columns <- Seq("i", "r", "at", "n, w", "m, a, local")) {
      val some = StructType(columns.split(", ").map(withoutCorrupt(_)))
      same(typedRows(typed(name, "json", withoutCorrupt.toDDL), some),
        rows(parsed(name, some, from_json(col("event").cast("string"), some, Map.empty[String, String]))))
    }
    val dropped = typed(name, "json", withoutCorrupt.toDDL, "mode" -> "DROPMALFORMED")
    // With any option, the optimizer leaves from_json alone; else it would parse one column only for the condition.
    same(typedRows(dropped, withoutCorrupt), rows(parsed(name, jsonSchema,
      from_json(col("event").cast("string"), jsonSchema, Map("mode" -> "PERMISSIVE")))
      .where("_corrupt_record IS NULL").drop("_corrupt_record")))
  }

  private val csvSchema = StructType.fromDDL("b BOOLEAN, i INT, l BIGINT, d DOUBLE, n DECIMAL(8,2), w STRING, " +
    "day DATE, at TIMESTAMP, local TIMESTAMP_NTZ, v STRING, _corrupt_record STRING")
  private val csvColumns = StructType(csvSchema.filter(_.name != "_corrupt_record"))

  test("CSV is read as from_csv does") {
    def value(dataType: DataType): String = json(dataType) match {
      case "null" => ""
      case text if random.nextInt(4) > 0 && text.startsWith("\"") => text.drop(1).dropRight(1)
      case text => text
    }
    val name = streamOf(csvColumns.map(field => value(field.dataType))
      .dropRight(if (random.nextInt(10) == 0) 1 else 0).mkString(",").getBytes(UTF_8))
    def compare(schema: StructType, options: (String, String)*): Unit =
      same(typedRows(typed(name, "csv", schema.toDDL, options: _*), schema), rows(parsed(name, schema,
        from_csv(col("event").cast("string"), lit(schema.toDDL), options.toMap.asJava))))
    compare(csvSchema)
    compare(csvColumns)
    compare(csvColumns, "nullValue" -> "1", "ignoreLeadingWhiteSpace" -> "true", "timeZone" -> "-05:00")
    val all = typedRows(typed(name, "csv", csvColumns.toDDL), StructType(Seq(csvColumns("w"), csvColumns("at"))))
    same(all, rows(parsed(name, csvColumns,
      from_csv(col("event").cast("string"), lit(csvColumns.toDDL), Map.empty[String, String].asJava))
      .select("w", "at")))
  }

  private val avroSchema = StructType.fromDDL("b BOOLEAN, i INT, l BIGINT, f FLOAT, d DOUBLE, n DECIMAL(8,2), " +
    "w STRING, x BINARY, " +
    "day DATE, at TIMESTAMP, local TIMESTAMP_NTZ, dt INTERVAL DAY TO SECOND, ym INTERVAL YEAR TO MONTH, " +
    "a ARRAY<INT>, m MAP<STRING, DOUBLE>, r STRUCT<i: INT, w: STRING, a: ARRAY<STRUCT<n: DECIMAL(8,2)>>>")

  test("Avro is read as from_avro does") {
    // Rows of what was read as JSON: values of all types, and nulls.
    val texts = Seq.fill(events)(jsonObject(avroSchema))
    val values = spark.createDataFrame(texts.map(Row(_)).asJava, StructType.fromDDL("text STRING"))
      .select(from_json(col("text"), avroSchema, Map.empty[String, String]).as("value"))
    val written = org.apache.spark.sql.avro.SchemaConverters.toAvroType(avroSchema).toString
    val bytes = values.select(org.apache.spark.sql.avro.functions.to_avro(col("value"), written)).collect()
      .map(_.getAs[Array[Byte]](0)).iterator
    val name = newStream()
    writeBytes(name, bytes.filter(_ != null).map(event => (null: String) -> cut(event)).toSeq)
    for (options <- Seq(Map.empty[String, String], Map("avroSchema" -> written))) {
      same(typedRows(typed(name, "avro", avroSchema.toDDL, options.toSeq: _*), avroSchema),
        rows(parsed(name, avroSchema, from_avro(col("event"), written, Map("mode" -> "PERMISSIVE").asJava))))
    }
  }
}
