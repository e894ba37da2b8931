import { isLoopbackHost } from "./private-host.ts";
import { providerRows, type ProviderRow } from "./providers.ts";

/** The known provider that is reached at an address. */
export function providerAt(url: URL): ProviderRow | undefined {
  return providerRows.find((row) => isAt(row, url));
}

/** What a known provider has behind a bare host of its own; `/` behind any other. */
export function pathBehind(url: URL): string {
  const row = providerAt(url);
  if (row === undefined || row.local) return "/";
  return row.path ?? pathOf(row.baseUrl);
}

function pathOf(baseUrl: string | undefined): string {
  return baseUrl === undefined ? "/" : new URL(baseUrl).pathname;
}

/** A server of one's own is known by its port, whatever this computer is called. */
function isAt(row: ProviderRow, url: URL): boolean {
  const { baseUrl, hostSuffixes = [], otherHosts = [] } = row;
  if (hostSuffixes.some((suffix) => url.hostname.endsWith(suffix))) return true;
  if (otherHosts.includes(url.host)) return true;
  if (baseUrl === undefined) return false;
  const own = new URL(baseUrl);
  return row.local
    ? own.port === url.port && isLoopbackHost(url.hostname)
    : own.host === url.host;
}
