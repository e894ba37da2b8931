import { BlockList, isIP } from "node:net";
import { embeddedIpv4 } from "./embedded-ipv4.ts";

/** Where an address or a configured host leads. `forbidden` is never connected to. */
export type AddressKind = "loopback" | "private" | "public" | "forbidden";

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = "", prefix = ""] = subnet.split("/");
    list.addSubnet(net, Number(prefix), net.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}

const loopback = blockList(["127.0.0.0/8", "0.0.0.0/32", "::1/128", "::/128"]);
const privateNets = blockList([
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "fc00::/7",
  "fec0::/10",
]);
/** Link-local, the metadata services of clouds, multicast, reserved. */
const forbidden = blockList([
  "169.254.0.0/16",
  "100.100.100.200/32",
  "168.63.129.16/32",
  "192.0.0.0/24",
  "0.0.0.0/8",
  "224.0.0.0/3",
  "fe80::/10",
  "fd00:ec2::254/128",
  "ff00::/8",
]);

/** An IP address; what carries an IPv4 address is judged by that. */
export function kindOfAddress(address: string): AddressKind {
  const [unzoned = ""] = address.split("%", 1);
  const plain = embeddedIpv4(unzoned) ?? unzoned;
  const family = isIP(plain) === 6 ? "ipv6" : "ipv4";
  if (isIP(plain) === 0) return "forbidden";
  if (loopback.check(plain, family)) return "loopback";
  if (forbidden.check(plain, family)) return "forbidden";
  return privateNets.check(plain, family) ? "private" : "public";
}

/** Names that no public resolver answers for: they belong to this computer or its network. */
const localNames =
  /(^[^.]+|\.(local|lan|home|internal|localdomain|home\.arpa))$/;

/**
 * The host of a configured base address. Loopback and private ones are thereby declared local; a
 * public name must not lead to them.
 */
export function kindOfHost(hostname: string): AddressKind {
  const known = knownHosts.get(hostname);
  if (known !== undefined) return known;
  const kind = findKindOfHost(hostname);
  if (knownHosts.size >= maxKnownHosts) knownHosts.clear();
  knownHosts.set(hostname, kind);
  return kind;
}

/** Asked several times for each call; the answer depends on the text alone. */
const knownHosts = new Map<string, AddressKind>();
const maxKnownHosts = 1_000;

function findKindOfHost(hostname: string): AddressKind {
  const host = hostname
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
  if (isIP(host) !== 0) return kindOfAddress(host);
  if (host === "localhost" || host.endsWith(".localhost")) return "loopback";
  return localNames.test(host) ? "private" : "public";
}

/** The same for a whole base address; one that is no address is `forbidden`. */
export function kindOfBaseUrl(baseUrl: string): AddressKind {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return "forbidden";
  return kindOfHost(url.hostname);
}

/** A URL's parts, and what kind of host it names. */
export interface Address {
  readonly origin: string;
  /** With the port, where it is not the scheme's own. */
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  /** With the query. */
  readonly path: string;
  readonly kind: AddressKind;
}

/** The same few addresses are called again and again. */
const addresses = new Map<string, Address>();
const mostAddresses = 1_000;

/** Throws TypeError for what is no absolute URL. */
export function addressOf(text: string): Address {
  const known = addresses.get(text);
  if (known !== undefined) return known;
  const { origin, host, hostname, port, pathname, search } = new URL(text);
  const kind = kindOfHost(hostname);
  const path = pathname + search;
  const address = { origin, host, hostname, port, path, kind };
  if (addresses.size >= mostAddresses) addresses.clear();
  addresses.set(text, address);
  return address;
}
