import { onTestFinished } from "vitest";
import { startSceneUpstream } from "./upstream/scenes/scene-upstream.ts";

/** One upstream that plays scenes, and the instance `lab` that asks it once for each call. */
export async function startLab(instance: object = {}) {
  const upstream = await startSceneUpstream("openai");
  onTestFinished(() => upstream.close());
  const { baseUrl } = upstream;
  return {
    instance: {
      id: "lab",
      kind: "openai",
      baseUrl,
      retry: { maxAttempts: 1 },
      ...instance,
    },
    /** Models that it was asked for, in their order. */
    asked: () =>
      upstream.requests
        .filter(({ body }) => body)
        .map(({ body }) => (body as { model: string }).model),
  };
}
