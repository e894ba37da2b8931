import { kindOfHost } from "./address.ts";

/** The proxy for an address, as a URL such as `http://proxy:8080`; undefined means none. */
export type ResolveProxy = (
  url: string,
) => string | undefined | Promise<string | undefined>;

/** Proxies from `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case. */
export function environmentProxy(
  environment: Readonly<Record<string, string | undefined>>,
): ResolveProxy {
  const read = (name: string) =>
    environment[name.toLowerCase()] || environment[name] || undefined;
  // The process's own environment is a look outside each time.
  const all = read("ALL_PROXY");
  const [secure, plain] = [read("HTTPS_PROXY"), read("HTTP_PROXY")];
  const direct = read("NO_PROXY") ?? "";
  return (address) => {
    if (!all && !secure && !plain) return undefined;
    const url = new URL(address);
    if (bypasses(url, direct)) return undefined;
    const proxy = (url.protocol === "https:" ? secure : plain) ?? all;
    return proxy && !proxy.includes("://") ? `http://${proxy}` : proxy;
  };
}

/** This computer is never reached through a proxy. */
function bypasses(url: URL, list: string): boolean {
  if (kindOfHost(url.hostname) === "loopback") return true;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => matches(url.hostname, port, entry.toLowerCase()));
}

function matches(hostname: string, port: string, entry: string): boolean {
  if (entry === "*") return true;
  const withPort = /^(.*[^:]):(\d+)$/.exec(entry);
  if (withPort && withPort[2] !== port) return false;
  const name = (withPort?.[1] ?? entry).replace(/^\*?\./, "");
  return hostname === name || hostname.endsWith(`.${name}`);
}

/** The first usable entry of a PAC answer such as `PROXY proxy:8080; DIRECT`. */
export function readPacAnswer(answer: string): string | undefined {
  const schemes: Record<string, string> = {
    PROXY: "http",
    HTTP: "http",
    HTTPS: "https",
    SOCKS: "socks5",
    SOCKS5: "socks5",
  };
  for (const entry of answer.split(";")) {
    const [word = "", host = ""] = entry.trim().split(/\s+/);
    if (word.toUpperCase() === "DIRECT") return undefined;
    const scheme = schemes[word.toUpperCase()];
    if (scheme && host) return `${scheme}://${host}`;
  }
  return undefined;
}
