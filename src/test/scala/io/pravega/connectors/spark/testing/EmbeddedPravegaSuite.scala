// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing

import java.io.File
import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

class EmbeddedPravegaSuite extends AnyFunSuite with Matchers with PravegaFixture {

  test("what the plain client writes can be read") {
    val stream = newStream(segments = 2)
    writeEvents(stream, "a", "b")
    writeKeyed(stream, "key" -> "c")
    writeInTransaction(stream, "key" -> "d", "key" -> "e")
    readAll(stream) should contain theSameElementsAs Seq("a", "b", "c", "d", "e")
  }

  test("an open transaction is not visible") {
    val stream = newStream()
    val transaction = openTransaction(stream, "key" -> "a")
    readAll(stream) shouldBe empty
    transaction.abort()
  }

  test("streams are split, merged and scaled, and read across that in order") {
    val stream = newStream()
    writeKeyed(stream, "key" -> "a")
    splitSegment(stream, id = 0)
    val Seq(low, high) = openSegments(stream)
    (low.low, low.high, high.low, high.high) shouldBe ((0.0, 0.5, 0.5, 1.0))
    writeKeyed(stream, "key" -> "b")
    mergeSegments(stream, low.id, high.id)
    writeKeyed(stream, "key" -> "c")
    scaleTo(stream, 3)
    writeKeyed(stream, "key" -> "d")
    openSegments(stream) should have size 3
    readAll(stream) shouldBe Seq("a", "b", "c", "d")
  }

  test("a truncated stream begins at the cut") {
    val stream = newStream()
    writeEvents(stream, "a")
    val cut = tailCut(stream)
    writeEvents(stream, "b")
    truncateStream(stream, cut)
    headCut(stream) shouldBe cut
    readEvents(stream).map(e => (e.segmentId, e.offset, e.text)) shouldBe Seq((0L, 9L, "b"))
  }

  test("a range between two cuts is read") {
    val stream = newStream()
    writeEvents(stream, "a")
    val from = tailCut(stream)
    writeEvents(stream, "b")
    val to = tailCut(stream)
    writeEvents(stream, "c")
    readEvents(stream, from, to).map(_.text) shouldBe Seq("b")
  }

  test("a sealed stream is read, and a deleted one is gone") {
    val stream = newStream(segments = 2)
    writeKeyed(stream, "k1" -> "a", "k2" -> "b", "k3" -> "c")
    scaleTo(stream, 1)
    writeKeyed(stream, "k1" -> "d")
    sealStream(stream)
    readAll(stream) should contain theSameElementsAs Seq("a", "b", "c", "d")
    deleteStream(stream)
    streamExists(stream) shouldBe false
  }

  test("the server is gone after the JVM that started it was killed") {
    val directory = Files.createTempDirectory("embedded-pravega")
    val output = directory.resolve("pid")
    val parent = childJvm(StartsAServer.getClass.getName.stripSuffix("$"), output.toString)
    try {
      eventually(timeout(60.seconds), interval(50.millis)) {
        (parent.isAlive && Files.exists(output)) shouldBe true
      }
      val server = ProcessHandle.of(Files.readString(output).toLong).get
      server.isAlive shouldBe true
      parent.destroyForcibly().waitFor()
      eventually(timeout(30.seconds), interval(50.millis)) {
        server.isAlive shouldBe false
      }
    } finally parent.destroyForcibly()
  }

  test("a server that cannot start says why") {
    val e = intercept[IllegalStateException] {
      EmbeddedPravega.builder().jvmOption("-XX:NoSuchOption").start()
    }
    e.getMessage should (include("Cannot start Pravega: it ended with status 1") and include("NoSuchOption"))
  }

  private def childJvm(mainClass: String, argument: String): Process = {
    val classPathFile = "pravega.server.classpath.file"
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString
    new ProcessBuilder(List(java, "-cp", System.getProperty("java.class.path"),
      s"-D$classPathFile=${System.getProperty(classPathFile)}", mainClass, argument).asJava)
      .redirectErrorStream(true)
      .redirectOutput(new File(argument + ".log"))
      .start()
  }
}

/** Starts a server, writes its process id to a file and stays until it is killed. */
private object StartsAServer {
  def main(args: Array[String]): Unit = {
    val server = EmbeddedPravega.start()
    val written = Files.writeString(Path.of(args(0) + ".part"), server.pid.toString)
    Files.move(written, Path.of(args(0)))
    Thread.currentThread().join()
  }
}
