import OpenAI from "openai";
import { onTestFinished } from "vitest";
import { createKey, startGateway } from "./gateway.ts";
import { startSceneUpstream } from "./upstream/scenes/scene-upstream.ts";

/** A gateway before an instance `lab` of Anthropic's kind, and OpenAI's own clients of it, each with a key of its own. */
export async function startOpenAiClients() {
  const upstream = await startSceneUpstream("anthropic");
  onTestFinished(() => upstream.close());
  const { baseUrl } = upstream;
  const instance = { id: "lab", kind: "anthropic", baseUrl };
  const { address, dataDir } = await startGateway({
    config: { instances: [instance] },
  });
  const clientOf = async () => {
    const { token: apiKey } = await createKey(dataDir);
    return new OpenAI({ baseURL: `${address}/v1`, apiKey, maxRetries: 0 });
  };
  return { clientOf, upstream };
}
