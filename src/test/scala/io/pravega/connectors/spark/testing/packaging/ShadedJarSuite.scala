// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing.packaging

import java.io.{DataInputStream, File}
import java.net.URLClassLoader
import java.nio.file.Path
import java.util.function.{Function => JFunction}
import java.util.jar.JarFile

import scala.collection.JavaConverters._
import scala.io.Source
import scala.xml.XML

import io.pravega.connectors.spark.testing.PravegaServer
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** The jar that users get: what is in it, what it asks for, and that it works with nothing but Spark beside it. */
@PackagingTest
class ShadedJarSuite extends AnyFunSuite with Matchers {

  private val shaded = "io.pravega.connectors.spark.shaded"

  private val jar = Path.of(System.getProperty("pravega.packaged.jar"))

  private val pom = Path.of(System.getProperty("pravega.packaged.pom"))

  private lazy val entries: Seq[String] = {
    val file = new JarFile(jar.toFile)
    try file.entries.asScala.map(_.getName).filterNot(_.endsWith("/")).toVector
    finally file.close()
  }

  private def contentOf(entry: String): Seq[String] = {
    val file = new JarFile(jar.toFile)
    try Source.fromInputStream(file.getInputStream(file.getEntry(entry)), "UTF-8").getLines().toVector
    finally file.close()
  }

  test("every class is the connector's, Pravega's, or relocated") {
    val allowed = Seq("auth", "client", "common", "connectors/spark", "controller", "shared")
      .map(p => s"io/pravega/$p/")
    entries.filter(_.endsWith(".class")).filterNot(e => allowed.exists(e.startsWith)) shouldBe empty
  }

  test("there is nothing else in it but what belongs to that") {
    val allowed = Seq("META-INF/MANIFEST\\.MF", "META-INF/LICENSE", "META-INF/NOTICE", "META-INF/license/.*\\.txt",
      "META-INF/services/.*", "META-INF/native/(lib)?io_pravega_connectors_spark_shaded_.*", "io/pravega/.*")
    entries.filterNot(e => allowed.exists(e.matches)) shouldBe empty
  }

  test("it is complete") {
    entries should contain allOf (
      "io/pravega/client/EventStreamClientFactory.class",
      "io/pravega/shared/security/auth/Credentials.class",
      s"${shaded.replace('.', '/')}/com/google/common/base/Preconditions.class",
      s"${shaded.replace('.', '/')}/io/grpc/ManagedChannel.class",
      s"${shaded.replace('.', '/')}/io/netty/buffer/ByteBuf.class")
  }

  test("services and what provides them are in it under the names that they are looked up by") {
    val services = entries.filter(_.startsWith("META-INF/services/"))
    services should not be empty
    for (service <- services; line <- contentOf(service).map(_.trim).filter(_.nonEmpty)) {
      withClue(s"$service: ")(entries should contain(line.replace('.', '/') + ".class"))
    }
    services.map(_.stripPrefix("META-INF/services/"))
      .filterNot(s => s.startsWith("org.apache.spark.") || entries.contains(s.replace('.', '/') + ".class")) shouldBe
      empty
  }

  test("licences of what it bundles are in it") {
    contentOf("META-INF/LICENSE").mkString should include("Apache License")
    val notice = contentOf("META-INF/NOTICE").mkString("\n")
    Seq("io.pravega", "io.grpc", "io.netty", "io.perfmark", "com.google.guava", "com.google.code.gson",
      "com.google.protobuf", "com.google.auth", "com.google.api.grpc", "commons-io", "org.apache.commons")
      .foreach(notice should include(_))
    entries should contain allOf ("META-INF/license/LICENSE.protobuf.txt", "META-INF/license/LICENSE.boringssl.txt")
  }

  test("what Spark finds by name can be loaded by a Java that is too old, and nothing of the connector's else") {
    val java8 = for {
      entry <- entries
      if entry.matches("io/pravega/connectors/spark/((?!shaded/).)*\\.class") && classFileVersion(entry) == 52
    } yield entry.stripPrefix("io/pravega/connectors/spark/")
    java8 should contain theSameElementsAs Seq("PravegaSourceProvider.class", "SupportedVersions.class")
  }

  private def classFileVersion(entry: String): Int = {
    val file = new JarFile(jar.toFile)
    try {
      val in = new DataInputStream(file.getInputStream(file.getEntry(entry)))
      in.readInt()
      in.readUnsignedShort()
      in.readUnsignedShort()
    } finally file.close()
  }

  test("its POM asks for nothing") {
    val published = XML.loadFile(pom.toFile)
    (published \ "artifactId").text shouldBe "pravega-connectors-spark"
    (published \ "licenses") should not be empty
    (published \\ "dependency") shouldBe empty
    (published \ "parent") shouldBe empty
  }

  test("its client works with nothing but Spark's jars beside it, on native transport") {
    withSparkAndTheJar { loader =>
      val grpcNetty = s"$shaded.io.grpc.netty.shaded.io.netty"
      loader.loadClass(s"$grpcNetty.channel.epoll.Epoll").getMethod("ensureAvailability").invoke(null)
      loader.loadClass(s"$grpcNetty.handler.ssl.OpenSsl").getMethod("ensureAvailability").invoke(null)

      val probe = loader.loadClass(classOf[ClientProbe].getName)
      val cut = probe.getConstructor().newInstance().asInstanceOf[JFunction[String, String]]
        .apply(PravegaServer.controllerUri.toString)
      cut should endWith("/stream:0=13")
      loader.loadClass("io.pravega.client.ClientConfig").getProtectionDomain.getCodeSource.getLocation shouldBe
        jar.toUri.toURL
    }
  }

  /** A class loader with the jar, Spark and what Spark brings, and the probe. */
  private def withSparkAndTheJar(body: ClassLoader => Unit): Unit = {
    val notSparks = Seq("/io/pravega/", "/io/grpc/", "/io/perfmark/", "/com/google/", "/target/classes", "-tests.jar")
    val urls = jar.toUri.toURL +: System.getProperty("java.class.path").split(File.pathSeparator).toSeq
      .filterNot(entry => notSparks.exists(entry.contains))
      .map(new File(_).toURI.toURL)
    val loader = new URLClassLoader(urls.toArray, ClassLoader.getPlatformClassLoader)
    val before = Thread.currentThread().getContextClassLoader
    Thread.currentThread().setContextClassLoader(loader)
    try body(loader)
    finally {
      Thread.currentThread().setContextClassLoader(before)
      loader.close()
    }
  }
}
