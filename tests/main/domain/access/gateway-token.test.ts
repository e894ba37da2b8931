import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import {
  gatewayToken,
  gatewayTokenBytes,
  gatewayTokenPrefix,
} from "#main/domain/access/gateway-token.ts";

it("spells random bytes in letters that survive a double click", () => {
  const token = gatewayToken(randomBytes(gatewayTokenBytes));
  expect(token).toMatch(/^mdk_[0-9a-hjkmnp-tv-z]{48}$/);
  expect(gatewayTokenPrefix(token)).toBe(token.slice(0, 12));
  expect(gatewayToken(new Uint8Array(48).fill(31))).toBe(
    `mdk_${"z".repeat(48)}`,
  );
});

it("makes each bit of the lower five count", () => {
  const tokens = Array.from({ length: 32 }, (_, value) =>
    gatewayToken(new Uint8Array(48).fill(value)),
  );
  expect(new Set(tokens).size).toBe(32);
});

it.each([
  "",
  "mdk_",
  "sk-abc",
  `mdk_${"a".repeat(47)}`,
  `mdk_${"A".repeat(48)}`,
  `mdk_${"a".repeat(48)}\n`,
])("finds no prefix in %j", (text) => {
  expect(gatewayTokenPrefix(text)).toBeUndefined();
});
