import { expect, test, vi } from "vitest";

vi.mock("electron", () => ({
  session: {
    defaultSession: {
      resolveProxy: async (url: string) =>
        url.includes("inside") ? "DIRECT" : "SOCKS5 s:1; PROXY p:8080; DIRECT",
    },
  },
}));

const { firstProxy, resolveSystemProxy } =
  await import("#main/adapters/electron/system-proxy.ts");

test.each([
  ["DIRECT", undefined],
  ["", undefined],
  ["PROXY proxy.example:8080; DIRECT", "http://proxy.example:8080"],
  ["HTTPS proxy.example:443", "https://proxy.example:443"],
  ["SOCKS5 socks:1080; PROXY p:1", "http://p:1"],
  ["SOCKS socks:1080", undefined],
])("%j means %j", (list, proxy) => {
  expect(firstProxy(list)).toBe(proxy);
});

test("asks the system for each address", async () => {
  expect(await resolveSystemProxy("https://inside.example/")).toBeUndefined();
  expect(await resolveSystemProxy("https://example.com/")).toBe(
    "http://p:8080",
  );
});
