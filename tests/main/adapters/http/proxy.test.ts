import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpChatProvider } from "#main/adapters/http/provider.ts";
import { environmentProxy, readPacAnswer } from "#main/adapters/http/proxy.ts";
import { retryAfterMs } from "#main/adapters/http/failed-reply.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import { startUpstream } from "#tests/support/upstream/server.ts";

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A proxy that forwards absolute-form requests and tunnels, and remembers what for. */
async function startProxy(): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const target = new URL(request.url ?? "");
    const upstream = connect(Number(target.port), target.hostname, () => {
      upstream.write(
        `${request.method} ${target.pathname} HTTP/1.1\r\nhost: ${target.host}\r\nconnection: close\r\n\r\n`,
      );
    });
    upstream.pipe(response.socket ?? process.stdout);
  });
  server.on("connect", (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(
    () => server.closeAllConnections(),
    () => void server.close(),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
  };
}

function provider(baseUrl: string, proxy: string) {
  const made = createHttpChatProvider({
    instance: "x" as InstanceId,
    kind: "openai",
    baseUrl,
    apiKey: () => undefined,
    clock: { now: () => 0 },
    resolveProxy: () => Promise.resolve(proxy),
  });
  closing.push(() => made.dispose());
  return made;
}

describe("through a proxy", () => {
  it("forwards plain calls", async () => {
    const upstream = await startUpstream();
    closing.push(() => upstream.close());
    const proxy = await startProxy();
    const models = await provider(upstream.url, proxy.url).listModels(
      new AbortController().signal,
    );
    expect(models.length).toBeGreaterThan(5);
    expect(proxy.seen[0]).toBe(`GET ${upstream.url}/models`);
  });

  it("tunnels secure calls, and says when the proxy refuses", async () => {
    const proxy = await startProxy();
    const list = provider("https://api.example.org/v1", proxy.url).listModels(
      new AbortController().signal,
    );
    await expect(list).rejects.toMatchObject({ code: "upstream-unreachable" });
    expect(proxy.seen).toEqual(["CONNECT api.example.org:443"]);
  });
});

describe("environmentProxy", () => {
  const resolve = environmentProxy({
    HTTPS_PROXY: "http://secure:1",
    http_proxy: "plain:2",
    NO_PROXY: "internal.example, .corp:8443,*.wild",
  });
  it.each([
    ["https://api.openai.com/v1", "http://secure:1"],
    ["http://api.example/v1", "http://plain:2"],
    ["https://internal.example", undefined],
    ["https://deep.internal.example", undefined],
    ["https://notinternal.example", "http://secure:1"],
    ["https://a.corp:8443", undefined],
    ["https://a.corp", "http://secure:1"],
    ["https://x.wild", undefined],
    ["http://127.0.0.1:1234/v1", undefined],
    ["http://localhost:1234/v1", undefined],
  ])("%s goes through %s", async (url, proxy) => {
    expect(await resolve(url)).toBe(proxy);
  });
});

it("reads a PAC answer", () => {
  expect(readPacAnswer("DIRECT")).toBeUndefined();
  expect(readPacAnswer("PROXY a:8080; DIRECT")).toBe("http://a:8080");
  expect(readPacAnswer("SOCKS5 b:1080")).toBe("socks5://b:1080");
  expect(readPacAnswer("HTTPS c:443;PROXY a:8080")).toBe("https://c:443");
});

describe("retry-after", () => {
  const now = Date.parse("2026-03-01T10:00:00Z");
  it.each([
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after": "3" }, 3000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after": "Sun, 01 Mar 2026 10:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sun, 01 Mar 2026 09:00:00 GMT" }, 0],
    [{ "retry-after": "Sunday, 01-Mar-26 10:00:30 GMT" }, 30_000],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "1e99" }, undefined],
    [{ "retry-after-ms": "", "retry-after": "3" }, 3000],
    [{}, undefined],
  ])("%j is %s ms", (headers, expected) => {
    expect(retryAfterMs(headers as Record<string, string>, now)).toBe(expected);
  });
});
