import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { AppError } from "#shared/errors/app-error.ts";
import { addressOf, kindOfAddress, type Address } from "./address.ts";
import { embeddedIpv4 } from "./embedded-ipv4.ts";

/** Throws `denied` for an address that is never called, whatever it is called by. */
export function refuseForbidden({ kind, hostname }: Address): void {
  if (kind === "forbidden")
    throw new AppError("denied", {
      message: `${hostname} is an address that is never called.`,
      data: { host: hostname },
    });
}

/** Throws `denied` for our own gateway's address: calling it would go round in circles. */
export function refuseOwn(
  address: Address,
  ownAddress: string | undefined,
): void {
  if (ownAddress === undefined) return;
  const own = addressOf(ownAddress);
  const { kind, hostname, port } = address;
  if (port !== own.port) return;
  const isHere =
    kind === "loopback" ||
    hostname === own.hostname ||
    isThisComputer(hostname.replace(/^\[(.*)\]$/, "$1"));
  if (isHere) throw ownError(address);
}

/** The same for what a name turns out to lead to, at the moment of connecting. */
export function ownRefusal(
  address: Address,
  ownAddress: string | undefined,
  resolved: string,
): AppError | undefined {
  if (ownAddress === undefined) return undefined;
  if (address.port !== addressOf(ownAddress).port) return undefined;
  return isThisComputer(resolved) ? ownError(address) : undefined;
}

function isThisComputer(address: string): boolean {
  if (isIP(address) === 0) return false;
  if (kindOfAddress(address) === "loopback") return true;
  // An IPv4 address can be written as an IPv6 one, and leads to the same place.
  const plain = embeddedIpv4(address) ?? address;
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some((own) => own.address === plain),
  );
}

function ownError({ host, hostname }: Address): AppError {
  return new AppError("denied", {
    message: `${host} is this gateway itself; an instance must lead elsewhere.`,
    data: { host: hostname },
  });
}
