import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import {
  generateText,
  jsonSchema,
  Output,
  streamText,
  tool,
  type LanguageModel,
  type LanguageModelUsage,
  type ModelMessage,
  type ToolSet,
} from "ai";
import {
  given,
  statusFailure,
  toolSchema,
  type Ability,
  type Answer,
  type ContractClient,
  type Question,
} from "../question.ts";

/** Vercel's library with each of its own providers pointed at the gateway. */
export function aiSdkClients(address: string): readonly ContractClient[] {
  const apiKey = "any";
  const openAi = createOpenAI({ baseURL: `${address}/v1`, apiKey });
  const anthropic = createAnthropic({ baseURL: `${address}/v1`, apiKey });
  const google = createGoogleGenerativeAI({
    baseURL: `${address}/v1beta`,
    apiKey,
  });
  // Which model answered is told in a field of each provider's own.
  return [
    client("ai openai.chat", (id) => openAi.chat(id), ["reasoning", "model"]),
    client("ai openai.responses", (id) => openAi.responses(id), [
      "stop",
      "model",
    ]),
    client("ai anthropic", (id) => anthropic(id), ["reasoningTokens", "model"]),
    client("ai google", (id) => google(id), ["model"]),
  ];
}

function client(
  name: string,
  modelOf: (id: string) => LanguageModel,
  lacks: readonly Ability[],
): ContractClient {
  return {
    name,
    lacks,
    readFailure: statusFailure,
    async ask(question) {
      const settings = {
        model: modelOf(question.model),
        ...optionsOf(question),
      };
      if (!question.stream) return read(await generateText(settings), question);
      let failure: unknown;
      const stream = streamText({
        ...settings,
        onError: ({ error }) => void (failure = error),
      });
      await stream.consumeStream();
      if (failure !== undefined) throw toError(failure);
      return read(
        {
          text: await stream.text,
          reasoningText: await stream.reasoningText,
          toolCalls: await stream.toolCalls,
          finishReason: await stream.finishReason,
          usage: await stream.usage,
        },
        question,
      );
    },
  };
}

/** The library's own types do not fit each other where optional properties are exact. */
function toolSet(names: readonly string[]): ToolSet {
  const described = names.map((name) => [
    name,
    tool({ inputSchema: jsonSchema(toolSchema) }),
  ]);
  return Object.fromEntries(described) as ToolSet;
}

/** A failure in the middle of a stream is whatever the provider's frame held. */
function toError(failure: unknown): Error {
  if (failure instanceof Error) return failure;
  return new Error(
    typeof failure === "string" ? failure : JSON.stringify(failure),
  );
}

function optionsOf(question: Question) {
  const { history = [], image, text } = question;
  const messages: ModelMessage[] = [
    ...(history.length > 0
      ? ([
          { role: "user", content: "Before." },
          {
            role: "assistant",
            content: history.map(({ id, name, input }) => ({
              type: "tool-call" as const,
              toolCallId: id,
              toolName: name,
              input,
            })),
          },
          {
            role: "tool",
            content: history.map(({ id, name, result }) => ({
              type: "tool-result" as const,
              toolCallId: id,
              toolName: name,
              output: { type: "text" as const, value: result },
            })),
          },
        ] satisfies ModelMessage[])
      : []),
    {
      role: "user",
      content: image
        ? [
            { type: "text", text },
            { type: "file", data: image, mediaType: "image/png" },
          ]
        : text,
    },
  ];
  const names = question.tools ?? history.map(({ name }) => name);
  return {
    messages,
    maxRetries: 0,
    maxOutputTokens: question.maxTokens ?? 256,
    // For models that it does not know it would make a tool of the schema.
    providerOptions: { anthropic: { structuredOutputMode: "outputFormat" } },
    ...given({
      instructions: question.system,
      stopSequences: question.stop && [...question.stop],
      output:
        question.schema &&
        Output.object({ schema: jsonSchema(question.schema) }),
    }),
    ...(names.length > 0 ? { tools: toolSet(names) } : {}),
  };
}

interface Told {
  readonly text: string;
  readonly reasoningText: string | undefined;
  readonly toolCalls: readonly { toolName: string; input: unknown }[];
  readonly finishReason: string;
  readonly usage: LanguageModelUsage;
}

function read(told: Told, { model }: Question): Answer {
  const { usage } = told;
  return {
    model,
    text: told.text,
    reasoning: told.reasoningText ?? "",
    calls: told.toolCalls.map(({ toolName, input }) => [toolName, input]),
    finish: told.finishReason as Answer["finish"],
    usage: {
      input: usage.inputTokens ?? -1,
      output: usage.outputTokens ?? -1,
      ...given({
        cached: usage.inputTokenDetails.cacheReadTokens,
        reasoning: usage.outputTokenDetails.reasoningTokens,
      }),
    },
  };
}
