// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.security

import io.pravega.shared.security.auth.Credentials

/** A credentials plug-in as users write them, which renews its token by itself; found by ServiceLoader. */
class PluggedInCredentials extends Credentials {
  override def getAuthenticationType: String = "Bearer"

  override def getAuthenticationToken: String = PluggedInCredentials.token
}

object PluggedInCredentials {
  @volatile var token = "none-yet"
}
