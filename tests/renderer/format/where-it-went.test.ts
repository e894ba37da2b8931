import { expect, test } from "vitest";
import type { ServedBy } from "#shared/chat/stream-event.ts";
import { whereItWent } from "#renderer/format/where-it-went.ts";

const cloud: ServedBy = {
  instance: "router",
  model: "m",
  local: false,
  simulated: false,
  attempt: 1,
};
const kept = (source: "memory" | "disk" | "shared"): ServedBy => ({
  ...cloud,
  cached: { source, ageSeconds: 3 },
});

test.each<[ServedBy, string]>([
  [cloud, "Sent to Router"],
  [{ ...cloud, provider: "Anthropic" }, "Sent to Router → Anthropic"],
  [{ ...cloud, local: true }, "Stays on this computer"],
  // Nothing left this computer for it, so that it must not say so.
  [kept("memory"), "Nothing sent, kept from Router"],
  [kept("disk"), "Nothing sent, kept from Router"],
  [kept("shared"), "Sent to Router"],
])("%j", (servedBy, text) => {
  expect(whereItWent(servedBy, () => "Router")).toBe(text);
});
