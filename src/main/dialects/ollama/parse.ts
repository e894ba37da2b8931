import { z } from "zod";
import type { Message, Part } from "#shared/chat/message.ts";
import { parametersSchema, type Parameters } from "#shared/chat/parameters.ts";
import type {
  ChatRequest,
  ResponseFormat,
  Tool,
} from "#shared/chat/request.ts";
import { checkWire, ownObject } from "../check-wire.ts";
import type { ParsedCall } from "../dialect.ts";
import { defined, extraOf, unknownFields, type JsonObject } from "../json.ts";
import { ids } from "./call-ids.ts";
import { imageType } from "./image-type.ts";

const { shape } = parametersSchema;
const text = z.string();

const wireMessageSchema = z.looseObject({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: text.nullish(),
  thinking: text.nullish(),
  images: z.array(text).nullish(),
  tool_name: text.nullish(),
  tool_call_id: text.nullish(),
  tool_calls: z
    .array(
      z.looseObject({
        id: text.nullish(),
        function: z.looseObject({ name: text, arguments: ownObject.nullish() }),
      }),
    )
    .nullish(),
});

const wireRequestSchema = z.looseObject({
  model: text.min(1),
  messages: z.array(wireMessageSchema),
  stream: z.boolean().nullish(),
  think: z.union([z.boolean(), z.enum(["low", "medium", "high"])]).nullish(),
  format: z.union([text, ownObject]).nullish(),
  tools: z
    .array(
      z.looseObject({
        type: text.nullish(),
        function: z.looseObject({
          name: text,
          description: text.nullish(),
          parameters: ownObject.nullish(),
        }),
      }),
    )
    .nullish(),
  options: z
    .looseObject({
      temperature: shape.temperature.nullable(),
      top_p: shape.topP.nullable(),
      top_k: shape.topK.nullable(),
      min_p: shape.minP.nullable(),
      frequency_penalty: shape.frequencyPenalty.nullable(),
      presence_penalty: shape.presencePenalty.nullable(),
      repeat_penalty: shape.repetitionPenalty.nullable(),
      num_predict: z.int().nullish(),
      seed: shape.seed.nullable(),
      stop: z.union([text, z.array(text)]).nullish(),
    })
    .nullish(),
});

type WireMessage = z.infer<typeof wireMessageSchema>;
type WireRequest = z.infer<typeof wireRequestSchema>;
type WireTool = NonNullable<WireRequest["tools"]>[number];

const knownFields: ReadonlySet<string> = new Set(
  Object.keys(wireRequestSchema.shape),
);
const knownOptions: ReadonlySet<string> = new Set(
  Object.keys(wireRequestSchema.shape.options.unwrap().unwrap().shape),
);

/** A body of `POST /api/chat`; it streams unless told not to. Throws AppError `invalid-request`. */
export function parse(body: unknown): ParsedCall {
  const wire = checkWire(wireRequestSchema, body);
  const parser = new MessageParser();
  const { tools } = wire;
  const request: ChatRequest = {
    model: wire.model,
    messages: wire.messages.map((message) => parser.parse(message)),
    parameters: parseParameters(wire),
    ...(tools
      ? {
          tools: tools.map(parseTool),
        }
      : {}),
    ...defined({ responseFormat: parseFormat(wire.format) }),
    dialect: "ollama",
    ...extraOf(parseExtra(wire)),
  };
  return { request, stream: wire.stream ?? true, includeUsage: true };
}

function parseTool(wire: WireTool): Tool {
  const { function: described, type: _, ...outer } = wire;
  const { name, description, parameters, ...inner } = described;
  return {
    name,
    inputSchema: parameters ?? {},
    ...defined({ description: description ?? undefined }),
    ...extraOf({ ...outer, ...inside(inner) }),
  };
}

/** What stands in `function` beside the neutral fields, under its own name. */
function inside(fields: JsonObject): JsonObject {
  return Object.keys(fields).length > 0 ? { function: fields } : {};
}

/** Calls mostly have no ids here; results find them by the tool's name, in order. */
class MessageParser {
  readonly #pending: { id: string; name: string }[] = [];
  #calls = 0;

  parse(wire: WireMessage): Message {
    const { role, content, thinking, images, ...others } = wire;
    const { tool_calls, tool_name, tool_call_id, ...rest } = others;
    const spoken: Part[] = [];
    if (thinking) spoken.push({ type: "reasoning", text: thinking });
    const said = [
      ...(content ? [{ type: "text" as const, text: content }] : []),
      ...(images ?? []).map((data) => ({
        type: "image" as const,
        mediaType: imageType(data),
        source: { type: "base64" as const, data },
      })),
    ];
    const extra = extraOf(rest);
    if (role !== "tool") {
      const calls = (tool_calls ?? []).map((call) => this.#call(call));
      return { role, parts: [...spoken, ...said, ...calls], ...extra };
    }
    const callId = tool_call_id ?? this.#take(tool_name ?? undefined);
    const name = defined({ name: tool_name ?? undefined });
    const result: Part = {
      type: "tool-result",
      callId,
      ...name,
      content: said,
    };
    return { role, parts: [result], ...extra };
  }

  #call(call: NonNullable<WireMessage["tool_calls"]>[number]): Part {
    const { id: own, function: called, ...outer } = call;
    const { name, arguments: given, ...inner } = called;
    const id = own ?? ids.make("", this.#calls);
    this.#calls++;
    this.#pending.push({ id, name });
    const written = JSON.stringify(given ?? {});
    return {
      type: "tool-call",
      id,
      name,
      arguments: written,
      ...extraOf({ ...outer, ...inside(inner) }),
    };
  }

  #take(name: string | undefined): string {
    const position = this.#pending.findIndex(
      (call) => name === undefined || call.name === name,
    );
    const [call] = position < 0 ? [] : this.#pending.splice(position, 1);
    return call?.id ?? ids.make("", this.#calls);
  }
}

function parseParameters({ options, think }: WireRequest): Parameters {
  const stop = options?.stop;
  const most = options?.num_predict ?? 0;
  return defined({
    temperature: options?.temperature ?? undefined,
    topP: options?.top_p ?? undefined,
    topK: options?.top_k ?? undefined,
    minP: options?.min_p ?? undefined,
    frequencyPenalty: options?.frequency_penalty ?? undefined,
    presencePenalty: options?.presence_penalty ?? undefined,
    repetitionPenalty: options?.repeat_penalty ?? undefined,
    maxTokens: most > 0 ? most : undefined,
    seed: options?.seed ?? undefined,
    stop: typeof stop === "string" ? [stop] : (stop ?? undefined),
    reasoning: parseThink(think),
  });
}

function parseThink(think: WireRequest["think"]): Parameters["reasoning"] {
  if (typeof think === "boolean") return { enabled: think };
  return think ? { effort: think } : undefined;
}

function parseFormat(
  format: WireRequest["format"],
): ResponseFormat | undefined {
  if (format === "json") return { type: "json" };
  if (typeof format !== "object" || format === null) return undefined;
  return { type: "json-schema", name: "output", schema: format };
}

function parseExtra(wire: WireRequest): JsonObject {
  const options = Object.entries(wire.options ?? {}).filter(
    ([name, value]) => value !== null && !isNeutralOption(name, value),
  );
  return {
    ...unknownFields(wire, knownFields),
    ...(options.length > 0 ? { options: Object.fromEntries(options) } : {}),
  };
}

/** A bound below 1 means "none" and has no neutral form. */
function isNeutralOption(name: string, value: unknown): boolean {
  return name === "num_predict" ? Number(value) > 0 : knownOptions.has(name);
}
