import { session } from "electron";

/** The proxy that the system names for an address, as a URL; undefined means a direct connection. */
export async function resolveSystemProxy(
  url: string,
): Promise<string | undefined> {
  const list = await session.defaultSession.resolveProxy(url);
  return firstProxy(list);
}

/** Reads a list like `PROXY 10.0.0.1:8080; DIRECT`. SOCKS is left out: the transport does not speak it. */
export function firstProxy(list: string): string | undefined {
  for (const entry of list.split(";")) {
    const [type = "", address = ""] = entry.trim().split(/\s+/, 2);
    switch (type.toUpperCase()) {
      case "DIRECT":
        return undefined;
      case "PROXY":
      case "HTTP":
        return `http://${address}`;
      case "HTTPS":
        return `https://${address}`;
      default:
    }
  }
  return undefined;
}
