import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";

type Handler = (request: { url: string }) => Promise<Response>;
const handlers = vi.hoisted(() => new Map<string, unknown>());

vi.mock("electron", () => ({
  protocol: {
    handle: (scheme: string, handler: unknown) => handlers.set(scheme, handler),
  },
}));

const { serveAppScheme } = await import("#main/hosts/desktop/app-protocol.ts");

async function served(): Promise<Handler> {
  const folder = await mkdtemp(join(tmpdir(), "modeldocker-page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "index.html"), "<p>page</p>");
  await writeFile(join(folder, "notes.txt"), "not of a kind the page has");
  serveAppScheme(folder);
  return handlers.get("app") as Handler;
}

test("serves the page under the strict policy", async () => {
  const handle = await served();
  const reply = await handle({ url: "app://modeldocker/index.html?x#y" });
  expect(await reply.text()).toBe("<p>page</p>");
  expect(reply.headers.get("content-type")).toMatch(/^text\/html/);
  const policy = reply.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toContain("unsafe");
});

test.each([
  "app://modeldocker/../../etc/passwd",
  "app://modeldocker/%2e%2e/%2e%2e/etc/passwd",
  "app://modeldocker/..%2f..%2fetc%2fpasswd",
  "app://modeldocker/%00",
  "app://modeldocker/%zz",
  "app://modeldocker/notes.txt",
  "app://modeldocker/absent.html",
  "app://elsewhere/index.html",
  "app://modeldocker/",
])("finds nothing at %s", async (url) => {
  const handle = await served();
  expect((await handle({ url })).status).toBe(404);
});
