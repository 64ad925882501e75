// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.net.URI
import java.time.{Duration, Instant, LocalDateTime}

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.stream.{ReadPoint, TimePoint}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** Each option by itself: its names, the texts it takes, the texts it refuses, what holds without it. */
class PravegaOptionsSuite extends AnyFunSuite with OptionsFixture with Matchers {

  private case class Case(option: ConfigOption[_], default: Option[Any], good: Seq[(String, Any)], bad: Seq[String])

  private val booleans = Seq("true" -> true, "FALSE" -> false, " True " -> true)
  private val noBooleans = Seq("", "yes", "1", "truee")
  private val sizes = Seq("1" -> 1L, "64m" -> (64L << 20), "1G" -> (1L << 30), "2 kb" -> 2048L, "3t" -> (3L << 40),
    "5000000000" -> 5000000000L, "7b" -> 7L)
  private val noSizes = Seq("", "0", "-1", "m", "1.5g", "64x", "9999999999999t", "99999999999999999999")
  private val noTimes = Seq("", "-1s", "s", "5 parsecs", "1.5h", "99999999999999999999", "9223372036854775807d")
  private val noNames = Seq("", "a_b", "a/b", "a b", "_", "a" * 300)

  private val times = Seq(
    "2h" -> new TimePoint.Ago(Duration.ofHours(2)), "30 Minutes" -> new TimePoint.Ago(Duration.ofMinutes(30)),
    "2026-01-31" -> new TimePoint.Local(LocalDateTime.of(2026, 1, 31, 0, 0)),
    "2026-01-31 08:30" -> new TimePoint.Local(LocalDateTime.of(2026, 1, 31, 8, 30)),
    "2026-01-31T08:30:00.5" -> new TimePoint.Local(LocalDateTime.of(2026, 1, 31, 8, 30, 0, 500000000)),
    "1970-01-01T00:00:07Z" -> new TimePoint.Fixed(Instant.ofEpochSecond(7)),
    "1970-01-01 01:00+01:00" -> new TimePoint.Fixed(Instant.EPOCH),
    "1970-01-01 01:00 Europe/Berlin" -> new TimePoint.Fixed(Instant.EPOCH))
  private val noPoints =
    Seq("", "7", "yesterday", "2026-02-30", "2026-01-31 25:00", "2026-01-31 08:30 Mars/Base", "2 sols")

  private def seconds(n: Long) = Duration.ofSeconds(n)

  private val cases = {
    import PravegaOptions._
    Seq(
      Case(CONTROLLER, Some(URI.create("tcp://localhost:9090")),
        Seq("tcp://h:1" -> URI.create("tcp://h:1"), "TLS://h:1/" -> URI.create("tls://h:1"),
          "ssl://h:1" -> URI.create("ssl://h:1"), "10.0.0.1:9090" -> URI.create("tcp://10.0.0.1:9090"),
          "pravega://h-1.x:1,h2:2" -> URI.create("pravega://h-1.x:1,h2:2"),
          "pravegas://h:1" -> URI.create("pravegas://h:1")),
        Seq("", "http://h:1", "tcp://h", "tcp://", "tcp://h:1/path", "tcp://h:1?x=y", "tcp://h:1,", "tcp://u:p@h:1")),
      Case(SCOPE, None, Seq("Ab-1.c" -> "Ab-1.c", " s " -> "s", "_system" -> "_system"), noNames),
      Case(STREAM, None, Seq("t" -> Seq("t").asJava, "_MARKt" -> Seq("_MARKt").asJava,
        "plant/a" -> Seq("plant/a").asJava, "a, plant/b,c" -> Seq("a", "plant/b", "c").asJava),
        noNames.filter(_ != "a/b") ++ Seq("a,", ",a", "a,,b", "a/b/c", "/a", "a/")),
      Case(STREAM_PATTERN, None, Seq("sensor-.*" -> "sensor-.*"), Seq("", "sensor-(", "*")),
      Case(TRUST_STORE, None, Seq("/etc/ca pem.crt" -> "/etc/ca pem.crt"), Seq("", " ")),
      Case(VALIDATE_HOST_NAME, Some(true), booleans, noBooleans),
      Case(AUTH_USER, None, Seq("alice" -> "alice"), Seq("")),
      Case(AUTH_PASSWORD, None, Seq(" p w " -> new Secret(" p w ")), Seq("")),
      Case(AUTH_TOKEN, None, Seq("abc\n" -> new Secret("abc")), Seq("", "Bearer abc")),
      Case(AUTH_TOKEN_FILE, None, Seq("/run/token" -> "/run/token"), Seq("")),
      Case(AUTH_CREDENTIALS_CLASS, None, Seq("a.b.C$D" -> "a.b.C$D"), Seq("", "a..b", "a b")),
      Case(SERVICE_OUTAGE_TIMEOUT, Some(seconds(600)), Seq("1000" -> seconds(1), "30s" -> seconds(30)),
        noTimes ++ Seq("0", "999")),
      Case(SCHEMA_REGISTRY, None, Seq("http://Registry:9092" -> URI.create("http://Registry:9092"),
        "HTTPS://r/schemas/" -> URI.create("https://r/schemas")), Seq("", "registry", "tcp://r:1", "http://u:p@r")),
      Case(SCHEMA_GROUP, None, Seq("sensors" -> "sensors"), Seq("")),
      Case(STRIP_SCHEMA_HEADER, Some(false), booleans, noBooleans),
      Case(METADATA, None,
        Seq("Streams" -> MetadataKind.STREAMS, "streaminfo" -> MetadataKind.STREAM_INFO),
        Seq("", "Stream", "STREAM_INFO")),
      Case(START_STREAM_CUT, None, Seq("Earliest" -> new ReadPoint.Earliest, " latest " -> new ReadPoint.Latest,
        "UNBOUNDED" -> new ReadPoint.Unbounded), Seq("", "yesterday")),
      Case(END_STREAM_CUT, None, Seq("latest" -> new ReadPoint.Latest, "unbounded" -> new ReadPoint.Unbounded),
        Seq("", "earliest", "H4sI=")),
      Case(TimeOptions.START_TIME, None, times, noPoints),
      Case(TimeOptions.START_TIME_WITHOUT_MARK, Some(WithoutMark.ERROR), Seq("Earliest" -> WithoutMark.EARLIEST,
        "latest" -> WithoutMark.LATEST), Seq("", "none")),
      Case(TimeOptions.END_TIME, None, times, noPoints),
      Case(TimeOptions.TIME_BOUNDS, Some(false), booleans, noBooleans),
      Case(MAX_BYTES_PER_TRIGGER, None, sizes, noSizes),
      Case(MIN_BYTES_PER_TRIGGER, None, sizes, noSizes),
      Case(MAX_TRIGGER_DELAY, Some(seconds(900)),
        Seq("1" -> Duration.ofMillis(1), "100ms" -> Duration.ofMillis(100), "30s" -> seconds(30), "5M" -> seconds(300),
          "2 min" -> seconds(120), "1h" -> seconds(3600), "2d" -> Duration.ofDays(2)),
        noTimes :+ "0"),
      Case(MAX_PARTITIONS, None, Seq("1" -> 1, "1000" -> 1000), Seq("", "0", "-1", "x", "1k", "3000000000")),
      Case(FAIL_ON_DATA_LOSS, Some(true), booleans, noBooleans),
      Case(RETENTION_GROUP, None, Seq("billing-1.x" -> "billing-1.x"), Seq("", "_g", "a_b", "a/b", "a" * 201)),
      Case(STREAM_DISCOVERY_INTERVAL, Some(seconds(60)), Seq("1" -> Duration.ofMillis(1), "5m" -> seconds(300)),
        noTimes :+ "0"),
      Case(EVENT_FORMAT, Some(FormatName.BINARY), Seq("json" -> FormatName.JSON, "CSV" -> FormatName.CSV,
        "avro" -> FormatName.AVRO, "text" -> FormatName.TEXT), Seq("", "xml")),
      Case(MODE, Some(ParseMode.PERMISSIVE), Seq("failfast" -> ParseMode.FAILFAST,
        "DropMalformed" -> ParseMode.DROPMALFORMED), Seq("", "lenient")),
      Case(CORRUPT_COLUMN, None, Seq("bad" -> "bad"), Seq("")),
      Case(EXACTLY_ONCE, Some(true), booleans, noBooleans),
      Case(COMMIT_LEDGER, Some(true), booleans, noBooleans),
      Case(TRANSACTION_TIMEOUT, Some(seconds(120)), Seq("10000" -> seconds(10), "1h" -> seconds(3600)),
        noTimes ++ Seq("9999", "9s")),
      Case(READ_AFTER_WRITE_CONSISTENCY, Some(true), booleans, noBooleans),
      Case(STATUS_POLL_INTERVAL, Some(Duration.ofMillis(50)), Seq("1" -> Duration.ofMillis(1), "1s" -> seconds(1)),
        noTimes :+ "0"),
      Case(TXN_APP_ID, None, Seq("nightly load" -> "nightly load"), Seq("")),
      Case(TXN_VERSION, None, Seq("0" -> 0L, "5000000000" -> 5000000000L), Seq("", "-1", "1.0", "v1")),
      Case(DISTRIBUTE_BY_ROUTING_KEY, Some(false), booleans, noBooleans),
      Case(TimeOptions.EVENT_TIME_COLUMN, None, Seq("a time" -> "a time"), Seq("")),
      Case(TimeOptions.EVENT_TIME_IN_EVENT, Some(true), booleans, noBooleans),
      Case(ROUTING_KEY_COLUMN, None, Seq("sensor" -> "sensor"), Seq("")),
      Case(ROUTING_KEY_IN_EVENT, Some(true), booleans, noBooleans),
      Case(SCHEMA_REGISTER, Some(true), booleans, noBooleans),
      Case(ALLOW_CREATE_SCOPE, Some(true), booleans, noBooleans),
      Case(ALLOW_CREATE_STREAM, Some(true), booleans, noBooleans),
      Case(NUM_SEGMENTS, Some(1), Seq("1" -> 1, "64" -> 64), Seq("", "0", "-3", "many", "3000000000")),
      Case(SCALE_FACTOR, Some(2), Seq("2" -> 2, "3" -> 3), Seq("", "1", "0", "x")),
      Case(TARGET_RATE_BYTES, None, Seq("1024" -> 1024L, "10m" -> (10L << 20)), noSizes ++ Seq("1023", "2048g")),
      Case(TARGET_RATE_EVENTS, None, Seq("1" -> 1, "1000" -> 1000), Seq("", "0", "-1", "1k")),
      Case(RETENTION_TIME, None, Seq("86400000" -> Duration.ofDays(1), "7d" -> Duration.ofDays(7)), noTimes :+ "0"),
      Case(RETENTION_BYTES, None, sizes, noSizes),
      Case(ROLLOVER_BYTES, None, sizes, noSizes))
  }

  test("every option is covered here") {
    cases.map(_.option.name) shouldBe PravegaOptions.all.asScala.map(_.name)
  }

  test("no two options share a name") {
    val names = PravegaOptions.all.asScala.flatMap(o => o.name +: o.aliases.asScala).map(_.toLowerCase)
    names shouldBe names.distinct
  }

  for (Case(option, default, good, bad) <- cases) {
    test(s"$option takes what is right, in any case and under any of its names") {
      for ((text, value) <- good; name <- Seq(option.name, option.name.toUpperCase) ++ option.aliases.asScala) {
        withClue(s"for $name '$text'")(given(name -> text).find(option).get shouldBe value)
      }
    }

    test(s"$option refuses what is wrong, naming itself and what it expects") {
      for (text <- bad; name <- option.name +: option.aliases.asScala) {
        val message = intercept[IllegalArgumentException](given(name -> text).find(option)).getMessage
        message shouldBe s"Invalid $name '${option.`type`.shown.apply(text)}': expected ${option.`type`.expected}"
      }
    }

    test(s"$option has its default when nobody sets it, or sets it to null") {
      given().find(option).isPresent shouldBe false
      given(option.name -> null).find(option).isPresent shouldBe false
      option.defaultValue.isPresent shouldBe default.isDefined
      default.foreach(value => given().get(option) shouldBe value)
    }
  }

  test("an option and its alias may say the same in two ways") {
    val same = given("max_bytes_per_trigger" -> "1k", "approx_bytes_per_trigger" -> "1024")
    same.find(PravegaOptions.MAX_BYTES_PER_TRIGGER).get shouldBe 1024L
  }

  test("an option and its alias must not contradict each other") {
    val message = intercept[IllegalArgumentException] {
      given("max_bytes_per_trigger" -> "1k", "approx_bytes_per_trigger" -> "2k")
        .find(PravegaOptions.MAX_BYTES_PER_TRIGGER)
    }.getMessage
    message shouldBe "Cannot use max_bytes_per_trigger '1k' together with approx_bytes_per_trigger '2k': " +
      "they name one option"
  }
}
