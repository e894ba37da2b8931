import Anthropic from "@anthropic-ai/sdk";
import { FunctionCallingConfigMode, GoogleGenAI } from "@google/genai";
import OpenAI from "openai";

export const model = "local:chat";
export const name = "get_weather";
export const schema = {
  type: "object" as const,
  properties: {
    city: { enum: ["Paris", "Rome"], type: "string" },
    days: { type: "integer", minimum: 1, maximum: 7 },
  },
  required: ["city", "days"],
};
const result = "Sunny, 21 °C";
export const question = "Weather?";

/** What came of one request that offers a function. */
interface Called {
  readonly name: string | undefined;
  readonly args: unknown;
  readonly reason: unknown;
  /** Goes on with the result; the text of the answer. */
  readonly answer: () => Promise<string>;
}
/** Asks a GGUF model as one of the official clients does. */
export type Ask = (
  at: { readonly address: string; readonly token: string },
  isStreamed: boolean,
) => Promise<Called>;

export const chat: Ask = async ({ address, token }, isStreamed) => {
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: token });
  const tools = [
    { type: "function" as const, function: { name, parameters: schema } },
  ];
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: "user", content: question },
  ];
  const body = {
    ...{ model, messages, tools, max_tokens: 200, temperature: 0 },
    tool_choice: { type: "function" as const, function: { name } },
    parallel_tool_calls: false,
  };
  const reply = isStreamed
    ? await client.chat.completions.stream(body).finalChatCompletion()
    : await client.chat.completions.create(body);
  const choice = reply.choices[0];
  const call = choice?.message.tool_calls?.[0];
  const own = call?.type === "function" ? call.function : undefined;
  return {
    name: own?.name,
    args: JSON.parse(own?.arguments ?? ""),
    reason: choice?.finish_reason,
    answer: async () => {
      if (choice) messages.push(choice.message);
      const tool_call_id = call?.id ?? "";
      messages.push({ role: "tool", tool_call_id, content: result });
      const next = await client.chat.completions.create({
        ...body,
        tool_choice: "auto",
        max_tokens: 10,
      });
      return next.choices[0]?.message.content ?? "";
    },
  };
};

export const responses: Ask = async ({ address, token }, isStreamed) => {
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: token });
  const input: OpenAI.Responses.ResponseInput = [
    { role: "user", content: question },
  ];
  const body = {
    ...{ model, input, max_output_tokens: 200, temperature: 0 },
    tools: [
      { type: "function" as const, name, parameters: schema, strict: true },
    ],
    tool_choice: "required" as const,
    parallel_tool_calls: false,
  };
  const reply = isStreamed
    ? await client.responses.stream(body).finalResponse()
    : await client.responses.create(body);
  const call = reply.output.find(({ type }) => type === "function_call");
  const own = call?.type === "function_call" ? call : undefined;
  return {
    name: own?.name,
    args: JSON.parse(own?.arguments ?? ""),
    reason: reply.status,
    answer: async () => {
      if (own) input.push(own);
      input.push({
        type: "function_call_output",
        call_id: own?.call_id ?? "",
        output: result,
      });
      const next = await client.responses.create({
        ...body,
        tool_choice: "auto",
        max_output_tokens: 10,
      });
      return next.output_text;
    },
  };
};

export const messages: Ask = async ({ address, token }, isStreamed) => {
  const client = new Anthropic({ baseURL: address, apiKey: token });
  const said: Anthropic.MessageParam[] = [{ role: "user", content: question }];
  const body = {
    ...{ model, messages: said, max_tokens: 200, temperature: 0 },
    tools: [{ name, input_schema: schema }],
    tool_choice: { type: "any" as const, disable_parallel_tool_use: true },
  };
  const reply = isStreamed
    ? await client.messages.stream(body).finalMessage()
    : await client.messages.create(body);
  const call = reply.content.find(({ type }) => type === "tool_use");
  const own = call?.type === "tool_use" ? call : undefined;
  return {
    name: own?.name,
    args: own?.input,
    reason: reply.stop_reason,
    answer: async () => {
      said.push({ role: "assistant", content: reply.content });
      const tool_use_id = own?.id ?? "";
      said.push({
        role: "user",
        content: [{ type: "tool_result", tool_use_id, content: result }],
      });
      const next = await client.messages.create({
        ...body,
        tool_choice: { type: "auto" },
        max_tokens: 10,
      });
      return next.content.map((it) => ("text" in it ? it.text : "")).join("");
    },
  };
};

export const gemini: Ask = async ({ address, token }, isStreamed) => {
  const client = new GoogleGenAI({
    apiKey: token,
    httpOptions: { baseUrl: address },
  });
  const config = {
    // Without a word for one call at a time, this model calls until it is cut off.
    ...{ maxOutputTokens: 150, temperature: 0 },
    tools: [{ functionDeclarations: [{ name, parametersJsonSchema: schema }] }],
    toolConfig: {
      functionCallingConfig: {
        mode: FunctionCallingConfigMode.ANY,
        allowedFunctionNames: [name],
      },
    },
  };
  const contents = [{ role: "user", parts: [{ text: question }] as object[] }];
  const parts: object[] = [];
  let reason: unknown;
  const replies = isStreamed
    ? await client.models.generateContentStream({ model, contents, config })
    : [await client.models.generateContent({ model, contents, config })];
  for await (const { candidates } of replies) {
    parts.push(...(candidates?.[0]?.content?.parts ?? []));
    reason = candidates?.[0]?.finishReason ?? reason;
  }
  const own = parts
    .map((part) => ("functionCall" in part ? part.functionCall : undefined))
    .find((call) => call !== undefined) as
    | { readonly name?: string; readonly args?: unknown; readonly id?: string }
    | undefined;
  return {
    name: own?.name,
    args: own?.args,
    reason,
    answer: async () => {
      contents.push({ role: "model", parts });
      const response = { output: result };
      const functionResponse = { name, id: own?.id ?? "", response };
      contents.push({ role: "user", parts: [{ functionResponse }] });
      const { tools } = config;
      const next = await client.models.generateContent({
        ...{ model, contents },
        config: { tools, maxOutputTokens: 10, temperature: 0 },
      });
      return next.text ?? "";
    },
  };
};
