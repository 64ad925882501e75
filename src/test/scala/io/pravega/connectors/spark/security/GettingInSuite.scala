// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.security

import java.nio.file.{Files, Path}

import io.pravega.connectors.spark.testing.{Certificates, PravegaServer, SecuredPravega, SecuredServer}
import io.pravega.connectors.spark.testing.SecuredServer.{Admin, Reader, Stranger, User}
import org.apache.spark.sql.QueryTest
import org.apache.spark.sql.test.SharedSparkSession

/** Who gets into a cluster with TLS and authentication, and what the others are told, within half a minute. */
class GettingInSuite extends QueryTest with SharedSparkSession with SecuredFixture {

  private lazy val otherAuthority: Path =
    Certificates.newAuthority(Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "other"))
      .authority

  private def withServer(server: SecuredPravega)(test: SecuredPravega => Unit): Unit =
    try test(server) finally server.close()

  test("the right user and password get in, over TLS, under each of its schemes") {
    writeEvents("sensors", "a", "b")
    for (scheme <- Seq("tls", "ssl", "pravegas")) {
      val uri = s"$scheme://localhost:${controllerUri.getPort}"
      read(nobody ++ as(Reader) + ("controller" -> uri)) should contain allOf ("a", "b")
    }
  }

  test("a wrong password is refused") {
    sentence(read(nobody ++ as(Reader.copy(password = "wrong-pass-word")))) shouldBe
      s"Cannot connect to controller '$controller': the controller does not accept the credentials"
  }

  test("an unknown user is refused") {
    sentence(read(nobody ++ as(User("nobody", "any-pass-word", "")))) shouldBe
      s"Cannot connect to controller '$controller': the controller does not accept the credentials"
  }

  test("who gives no credentials is told to give some") {
    sentence(read(nobody)) shouldBe s"Cannot connect to controller '$controller': it wants credentials, and none " +
      "were given; see the options that begin with auth_"
  }

  test("who may not read the stream is told what is missing") {
    sentence(read(nobody ++ as(Stranger))) should (startWith("Cannot find stream plant/sensors: permission denied") and
      endWith("it needs read permission on stream plant/sensors"))
  }

  test("a certificate of an authority that the trust store does not know is refused") {
    sentence(read(nobody ++ as(Reader) + ("trust_store" -> otherAuthority.toString))) should (
      startWith(s"Cannot connect to controller '$controller': ") and
        include("the server's certificate is not signed by anyone the trust store knows"))
  }

  test("without a trust store the JVM's own decides, which does not know the certificate either") {
    sentence(read(nobody ++ as(Reader) - "trust_store")) should
      include("the server's certificate is not signed by anyone the trust store knows")
  }

  test("a trust store that is not there is named") {
    sentence(read(nobody ++ as(Reader) + ("trust_store" -> "/no/such.pem"))) should include("/no/such.pem")
  }

  test("a plain-text client is told that the server wants TLS") {
    val plain = controller.replace("tls:", "tcp:")
    val impatient = Map("controller" -> plain, "service_outage_timeout" -> "2s")
    sentence(read(nobody ++ as(Reader) ++ impatient)) shouldBe s"Cannot connect to controller '$plain': " +
      "it does not speak plain text on this port; a server with TLS has a tls:// address"
  }

  test("a TLS client does not fall back to plain text") {
    val plain = PravegaServer.controllerUri.toString.replace("tcp:", "tls:")
    sentence(read(nobody ++ as(Reader) + ("controller" -> plain))) shouldBe s"Cannot connect to controller '$plain': " +
      "the server does not speak TLS on this port; a server without TLS has a tcp:// address"
  }

  test("with authentication but without TLS the right password gets in at the tcp address") {
    withServer(SecuredServer.builder("plain").plainText().start()) { server =>
      SecuredServer.createStream(server, "sensors")
      read(nobodyAt(server) ++ as(Admin)) shouldBe empty
    }
  }

  test("an expired certificate is refused") {
    val builder = SecuredServer.builder("expired")
    withServer(builder.identity(builder.certificates.expired).start()) { server =>
      sentence(read(nobodyAt(server) ++ as(Admin))) should (
        startWith(s"Cannot connect to controller '${server.controllerUri}': ") and
          include("the server's certificate has expired"))
    }
  }

  test("a controller's certificate for another host is refused, even when segment stores' are not looked at") {
    val builder = SecuredServer.builder("another")
    withServer(builder.identity(builder.certificates.forAnotherHost).start()) { server =>
      for (validate <- Seq("true", "false")) {
        sentence(read(nobodyAt(server) ++ as(Admin) + ("validate_host_name" -> validate))) should (
          startWith(s"Cannot connect to controller '${server.controllerUri}': ") and
            include("the server's certificate is made out to another host name"))
      }
    }
  }

  test("a segment store whose certificate is for another host is refused, unless told not to look") {
    // The controller is called localhost and is fine; the segment store is announced by a name that no certificate has.
    withServer(SecuredServer.builder("store").segmentStoreHost("127.0.0.2").start()) { server =>
      SecuredServer.createStream(server, "sensors")
      val options = nobodyAt(server) ++ as(Admin)
      for (attempt <- Seq[() => Any](() => read(options), () => write(options, "a"),
          () => write(options + ("exactly_once" -> "false"), "a"),
          () => write(options ++ Map("txn_app_id" -> "app", "txn_version" -> "1"), "a"))) {
        refusal(attempt()) should include("the server's certificate is made out to another host name")
      }
      write(options + ("validate_host_name" -> "false"), "a")
      read(options + ("validate_host_name" -> "false")) shouldBe Seq("a")
    }
  }
}
