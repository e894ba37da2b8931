import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { protocol } from "electron";
import { contentSecurityPolicy } from "../web/content-security-policy.ts";

const scheme = "app";
/** Origin of every page of ours. */
export const appOrigin = `${scheme}://modeldocker`;
export const appPage = `${appOrigin}/index.html`;

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** A page of this scheme has an origin, storage and workers like one of a server. Before `ready` only. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    },
  ]);
}

/** Serves the built page, and nothing outside its folder. */
export function serveAppScheme(pageDir: string): void {
  protocol.handle(scheme, (request) => answer(request.url, pageDir));
}

async function answer(url: string, pageDir: string): Promise<Response> {
  const path = fileFor(url, pageDir);
  const type = path && contentTypes[extname(path)];
  if (!path || !type) return refused();
  try {
    const body = await readFile(path);
    return new Response(new Uint8Array(body), { headers: headersFor(type) });
  } catch {
    return refused();
  }
}

/** The file that an address of ours means; undefined for another host or a way out of the folder. */
export function fileFor(url: string, pageDir: string): string | undefined {
  try {
    const { protocol: name, host, pathname } = new URL(url);
    if (`${name}//${host}` !== appOrigin) return undefined;
    const path = normalize(join(pageDir, decodeURIComponent(pathname)));
    return path.startsWith(pageDir + sep) ? path : undefined;
  } catch {
    return undefined;
  }
}

function refused(): Response {
  return new Response("", { status: 404, headers: headersFor("text/plain") });
}

function headersFor(type: string): Record<string, string> {
  return {
    "content-type": type,
    "content-security-policy": contentSecurityPolicy(["'self'"]),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}
