// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.docs

import java.net.URLClassLoader
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Files
import javax.tools.ToolProvider

import io.pravega.connectors.spark.catalog.PravegaCatalog
import io.pravega.connectors.spark.examples.SortStreams
import io.pravega.connectors.spark.testing.PravegaFixture
import org.apache.spark.SparkConf
import org.apache.spark.sql.{QueryTest, SparkSession}
import org.apache.spark.sql.test.SharedSparkSession
import org.scalatest.matchers.should.Matchers

/** The examples of the pages do what the pages say. Those in Scala run in spark-shell: see the cluster's ToolsSuite. */
class ExamplesSuite extends QueryTest with SharedSparkSession with PravegaFixture with Matchers {

  override protected def sparkConf: SparkConf = super.sparkConf
    .set("spark.sql.catalog.pravega", classOf[PravegaCatalog].getName)
    .set("spark.sql.catalog.pravega.controller", controller)

  private val readings = (1 to 30).map(i => s"""{"sensor":"s${i % 3}","value":$i}""")

  private lazy val directory = Files.createTempDirectory("examples")

  override def beforeAll(): Unit = {
    super.beforeAll()
    createStream("sensors", segments = 2)
    writeKeyed("sensors", readings.map(reading => "key" -> reading): _*)
  }

  /** A page's example, but for the places it names. */
  private def here(example: String): String = example
    .replace("tcp://localhost:9090", controller)
    .replaceAll("([\"'])plant([\"'])", s"$$1$scope$$2").replace("scope=plant", s"scope=$scope")
    .replace("pravega.plant", s"pravega.`$scope`").replace("pravega.factory", s"pravega.`$scope-factory`")
    .replace("pravega.lab", s"pravega.`$scope-lab`")
    .replace("/tmp/checkpoints", s"$directory/checkpoints")

  test("Java") {
    val source = Files.writeString(directory.resolve("JavaPage.java"), here(s"""
      import org.apache.spark.api.java.function.VoidFunction2;
      import org.apache.spark.sql.*;
      import org.apache.spark.sql.streaming.*;
      public class JavaPage {
        public static void run(SparkSession spark) throws Exception {
          ${Document.page("java.md").blocks("java").mkString("\n")}
        }
      }"""))
    ToolProvider.getSystemJavaCompiler.run(null, null, null, source.toString) shouldBe 0
    val loader = new URLClassLoader(Array(directory.toUri.toURL), getClass.getClassLoader)
    loader.loadClass("JavaPage").getMethod("run", classOf[SparkSession]).invoke(null, spark)
    val events = readAll("sensors")
    readAll("sensors-from-java") should contain theSameElementsAs events
    readAll("batches-from-java") should contain theSameElementsAs events
    for (sensor <- Seq("s0", "s1", "s2"); ofSensor = events.filter(_.contains(sensor)))
      readAll(s"sensor-$sensor") should contain theSameElementsAs ofSensor ++ ofSensor
    readAll("timed-from-java") should have size 30
  }

  test("the program that sorts streams") {
    Seq("line-a", "line-b").foreach(createStream(_, segments = 2))
    val readings = for (i <- 1 to 20) yield
      s"m${i % 2}" -> f"""{"machine":"m${i % 2}","temperature":$i.0,"time":"2026-01-31T08:$i%02d:00.000Z"}"""
    writeKeyed("line-a", readings.drop(10): _*)
    writeKeyed("line-b", readings.take(10): _*)
    withSQLConf("spark.datasource.pravega.controller" -> controller, "spark.datasource.pravega.scope" -> scope,
        "spark.sql.session.timeZone" -> "UTC") {
      SortStreams.start(spark, "line-.", "2h", "machine-m0,machine-m1", s"$directory/checkpoints/sorted")
        .awaitTermination()
    }
    for (machine <- Seq("m0", "m1"))
      readAll(s"machine-$machine") shouldBe readings.filter(_._1 == machine).map(_._2)
  }

  test("SQL") {
    val answers = Document.page("sql.md").blocks("sql").flatMap(_.split(";\\s*")).filter(_.nonEmpty)
      .map(statement => spark.sql(here(statement)).collect().map(_.mkString(",")).toSet)
    answers.count(_.size == 10) shouldBe 2
    answers.filter(_.exists(_.startsWith("m4,"))).map(_.size) should contain oneOf (15, 20)
    answers should contain(Set("303"))
    answers should contain(Set("s0,10", "s1,10", "s2,10"))
    answers should contain(Set("30"))
    answers should contain(Set("alarms", "batches-from-java", "line-a", "line-b", "machine-m0", "machine-m1",
      "machines", "readings", "sensor-s0", "sensor-s1", "sensor-s2", "sensors", "sensors-from-java", "timed-from-java")
      .map(scope + "," + _))
    answers should contain(Set("32"))
    readAll("sensors") shouldBe Seq("""{"sensor":"s1","value":2}""")
    readAll("machines") shouldBe empty
  }

  test("Python is Python") {
    val blocks = Document.all.flatMap(_.blocks("python"))
    blocks should not be empty
    blocks.foreach { block =>
      val python = new ProcessBuilder("python3", "-c", "import ast, sys; ast.parse(sys.stdin.read())")
        .redirectErrorStream(true).start()
      python.getOutputStream.write(block.getBytes(UTF_8))
      python.getOutputStream.close()
      val said = new String(python.getInputStream.readAllBytes(), UTF_8)
      withClue(said)(python.waitFor() shouldBe 0)
    }
  }
}
