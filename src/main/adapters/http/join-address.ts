/**
 * An instance's address and a path below it as one URL. `ownVersion` matches what the paths bring
 * themselves, so that it does not stand twice. A query of the address goes along with every path.
 */
export function joinAddress(
  baseUrl: string,
  path: string,
  ownVersion?: RegExp,
): string {
  const url = new URL(baseUrl);
  const base = url.pathname.replace(/\/+$/, "");
  const [before = "", query = ""] = path.split("?");
  const root = ownVersion ? base.replace(ownVersion, "") : base;
  const parameters = [url.search.slice(1), query].filter(Boolean).join("&");
  return `${url.origin}${root}${before}${parameters ? `?${parameters}` : ""}`;
}
