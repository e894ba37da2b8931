import { describe, expect, test } from "vitest";
import type { GatewayOptions } from "#shared/gateway/gateway-state.ts";
import {
  draftOf,
  readOptions,
  type OptionsDraft,
} from "#renderer/screens/gateway/overview/options-draft.ts";

const before: GatewayOptions = {
  enabled: true,
  port: 3737,
  host: "127.0.0.1",
  allowLan: false,
  requireKey: true,
  allowedOrigins: ["http://localhost:5173"],
  allowedHosts: [],
};
const read = (part: Partial<OptionsDraft>, from = before) =>
  readOptions({ ...draftOf(from), ...part }, from);

describe("options as they are typed", () => {
  test("only what was changed is asked for, so that locked options are left alone", () => {
    expect(read({})).toEqual({ changes: {} });
    expect(read({ port: "4000", requireKey: false })).toEqual({
      changes: { port: 4_000, requireKey: false },
    });
    expect(
      read({ origins: "https://app.example/some/page\nhttp://localhost:5173" }),
    ).toEqual({
      changes: {
        allowedOrigins: ["https://app.example", "http://localhost:5173"],
      },
    });
  });

  test("closing the network closes the address on it, too", () => {
    const open = { ...before, allowLan: true, host: "0.0.0.0" };
    expect(read({ allowLan: false }, open)).toEqual({
      changes: { allowLan: false, host: "127.0.0.1" },
    });
  });

  test("what is fixed is not asked for, even where another choice would change it", () => {
    const fixed = { ...before, host: "0.0.0.0", allowedOrigins: ["app://x"] };
    expect(
      readOptions({ ...draftOf(fixed), port: "4000", origins: "" }, fixed, [
        "host",
        "allowedOrigins",
      ]),
    ).toEqual({ changes: { port: 4_000 } });
  });

  test("what is wrong is named", () => {
    expect(read({ port: "70000" })).toEqual({ problem: "port" });
    expect(read({ port: "" })).toEqual({ problem: "port" });
    expect(read({ origins: "localhost" })).toEqual({ problem: "origins" });
    expect(read({ origins: "file:///etc" })).toEqual({ problem: "origins" });
  });
});
