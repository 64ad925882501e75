// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import scala.collection.JavaConverters._

import org.apache.spark.SparkFunSuite
import org.apache.spark.sql.util.CaseInsensitiveStringMap
import org.scalatest.matchers.should.Matchers

/** Each test has misspellings of its own, because a JVM hears of each but once. */
class MisspellingsSuite extends SparkFunSuite with OptionsFixture with Matchers {

  private def warnings(options: (String, String)*): Seq[String] = {
    val appender = new LogAppender("warnings of misspelt options")
    withLogAppender(appender, Seq(classOf[Misspellings].getName)) {
      ReadOptions.from(new CaseInsensitiveStringMap((stream ++ options).toMap.asJava))
    }
    appender.loggingEvents.map(_.getMessage.getFormattedMessage).toSeq
  }

  private def assertSuggested(misspelt: String, meant: String): Unit =
    warnings(misspelt -> "1") shouldBe
      Seq(s"Option '$misspelt' is not known and has no effect; did you mean '$meant'?")

  test("a letter or two too many, missing or wrong") {
    assertSuggested("controler", "controller")
    assertSuggested("max_byte_per_triger", "max_bytes_per_trigger")
    assertSuggested("exactly_ones", "exactly_once")
    assertSuggested("transaction_timeout", "transaction_timeout_ms")
  }

  test("other separators or capitals") {
    assertSuggested("maxBytesPerTrigger", "max_bytes_per_trigger")
    assertSuggested("min-bytes-per-trigger", "min_bytes_per_trigger")
    assertSuggested("StartStreamCut", "start_stream_cut")
    assertSuggested("fail.on.data.loss", "fail_on_data_loss")
  }

  test("a misspelt alias leads to the option") {
    assertSuggested("aprox_bytes_per_trigger", "max_bytes_per_trigger")
  }

  test("it is said once") {
    warnings("end_streamcut" -> "latest").size shouldBe 1
    warnings("end_streamcut" -> "latest") shouldBe empty
  }

  test("known names in any case, aliases and what Spark and users pass along are not mentioned") {
    warnings("FAIL_ON_DATA_LOSS" -> "true", "failondataloss" -> "true", "path" -> "p",
      "checkpointLocation" -> "c", "queryName" -> "q", "truncate" -> "false", "header" -> "true",
      "schema" -> "s", "mode" -> "m", "numPartitions" -> "3") shouldBe empty
  }

  test("the value, which may be a secret, is not shown") {
    warnings("auth_pasword" -> "hunter2").forall(!_.contains("hunter2")) shouldBe true
  }
}
