import { expect, test, vi } from "vitest";
import { addressOf } from "#main/adapters/http/address.ts";
import { ownRefusal, refuseOwn } from "#main/adapters/http/refuse-address.ts";

vi.mock("node:os", () => ({
  networkInterfaces: () => ({ lan: [{ address: "192.0.2.7" }] }),
}));

const own = "http://0.0.0.0:4000";

test.each([
  "http://127.0.0.1:4000/v1",
  "http://192.0.2.7:4000/v1",
  "http://[::ffff:192.0.2.7]:4000/v1",
])("our own gateway is called by none of its addresses: %s", (url) => {
  expect(() => refuseOwn(addressOf(url), own)).toThrow(
    expect.objectContaining({ code: "denied" }),
  );
});

test("a neighbour is called at the same port, and this computer at another one", () => {
  for (const url of [
    "http://192.0.2.8:4000/v1",
    "http://[::ffff:192.0.2.8]:4000/v1",
    "http://192.0.2.7:4001/v1",
  ])
    expect(() => refuseOwn(addressOf(url), own)).not.toThrow();
});

test("a name is refused by what it leads to, however that is written", () => {
  const name = addressOf("http://gateway.lan:4000/v1");
  for (const resolved of ["192.0.2.7", "::ffff:192.0.2.7"])
    expect(ownRefusal(name, own, resolved)).toMatchObject({ code: "denied" });
  expect(ownRefusal(name, own, "192.0.2.8")).toBeUndefined();
});
