import { z } from "zod";

const page = z.url({ protocol: /^https?$/, normalize: true });

/** `https://app.example` of whatever address of it was pasted; undefined where it is no web page's. */
export function originOf(address: string): string | undefined {
  const { data = "" } = page.safeParse(address);
  const [, scheme, authority = ""] = /^(https?:\/\/)([^/?#]*)/.exec(data) ?? [];
  if (scheme === undefined) return undefined;
  return scheme + authority.slice(authority.lastIndexOf("@") + 1);
}
