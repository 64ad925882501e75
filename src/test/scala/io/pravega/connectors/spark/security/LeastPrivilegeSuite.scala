// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.security

import io.pravega.connectors.spark.testing.SecuredServer.{Creator, Lister, Reader, Stranger, StreamWriter, User, Writer}
import org.apache.spark.sql.QueryTest
import org.apache.spark.sql.streaming.{StreamingQuery, Trigger}
import org.apache.spark.sql.test.SharedSparkSession

/** The documents' table of permissions: with what it says everything goes, with less it is refused in one sentence. */
class LeastPrivilegeSuite extends QueryTest with SharedSparkSession with SecuredFixture {

  private val ledger = "spark-commit-ledger"

  /** The ledger's table is there: an administrator, or the first query of somebody who may, has made it. */
  override def beforeAll(): Unit = {
    super.beforeAll()
    val stream = newOutput()
    write(writing(stream, Creator, "txn_app_id" -> "maker", "txn_version" -> "0"), "a")
    readAll(stream) shouldBe Seq("a")
  }

  private def newOutput(): String = {
    val stream = "out-" + java.util.UUID.randomUUID.toString.take(8)
    createStream(stream, segments = 2)
    stream
  }

  private def writing(stream: String, user: User, more: (String, String)*): Map[String, String] =
    nobody ++ as(user) ++ Map("stream" -> stream) ++ more

  /** Reads what is in `sensors` and runs to its end. */
  private def copy(to: Map[String, String], checkpoint: String): Unit = {
    val query: StreamingQuery = spark.readStream.format("pravega").options(nobody ++ as(Reader))
      .option("start_stream_cut", "earliest").load()
      .writeStream.format("pravega").options(to).option("checkpointLocation", checkpoint)
      .trigger(Trigger.AvailableNow()).start()
    try query.processAllAvailable() finally query.stop()
  }

  test("read permission on the stream is enough to read it, in batch and in streaming") {
    writeEvents("sensors", "one", "two")
    read(nobody ++ as(Reader)) should contain allOf ("one", "two")
    val query = spark.readStream.format("pravega").options(nobody ++ as(Reader))
      .option("start_stream_cut", "earliest").option("max_bytes_per_trigger", "20").load()
      .selectExpr("cast(event as string) as text").writeStream.format("memory").queryName("by_reader").start()
    try {
      query.processAllAvailable()
      writeEvents("sensors", "three")
      query.processAllAvailable()
      spark.table("by_reader").collect().map(_.getString(0)) should contain allOf ("one", "two", "three")
    } finally query.stop()
  }

  test("read permission on the stream is enough to ask for its head and tail") {
    load(nobody ++ as(Reader) + ("metadata" -> "StreamInfo")).collect() should have size 1
  }

  test("the same permission is enough for a sealed stream") {
    createStream("sealed", segments = 1)
    writeEvents("sealed", "one")
    scaleTo("sealed", 2)
    writeEvents("sealed", "two")
    sealStream("sealed")
    val sealedStream = nobody ++ as(Reader) + ("stream" -> "sealed")
    read(sealedStream) shouldBe Seq("one", "two")
    load(sealedStream + ("metadata" -> "StreamInfo")).collect() should have size 1
    val query = spark.readStream.format("pravega").options(sealedStream).option("start_stream_cut", "earliest").load()
      .selectExpr("cast(event as string) as text").writeStream.format("memory").queryName("of_sealed")
      .trigger(Trigger.AvailableNow()).start()
    query.awaitTermination(60000) shouldBe true
    spark.table("of_sealed").collect().map(_.getString(0)) shouldBe Array("one", "two")
  }

  test("listing a scope needs read permission on the scope, and shows what the user may read") {
    load(nobody ++ as(Lister) + ("metadata" -> "Streams")).collect().map(_.getString(1)) shouldBe Array("sensors")
    sentence(load(nobody ++ as(Reader) + ("metadata" -> "Streams")).collect()) should
      endWith("it needs read permission on scope plant")
  }

  test("a reader cannot write, in either mode, and is told what is missing") {
    for (exactlyOnce <- Seq("true", "false")) {
      refusal(write(nobody ++ as(Reader) + ("exactly_once" -> exactlyOnce), "a")) should
        include("it needs write permission on stream plant/sensors")
    }
  }

  test("write permission on stream and ledger is enough to write exactly once, in batch and in streaming") {
    withTempDir { checkpoint =>
      val stream = newOutput()
      write(writing(stream, Writer), "batch")
      write(writing(stream, Writer, "txn_app_id" -> "app", "txn_version" -> "1"), "version")
      write(writing(stream, Writer, "txn_app_id" -> "app", "txn_version" -> "1"), "again")
      writeEvents("sensors", "stream")
      copy(writing(stream, Writer), checkpoint.getPath)
      val written = readAll(stream)
      written should contain allOf ("batch", "version", "stream")
      written should not contain "again"
    }
  }

  test("write permission on the stream alone is enough at least once, in batches, and without the ledger") {
    withTempDir { checkpoint =>
      val stream = newOutput()
      write(writing(stream, StreamWriter), "batch")
      write(writing(stream, StreamWriter, "exactly_once" -> "false"), "at least once")
      writeEvents("sensors", "stream")
      copy(writing(stream, StreamWriter, "commit_ledger" -> "false"), checkpoint.getPath)
      readAll(stream) should contain allOf ("batch", "at least once", "stream")
    }
  }

  test("overwriting needs no more than write permission on the stream") {
    val session = spark
    import session.implicits._
    val stream = newOutput()
    write(writing(stream, StreamWriter), "old")
    Seq("new").toDF("event").write.format("pravega").options(writing(stream, StreamWriter)).mode("overwrite").save()
    readAll(stream) shouldBe Seq("new")
  }

  test("who may not use the ledger is told what is missing, and how to do without") {
    withTempDir { checkpoint =>
      writeEvents("sensors", "stream")
      refusal(copy(writing(newOutput(), StreamWriter), checkpoint.getPath)) should (
        include(s"it needs read and write permission on prn::/scope:plant/key-value-table:$ledger and " +
          s"prn::/scope:plant/stream:${ledger}_kvtable") and include("option commit_ledger=false"))
    }
  }

  test("creating needs write permission on the scope, and creating a scope on all scopes") {
    val stream = "out-created-" + java.util.UUID.randomUUID.toString.take(8)
    sentence(write(writing(stream, Writer), "a")) should endWith("it needs read permission on scope plant")
    write(writing(stream, Creator), "a")
    readAll(stream) shouldBe Seq("a")
    val options = writing(stream, Creator, "scope" -> "plant-2")
    write(options, "a")
    read(options) shouldBe Seq("a")
    sentence(write(writing(stream, Creator, "scope" -> "elsewhere"), "a")) should
      endWith("it needs read permission on stream elsewhere/" + stream)
  }

  test("a stream is not there for who may not see it") {
    sentence(write(writing("out-any", Stranger), "a")) should
      endWith("it needs read permission on stream plant/out-any")
  }
}
