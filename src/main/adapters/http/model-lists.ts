import { readModelPage as readAnthropicPage } from "#main/dialects/anthropic-messages/models.ts";
import { readModelPage as readGeminiPage } from "#main/dialects/gemini/models.ts";
import {
  plainDescriptor,
  type ModelListContext,
  type ModelPage,
} from "#main/dialects/model-list.ts";
import { readModel, readTags } from "#main/dialects/ollama/models.ts";
import { readModelList } from "#main/dialects/openai-chat/models.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { UpstreamClient } from "./upstream-client.ts";

/** All models of one upstream. Throws AppError. */
export type ListModels = (
  client: UpstreamClient,
  context: ModelListContext,
  signal: AbortSignal,
) => Promise<readonly ModelDescriptor[]>;

/** More pages than any upstream has; one that never ends is broken. */
const maxPages = 100;
const showsAtOnce = 4;

export const listOpenAi: ListModels = async (client, context, signal) =>
  readModelList(await client.getJson("/models", signal), context) ?? notAList();

/** The list, or these names where the provider says that it has none. */
export function listOr(names: readonly string[]): ListModels {
  return async (client, context, signal) => {
    try {
      return await listOpenAi(client, context, signal);
    } catch (error) {
      if (AppError.from(error).data["status"] !== 404) throw error;
      return names.map((name) => plainDescriptor(name, context));
    }
  };
}

/** OpenRouter lists its models for anybody, so that a list proves nothing about the key. */
export const listOpenRouter: ListModels = async (client, context, signal) => {
  // Throws where the key's place is empty, so nothing may be under way yet that would fail unheard.
  const { hasKey } = client;
  const [models] = await Promise.all([
    listOpenAi(client, context, signal),
    hasKey ? checkKey(client, signal) : undefined,
  ]);
  return models;
};

async function checkKey(
  client: UpstreamClient,
  signal: AbortSignal,
): Promise<void> {
  try {
    await client.getJson("/key", signal);
  } catch (error) {
    const { code } = AppError.from(error);
    if (code === "key-rejected" || code === "aborted") throw error;
  }
}

/** An address of one deployment has one model; the resource's own list only proves the key. */
export const listDeployment: ListModels = async (client, context, signal) => {
  await client.getJson("/models", signal, /\/deployments\/[^/]+$/);
  const name = /\/deployments\/([^/]+)/.exec(client.baseUrl)?.[1] ?? "";
  return [plainDescriptor(decodeURIComponent(name), context)];
};

export const listAnthropic: ListModels = (client, context, signal) =>
  allPages(async (after) => {
    const from = after ? `&after_id=${encodeURIComponent(after)}` : "";
    const body = await client.getJson(`/v1/models?limit=1000${from}`, signal);
    return readAnthropicPage(body, context);
  });

export const listGemini: ListModels = (client, context, signal) =>
  allPages(async (after) => {
    const from = after ? `&pageToken=${encodeURIComponent(after)}` : "";
    const path = `/v1beta/models?pageSize=1000${from}`;
    return readGeminiPage(await client.getJson(path, signal), context);
  });

/** What Ollama has, each shown: only `show` knows abilities and the length of the context. */
export const listOllama: ListModels = async (client, context, signal) => {
  const tags = readTags(await client.getJson("/api/tags", signal));
  if (!tags) return notAList();
  const models: ModelDescriptor[] = [];
  for (let at = 0; at < tags.length; at += showsAtOnce) {
    const some = tags.slice(at, at + showsAtOnce).map(async (tag) => {
      const shown = await show(client, tag.id, signal);
      return readModel(tag, shown, context);
    });
    models.push(...(await Promise.all(some)));
  }
  return models;
};

/** One model that cannot be shown (a broken file) does not hide the others. */
async function show(
  client: UpstreamClient,
  model: string,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await client.postJson("/api/show", { model }, signal);
  } catch (error) {
    if (AppError.from(error).code === "aborted") throw error;
    return undefined;
  }
}

async function allPages(
  read: (after: string | undefined) => Promise<ModelPage | undefined>,
): Promise<readonly ModelDescriptor[]> {
  const models = new Map<string, ModelDescriptor>();
  let after: string | undefined;
  for (let count = 0; count < maxPages; count++) {
    const page = (await read(after)) ?? notAList();
    for (const model of page.models) models.set(model.ref, model);
    if (page.next === undefined || page.next === after) break;
    after = page.next;
  }
  return [...models.values()];
}

function notAList(): never {
  throw new AppError("upstream-invalid", {
    message: "The upstream's answer is not a list of models.",
  });
}
