import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { arrayOf, defined, filledString, type JsonObject } from "../json.ts";
import {
  entriesOf,
  plainDescriptor,
  tokensOf,
  type ModelListContext,
  type ModelPage,
} from "../model-list.ts";

/** A page of `GET /v1beta/models`; undefined when it is none. */
export function readModelPage(
  body: unknown,
  context: ModelListContext,
): ModelPage | undefined {
  const entries = entriesOf(body, "models");
  if (!entries) return undefined;
  const next = filledString((body as JsonObject).nextPageToken);
  const models = entries.flatMap((entry) => readModel(entry, context));
  return { models, ...defined({ next }) };
}

/** Models that neither chat nor embed (video, tuning) are left out. */
function readModel(
  entry: JsonObject,
  context: ModelListContext,
): readonly ModelDescriptor[] {
  const id = filledString(entry.name)?.replace(/^models\//, "");
  if (id === undefined) return [];
  const methods = arrayOf(entry.supportedGenerationMethods);
  const chats = methods.length === 0 || methods.includes("generateContent");
  if (!chats && !methods.includes("embedContent")) return [];
  const isGemini = chats && id.startsWith("gemini");
  return [
    {
      ...plainDescriptor(id, context),
      name: filledString(entry.displayName) ?? id,
      description: filledString(entry.description) ?? "",
      inputModalities: isGemini
        ? ["text", "image", "file", "audio", "video"]
        : ["text"],
      outputModalities: outputsOf(id, chats),
      ...defined({
        contextLength: tokensOf(entry.inputTokenLimit),
        maxOutputTokens: tokensOf(entry.outputTokenLimit),
        supportedParameters: isGemini ? parametersOf(entry) : undefined,
      }),
    },
  ];
}

function outputsOf(
  id: string,
  chats: boolean,
): ModelDescriptor["outputModalities"] {
  if (!chats) return [];
  if (id.includes("-tts")) return ["audio"];
  return id.includes("-image") ? ["text", "image"] : ["text"];
}

function parametersOf(entry: JsonObject): string[] {
  return [
    "max_tokens",
    "response_format",
    "seed",
    "stop",
    "structured_outputs",
    "temperature",
    "tool_choice",
    "tools",
    "top_k",
    "top_p",
    ...(entry.thinking === true ? ["reasoning"] : []),
  ];
}
