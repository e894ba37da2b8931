import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import type { LookupFunction } from "node:net";
import { AppError } from "#shared/errors/app-error.ts";
import { kindOfAddress, type AddressKind } from "./address.ts";

export type ResolveHost = (
  hostname: string,
  options: LookupOptions & { all: true },
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** Why nothing may be connected to at an IP address, beside what holds for every name; undefined: it may. */
export type RefuseResolved = (address: string) => AppError | undefined;

/**
 * Name resolution that refuses, at the moment of connecting, what a name must not lead to: a public
 * name no address of this computer or its network, any name no link-local or metadata address.
 */
export function guardedLookup(
  hostKind: AddressKind,
  resolve: ResolveHost = lookup,
  refusalOf: RefuseResolved = () => undefined,
): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      for (const { address } of addresses) {
        const refusal = allowed(hostKind, address)
          ? refusalOf(address)
          : refused(hostname);
        if (refusal !== undefined) return done(refusal, []);
      }
      const [first] = addresses;
      if (options.all || !first) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
}

function allowed(hostKind: AddressKind, address: string): boolean {
  const kind = kindOfAddress(address);
  if (kind === "forbidden") return false;
  return kind === "public" || hostKind !== "public";
}

function refused(hostname: string): AppError {
  return new AppError("denied", {
    message: `${hostname} leads to an address of this computer or its network; that is not allowed for a public name.`,
    data: { host: hostname },
  });
}
