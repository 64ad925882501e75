// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry

import java.net.URI
import java.time.Duration
import java.util.UUID

import io.pravega.connectors.spark.options.{ConnectionOptions, CredentialOptions, RegistryOptions}
import io.pravega.connectors.spark.testing.SchemaRegistryServer

/** The test JVM's schema registry, and groups of schemas in it. */
trait RegistryFixture {

  protected def server: SchemaRegistryServer = RegistryFixture.server

  protected val namespace: String = s"scope-${UUID.randomUUID}"

  protected def newGroup(): String = s"group-${UUID.randomUUID}"

  protected def group(name: String = newGroup(), uri: URI = server.uri, trustStore: String = null,
      credentials: CredentialOptions = new CredentialOptions.None,
      outage: Duration = Duration.ofSeconds(60)): SchemaRegistry = {
    val connection = new ConnectionOptions(URI.create("tcp://localhost:9090"),
      new ConnectionOptions.Tls(trustStore, true), credentials, outage)
    SchemaRegistries.open(new RegistryOptions(uri, namespace, name, connection))
  }

  /** An Avro schema with fields of these names and types. */
  protected def avro(fields: (String, String)*): EventSchema = {
    val texts = fields.map { case (name, kind) => s"""{"name":"$name","type":$kind}""" }
    EventSchema.ofText("reading", SchemaFormat.AVRO,
      s"""{"type":"record","name":"reading","fields":[${texts.mkString(",")}]}""")
  }
}

private object RegistryFixture {

  /** It ends with this JVM. */
  lazy val server: SchemaRegistryServer = SchemaRegistryServer.start()
}
