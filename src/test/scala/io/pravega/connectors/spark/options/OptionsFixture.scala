// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, ObjectInputStream, ObjectOutputStream}

import scala.collection.JavaConverters._

import org.apache.spark.sql.util.CaseInsensitiveStringMap

/** Options of a query in surroundings of the test's own making. */
trait OptionsFixture {

  val stream: Seq[(String, String)] = Seq("scope" -> "s", "stream" -> "t")

  def given(options: (String, String)*): OptionReader = surroundedBy(Map.empty, Map.empty)(options: _*)

  def surroundedBy(properties: Map[String, String], environment: Map[String, String])(
      options: (String, String)*): OptionReader =
    new OptionReader(new CaseInsensitiveStringMap(options.toMap.asJava), new Environment {
      override def property(name: String): String = properties.get(name).orNull
      override def variable(name: String): String = environment.get(name).orNull
    })

  def serializedAndBack[T](value: T): T = {
    val bytes = new ByteArrayOutputStream
    new ObjectOutputStream(bytes).writeObject(value)
    new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray)).readObject().asInstanceOf[T]
  }
}
