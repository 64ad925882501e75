// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing

import java.nio.file.{Files, Path}

import io.pravega.client.ClientConfig
import io.pravega.client.admin.StreamManager
import io.pravega.client.stream.{ScalingPolicy, StreamConfiguration}

/**
 * The one secured Pravega server of this test JVM, with TLS and authentication on: started when first asked for, gone
 * when the JVM is. It has a scope `plant` with an empty stream `sensors` and these users, besides the admin.
 */
object SecuredServer {

  case class User(name: String, password: String, permissions: String)

  val Scope = "plant"

  val Admin = User(SecuredPravega.ADMIN, SecuredPravega.ADMIN_PASSWORD, "prn::*,READ_UPDATE")

  /** May read `sensors`, `sealed` and `scaled` and nothing else. */
  val Reader = User("reader", "readers-pass-word",
    Seq("sensors", "sealed", "scaled").map(stream => s"prn::/scope:$Scope/stream:$stream,READ").mkString(";"))

  /** May read and write streams `out-…` and use the ledger, but create nothing. */
  val Writer = User("writer", "writers-pass-word",
    s"prn::/scope:$Scope/stream:out-*,READ_UPDATE;" +
      s"prn::/scope:$Scope/key-value-table:spark-commit-ledger,READ_UPDATE;" +
      s"prn::/scope:$Scope/stream:spark-commit-ledger_kvtable,READ_UPDATE")

  /** May read and write streams `out-…` and nothing else. */
  val StreamWriter = User("streamwriter", "streamwriters-pass-word", s"prn::/scope:$Scope/stream:out-*,READ_UPDATE")

  /** May do everything in scope `plant`, and create it. */
  val Creator = User("creator", "creators-pass-word", s"prn::/,READ_UPDATE;prn::/scope:$Scope*,READ_UPDATE")

  /** May list the scope's streams and read none but `sensors`. */
  val Lister = User("lister", "listers-pass-word",
    s"prn::/scope:$Scope,READ;prn::/scope:$Scope/stream:sensors,READ")

  /** Known to the server, and allowed nothing. */
  val Stranger = User("stranger", "strangers-pass-word", "")

  /** May do everything in the scope; name and password are like nothing else, so that a search finds no others. */
  val Marked = User("marked-user-7141", "marked-pass-word-8282", s"prn::/scope:$Scope*,READ_UPDATE")

  val users: Seq[User] = Seq(Reader, Writer, StreamWriter, Creator, Lister, Stranger, Marked)

  private lazy val directory = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")))

  /** A server like it is to be, before it is started; `kind` tells its files apart. */
  def builder(kind: String): SecuredPravega.Builder =
    users.foldLeft(SecuredPravega.builder(Files.createTempDirectory(directory, kind))) { (builder, user) =>
      builder.user(user.name, user.password, user.permissions)
    }

  lazy val server: SecuredPravega = {
    val started = builder("secured").start()
    sys.addShutdownHook(started.close())
    createStream(started, "sensors")
    started
  }

  /** How the admin gets in with the plain client. */
  def adminConfig(server: SecuredPravega): ClientConfig =
    ClientConfig.builder.controllerURI(server.controllerUri).trustStore(server.trustStore.toString)
      .validateHostName(false).credentials(SecuredPravega.adminCredentials).build

  /** Creates a stream in scope `plant`, and the scope. */
  def createStream(server: SecuredPravega, stream: String): Unit = {
    val manager = StreamManager.create(adminConfig(server))
    try {
      manager.createScope(Scope)
      manager.createStream(Scope, stream, StreamConfiguration.builder.scalingPolicy(ScalingPolicy.fixed(2)).build)
    } finally manager.close()
  }
}
