import {
  createSecureContext,
  getCACertificates,
  type SecureContext,
} from "node:tls";

let systemContext: SecureContext | undefined;

/**
 * Trust in what Node brings and what this system trusts besides (a company's proxy, a home server).
 * Read at the first secure connection and kept: it takes tens of milliseconds.
 */
export function systemTrust(): SecureContext {
  systemContext ??= createSecureContext({ ca: [...trusted()] });
  return systemContext;
}

function trusted(): ReadonlySet<string> {
  return new Set([
    ...getCACertificates("default"),
    ...getCACertificates("system"),
  ]);
}
