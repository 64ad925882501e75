// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry

import java.io.{BufferedReader, File, InputStreamReader, PrintStream}
import java.net.URI
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path
import java.util.Base64

import io.pravega.connectors.spark.testing.SchemaRegistryServer

/** An application that uses the registry's own serializers, in a process of its own: `src/test/registry/Peer.java`. */
final class RegistryPeer(uri: URI, namespace: String) extends AutoCloseable {

  private val process = {
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString
    val log = new File(System.getProperty("java.io.tmpdir"), "registry-peer.log")
    new ProcessBuilder(java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
      SchemaRegistryServer.classPath, "src/test/registry/Peer.java", uri.toString, namespace).redirectError(log).start()
  }
  private val requests = new PrintStream(process.getOutputStream, true, UTF_8)
  private val answers = new BufferedReader(new InputStreamReader(process.getInputStream, UTF_8))

  /** The event that it writes; with all that lies behind it in its array if `whole`, as Flink's connector writes it. */
  def write(format: String, group: String, codec: String, schema: String, json: String, whole: Boolean): Array[Byte] = {
    val Array(length, array) =
      ask(s"write-$format $group $codec ${base64(schema.getBytes(UTF_8))} ${base64(json.getBytes(UTF_8))}").split(" ")
    val bytes = Base64.getDecoder.decode(array)
    if (whole) bytes else bytes.take(length.toInt)
  }

  /** What it reads, as JSON. */
  def read(format: String, group: String, event: Array[Byte]): String = ask(s"read-$format $group ${base64(event)}")

  private def ask(request: String): String = synchronized {
    requests.println(request)
    Option(answers.readLine()).filterNot(_.startsWith("failed: "))
      .getOrElse(throw new IllegalStateException(s"Cannot $request"))
  }

  private def base64(bytes: Array[Byte]): String = Base64.getEncoder.encodeToString(bytes)

  override def close(): Unit = process.destroyForcibly().waitFor()
}
