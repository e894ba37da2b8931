import { describe, expect, it } from "vitest";
import {
  kindOfAddress,
  kindOfBaseUrl,
  kindOfHost,
} from "#main/adapters/http/address.ts";
import {
  guardedLookup,
  type ResolveHost,
} from "#main/adapters/http/guarded-lookup.ts";
import { createHttpChatProvider } from "#main/adapters/http/provider.ts";
import type { InstanceId } from "#shared/models/ids.ts";

it.each([
  ["127.0.0.1", "loopback"],
  ["127.9.9.9", "loopback"],
  ["0.0.0.0", "loopback"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["64:ff9b::10.0.0.1", "private"],
  ["10.1.2.3", "private"],
  ["172.31.255.255", "private"],
  ["172.32.0.0", "public"],
  ["192.168.0.1", "private"],
  ["100.64.0.1", "private"],
  ["fd12::1", "private"],
  ["169.254.169.254", "forbidden"],
  ["::ffff:169.254.169.254", "forbidden"],
  ["100.100.100.200", "forbidden"],
  ["fd00:ec2::254", "forbidden"],
  ["fe80::1", "forbidden"],
  ["224.0.0.1", "forbidden"],
  ["255.255.255.255", "forbidden"],
  // IPv4 in every dress in which a resolver may hand it out.
  ["0:0:0:0:0:ffff:7f00:1", "loopback"],
  ["0000:0000:0000:0000:0000:FFFF:0A00:0001", "private"],
  ["::ffff:0:192.168.0.1", "private"],
  ["::10.0.0.1", "private"],
  ["::a9fe:a9fe", "forbidden"],
  ["64:ff9b:1::a9fe:a9fe", "forbidden"],
  ["64:ff9b::5db8:d70e", "public"],
  ["2002:7f00:1::", "loopback"],
  ["2002:c0a8:101::1", "private"],
  ["2002:5db8:d70e::1", "public"],
  ["2606:4700::5efe:10.0.0.1", "private"],
  ["fe80::1%eth0", "forbidden"],
  ["fec0::1", "private"],
  ["::", "loopback"],
  ["1::2::3", "forbidden"],
  ["93.184.215.14", "public"],
  ["2606:4700::1", "public"],
])("%s is %s", (address, kind) => {
  expect(kindOfAddress(address)).toBe(kind);
});

it("sees through the forms that an address has in a URL", () => {
  expect(kindOfBaseUrl("http://2130706433:1234/v1")).toBe("loopback");
  expect(kindOfBaseUrl("http://[::1]:1234/v1")).toBe("loopback");
  expect(kindOfBaseUrl("http://0xa9fea9fe/latest")).toBe("forbidden");
  expect(kindOfBaseUrl("http://[::127.0.0.1]/v1")).toBe("loopback");
  expect(kindOfBaseUrl("http://[2002:a9fe:a9fe::]/v1")).toBe("forbidden");
  expect(kindOfBaseUrl("https://api.openai.com/v1")).toBe("public");
  expect(kindOfBaseUrl("file:///etc/passwd")).toBe("forbidden");
  expect(kindOfBaseUrl("not an address")).toBe("forbidden");
  expect(kindOfHost("nas.local")).toBe("private");
  expect(kindOfHost("workstation")).toBe("private");
  expect(kindOfHost("LOCALHOST.")).toBe("loopback");
});

const answers =
  (...addresses: string[]): ResolveHost =>
  (_name, _options, done) =>
    done(
      null,
      addresses.map((address) => ({
        address,
        family: address.includes(":") ? 6 : 4,
      })),
    );

function lookUp(
  kind: "public" | "private",
  ...addresses: string[]
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    guardedLookup(kind, answers(...addresses))(
      "host.example",
      { all: true },
      (error, found) => (error ? reject(error) : resolve(found)),
    );
  });
}

describe("a name is checked when it is connected to", () => {
  it("refuses a public name that leads inside, even beside a good address", async () => {
    await expect(
      lookUp("public", "93.184.215.14", "127.0.0.1"),
    ).rejects.toMatchObject({ code: "denied" });
    await expect(lookUp("public", "192.168.1.1")).rejects.toMatchObject({
      code: "denied",
    });
    await expect(lookUp("public", "93.184.215.14")).resolves.toHaveLength(1);
  });

  it("lets a local name lead inside, but nowhere link-local", async () => {
    await expect(lookUp("private", "192.168.1.1")).resolves.toHaveLength(1);
    await expect(lookUp("private", "169.254.169.254")).rejects.toMatchObject({
      code: "denied",
    });
  });

  it("holds for a whole call (DNS rebinding)", async () => {
    const provider = createHttpChatProvider({
      instance: "x" as InstanceId,
      kind: "openai",
      baseUrl: "http://rebind.example:9/v1",
      apiKey: () => "sk-secret-canary",
      clock: { now: () => 0 },
      resolveHost: answers("127.0.0.1"),
    });
    const list = provider.listModels(new AbortController().signal);
    await expect(list).rejects.toMatchObject({
      code: "denied",
      data: { host: "rebind.example", instance: "x" },
    });
    await provider.dispose();
  });

  it("refuses a metadata address before any connection", async () => {
    const provider = createHttpChatProvider({
      instance: "x" as InstanceId,
      kind: "openai",
      baseUrl: "http://169.254.169.254/v1",
      apiKey: () => undefined,
      clock: { now: () => 0 },
    });
    await expect(
      provider.listModels(new AbortController().signal),
    ).rejects.toMatchObject({ code: "denied" });
  });
});
