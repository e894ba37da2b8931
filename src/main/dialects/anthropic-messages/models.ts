import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { defined, filledString, objectOf, type JsonObject } from "../json.ts";
import {
  entriesOf,
  plainDescriptor,
  tokensOf,
  type ModelListContext,
  type ModelPage,
} from "../model-list.ts";

/** A page of `GET /v1/models`; undefined when it is none. */
export function readModelPage(
  body: unknown,
  context: ModelListContext,
): ModelPage | undefined {
  const entries = entriesOf(body, "data");
  if (!entries) return undefined;
  const models = entries.flatMap((entry) => readModel(entry, context));
  const page = objectOf(body);
  const next = page?.has_more ? filledString(page.last_id) : undefined;
  return { models, ...defined({ next }) };
}

function readModel(
  entry: JsonObject,
  context: ModelListContext,
): readonly ModelDescriptor[] {
  const id = filledString(entry.id);
  if (id === undefined) return [];
  const can = objectOf(entry.capabilities);
  const meta = objectOf(entry.meta) ?? {};
  const created = Date.parse(filledString(entry.created_at) ?? "") / 1000;
  const sees = can ? supports(can.image_input) : id.startsWith("claude");
  const reads = can ? supports(can.pdf_input) : id.startsWith("claude");
  return [
    {
      ...plainDescriptor(id, context),
      name: filledString(entry.display_name) ?? id,
      inputModalities: [
        "text",
        ...(sees ? (["image"] as const) : []),
        ...(reads ? (["file"] as const) : []),
      ],
      ...defined({
        created: Number.isFinite(created) ? created : undefined,
        contextLength:
          tokensOf(entry.max_input_tokens) ??
          tokensOf(entry.max_model_len) ??
          tokensOf(meta.n_ctx) ??
          tokensOf(meta.n_ctx_train),
        maxOutputTokens: tokensOf(entry.max_tokens),
        supportedParameters: can ? parametersOf(can) : undefined,
      }),
    },
  ];
}

function parametersOf(can: JsonObject): string[] {
  return [
    "max_tokens",
    "stop",
    "temperature",
    "tool_choice",
    "tools",
    "top_k",
    "top_p",
    ...(supports(can.thinking) ? ["reasoning"] : []),
    ...(supports(can.structured_outputs)
      ? ["response_format", "structured_outputs"]
      : []),
  ];
}

function supports(ability: unknown): boolean {
  return objectOf(ability)?.supported === true;
}
