import { networkInterfaces } from "node:os";

/** Addresses of this machine in its networks, without its own loopback and link-local ones. */
export function networkAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(
      ({ internal, address }) =>
        !internal && !/^(169\.254|fe80:)/i.test(address),
    )
    .map(({ address }) => address);
}
