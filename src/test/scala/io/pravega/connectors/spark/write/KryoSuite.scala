// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.util.UUID

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.stream.StreamId
import io.pravega.connectors.spark.write.commit.{Digest, TaskCommit}
import org.apache.spark.SparkConf
import org.apache.spark.serializer.KryoSerializer
import org.apache.spark.sql.functions._
import org.scalatest.funsuite.AnyFunSuite

/** Writes on a Spark whose tasks send their results with Kryo, which cannot take a record. */
class KryoSuite extends AnyFunSuite with WriteFixture {

  override protected def sparkSettings: Map[String, String] = Map("spark.serializer" -> classOf[KryoSerializer].getName)

  private def numbers(n: Int) = spark.range(0, n, 1, 4).select(col("id").cast("string").as("event"))

  private def texts(n: Int) = (0 until n).map(_.toString)

  test("a commit message survives Kryo, which refuses a record") {
    val kryo = new KryoSerializer(new SparkConf).newInstance()
    val task = new TaskCommit(3, UUID.randomUUID(), new Digest(1, 2, 3))
    kryo.deserialize[TaskCommit](kryo.serialize(task)) shouldBe task
    val several = Seq("a", "b").map(stream => new TaskCommit(3, stream, UUID.randomUUID(), new Digest(1, 2, 3)))
    val message = kryo.deserialize[TaskCommits](kryo.serialize(new TaskCommits(several.asJava)))
    TaskCommits.of(message).asScala shouldBe several
    intercept[Exception](kryo.deserialize[StreamId](kryo.serialize(new StreamId("scope", "stream"))))
  }

  test("batches are written, exactly once and at least once") {
    for (exactlyOnce <- Seq("true", "false")) {
      val stream = newStream(segments = 2)
      writer(numbers(100), stream, "exactly_once" -> exactlyOnce).save()
      readAll(stream) should contain theSameElementsAs texts(100)
      spark.read.format("pravega").options(sinkOptions(stream)).load().count() shouldBe 100
    }
  }

  test("a stream is copied to another") {
    for (exactlyOnce <- Seq("true", "false")) {
      val (in, out) = (newStream(segments = 2), newStream(segments = 3))
      writeKeyed(in, texts(100).map(i => i -> i): _*)
      val copy = readStream(in).select(col("event")).repartition(4)
      runToEnd(streamWriter(copy, out, newCheckpoint(), "exactly_once" -> exactlyOnce))
      readAll(out) should contain theSameElementsAs texts(100)
    }
  }
}
