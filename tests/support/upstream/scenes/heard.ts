import type { RecordedRequest } from "../recorded-request.ts";
import type { SceneKind } from "./scene-kind.ts";

/** What an upstream was told, the same for the same question whatever its wire format. */
export interface Heard {
  /** One line per thing said, in order. */
  readonly said: readonly string[];
  readonly tools: readonly string[];
  readonly maxTokens: unknown;
  readonly stop: unknown;
  readonly schema: unknown;
}

type Json = Readonly<Record<string, unknown>>;

export function heard(kind: SceneKind, { body, path }: RecordedRequest): Heard {
  const json = body as Json;
  if (path.endsWith("/responses")) return responses(json);
  if (kind === "anthropic" || path.endsWith("/messages"))
    return anthropic(json);
  if (kind === "gemini") return gemini(json);
  return kind === "ollama" ? ollama(json) : openAi(json);
}

function openAi(body: Json): Heard {
  const names = new Map<unknown, unknown>();
  const said = list(body.messages).flatMap((message) => {
    if (message.role === "tool")
      return [resultOf(names.get(message.tool_call_id), message.content)];
    const calls = list(message.tool_calls).map((call) => {
      const { name, arguments: input } = call.function as Json;
      names.set(call.id, name);
      return `call ${text(name)} ${text(input)}`;
    });
    const role = message.role === "developer" ? "system" : message.role;
    return [...spoken(role, message.content), ...calls];
  });
  const format = body.response_format as Json | undefined;
  return {
    said,
    tools: list(body.tools).map((tool) => text((tool.function as Json).name)),
    maxTokens: body.max_completion_tokens ?? body.max_tokens,
    stop: body.stop,
    schema: (format?.json_schema as Json | undefined)?.schema,
  };
}

function responses(body: Json): Heard {
  const names = new Map<unknown, unknown>();
  const { instructions } = body;
  const asked =
    typeof body.input === "string"
      ? [{ role: "user", content: body.input }]
      : list(body.input);
  const said = asked.flatMap((item: Json) => {
    if (item.type === "function_call") {
      names.set(item.call_id, item.name);
      return [`call ${text(item.name)} ${text(item.arguments)}`];
    }
    if (item.type === "function_call_output")
      return [resultOf(names.get(item.call_id), item.output)];
    const role = item.role === "developer" ? "system" : item.role;
    return spoken(role, item.content);
  });
  const format = (body.text as Json | undefined)?.format as Json | undefined;
  return {
    said: [...(instructions ? spoken("system", instructions) : []), ...said],
    tools: list(body.tools).map(({ name }) => text(name)),
    maxTokens: body.max_output_tokens,
    stop: undefined,
    schema: format?.schema,
  };
}

function anthropic(body: Json): Heard {
  const names = new Map<unknown, unknown>();
  const said = list(body.messages).flatMap(({ role, content }) =>
    parts(content).flatMap((part) => {
      if (part.type === "tool_use") {
        names.set(part.id, part.name);
        return [`call ${text(part.name)} ${JSON.stringify(part.input)}`];
      }
      if (part.type !== "tool_result") return spoken(role, [part]);
      const result = parts(part.content).map((it) => text(it.text));
      return [resultOf(names.get(part.tool_use_id), result.join(""))];
    }),
  );
  const config = body.output_config as Json | undefined;
  return {
    said: [...(body.system ? spoken("system", body.system) : []), ...said],
    tools: list(body.tools).map(({ name }) => text(name)),
    maxTokens: body.max_tokens,
    stop: body.stop_sequences,
    schema: (config?.format as Json | undefined)?.schema,
  };
}

function gemini(body: Json): Heard {
  const system = (body.systemInstruction as Json | undefined)?.parts ?? [];
  const said = list(body.contents).flatMap(({ role, parts: content }) =>
    list(content).flatMap((part) => {
      const call = part.functionCall as Json | undefined;
      if (call)
        return [`call ${text(call.name)} ${JSON.stringify(call.args ?? {})}`];
      const result = part.functionResponse as Json | undefined;
      if (!result) return spoken(role === "model" ? "assistant" : role, [part]);
      const { response } = result;
      const { output = response } = response as Json;
      return [resultOf(result.name, output)];
    }),
  );
  const config = (body.generationConfig ?? {}) as Json;
  const declared = list(body.tools).flatMap((tool) =>
    list(tool.functionDeclarations),
  );
  return {
    said: [...spoken("system", system), ...said],
    tools: declared.map(({ name }) => text(name)),
    maxTokens: config.maxOutputTokens,
    stop: config.stopSequences,
    schema: config.responseJsonSchema,
  };
}

function ollama(body: Json): Heard {
  const said = list(body.messages).flatMap((message) => {
    if (message.role === "tool")
      return [resultOf(message.tool_name, message.content)];
    const images = Array.isArray(message.images) ? message.images : [];
    const calls = list(message.tool_calls).map((call) => {
      const { name, arguments: input } = call.function as Json;
      return `call ${text(name)} ${JSON.stringify(input)}`;
    });
    return [
      ...spoken(message.role, message.content),
      ...images.map((data) => `${text(message.role)} image ${text(data)}`),
      ...calls,
    ];
  });
  const options = (body.options ?? {}) as Json;
  return {
    said,
    tools: list(body.tools).map((tool) => text((tool.function as Json).name)),
    maxTokens: options.num_predict,
    stop: options.stop,
    schema: body.format,
  };
}

/** A tool's result; Vercel's Google provider sends its name along in JSON. */
function resultOf(name: unknown, value: unknown): string {
  const told = text(value);
  const { content = told } = told.startsWith("{")
    ? (JSON.parse(told) as Json)
    : {};
  return `result ${text(name)}: ${text(content)}`;
}

function spoken(role: unknown, content: unknown): readonly string[] {
  return parts(content).flatMap((part) => {
    const image = imageOf(part);
    if (image !== undefined) return [`${text(role)} image ${image}`];
    return part.text ? [`${text(role)}: ${text(part.text)}`] : [];
  });
}

/** Base64 of an image, wherever the wire format puts it. */
function imageOf(part: Json): string | undefined {
  const { image_url: image } = part;
  const url = typeof image === "string" ? image : (image as Json)?.url;
  const source = part.source as Json | undefined;
  const inline = part.inlineData as Json | undefined;
  const data = url ?? source?.data ?? inline?.data;
  return data === undefined ? undefined : text(data).replace(/^.*,/, "");
}

function parts(content: unknown): readonly Json[] {
  return typeof content === "string" ? [{ text: content }] : list(content);
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
