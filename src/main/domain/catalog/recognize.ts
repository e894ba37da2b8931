import type { RemoteKind } from "#shared/models/instance.ts";
import { cleanAddress } from "./clean-address.ts";
import { isPrivateHost } from "./private-host.ts";
import { providerAt } from "./provider-at.ts";
import { providerRows, type ProviderRow } from "./providers.ts";

export interface Recognized {
  readonly preset?: string;
  readonly kind?: RemoteKind;
  readonly name?: string;
  readonly baseUrl?: string;
  readonly isKey: boolean;
  readonly missing: readonly ("baseUrl" | "key")[];
}

/** What a pasted key or address most likely is, from known prefixes and hosts alone. */
export function recognize(text: string): Recognized {
  const pasted = text.trim().replace(/^["']|["']$/g, "");
  const url = parseAddress(pasted);
  if (url !== undefined) return fromAddress(url);
  const looksLikeKey = /^[\x21-\x7e]{12,}$/.test(pasted);
  if (!looksLikeKey) return { isKey: false, missing: ["baseUrl", "key"] };
  const found = providerRows.find((row) =>
    row.keyPrefixes.some((prefix) => pasted.startsWith(prefix)),
  );
  // Plain "sk-" keys are used by several providers, so the address must be asked for.
  return found === undefined
    ? { isKey: true, missing: ["baseUrl"] }
    : { ...facts(found), isKey: true, missing: [] };
}

function parseAddress(text: string): URL | undefined {
  const hostLike =
    /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])(?::\d+)?(?:\/\S*)?$/i;
  const named = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?(?:\/\S*)?$/i;
  const candidate = hostLike.test(text)
    ? `http://${text}`
    : named.test(text)
      ? `https://${text}`
      : text;
  if (!/^https?:\/\//i.test(candidate) || /\s/.test(candidate))
    return undefined;
  return URL.canParse(candidate) ? new URL(candidate) : undefined;
}

function fromAddress(url: URL): Recognized {
  const found = providerAt(url);
  const local = isPrivateHost(url.hostname);
  if (found !== undefined) {
    const given = url.pathname === "/" ? addressOf(found, url) : clean(url);
    return {
      ...facts(found),
      baseUrl: given,
      isKey: false,
      missing: found.needsKey ? ["key"] : [],
    };
  }
  return {
    preset: "custom",
    kind: "openai",
    name: url.host,
    baseUrl: url.pathname === "/" ? `${clean(url)}/v1` : clean(url),
    isKey: false,
    missing: local ? [] : ["key"],
  };
}

/** The bare host that was given, completed by what the row adds to it. */
function addressOf(row: ProviderRow, url: URL): string {
  const path =
    row.path ??
    (row.baseUrl === undefined ? "" : new URL(row.baseUrl).pathname);
  return url.origin + path.replace(/\/$/, "");
}

function facts(row: ProviderRow): Omit<Recognized, "isKey" | "missing"> {
  const { id: preset, kind, name, baseUrl } = row;
  return { preset, kind, name, ...(baseUrl === undefined ? {} : { baseUrl }) };
}

/** The address without the path of a single call. */
function clean(url: URL): string {
  const base = new URL(url);
  base.pathname = url.pathname
    .replace(/\/+$/, "")
    .replace(
      /\/(?:chat\/completions|completions|models|embeddings|responses|messages|api\/chat)$/,
      "",
    );
  return cleanAddress(base);
}
