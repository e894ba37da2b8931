import Anthropic from "@anthropic-ai/sdk";
import {
  given,
  statusFailure,
  toolSchema,
  type Answer,
  type ContractClient,
  type Question,
} from "../question.ts";

type Body = Anthropic.MessageCreateParamsNonStreaming;

export function anthropicClient(address: string): ContractClient {
  const client = new Anthropic({
    baseURL: address,
    apiKey: "any",
    maxRetries: 0,
  });
  return {
    name: "anthropic",
    lacks: ["reasoningTokens"],
    readFailure: statusFailure,
    async ask(question) {
      const body = bodyOf(question);
      return read(
        question.stream
          ? await client.messages.stream(body).finalMessage()
          : await client.messages.create(body),
      );
    },
  };
}

function bodyOf(question: Question): Body {
  const { history = [], image, text } = question;
  const results = history.map(({ id, result }) => ({
    type: "tool_result" as const,
    tool_use_id: id,
    content: result,
  }));
  const pictures = image
    ? [
        {
          type: "image" as const,
          source: {
            type: "base64" as const,
            media_type: "image/png" as const,
            data: image,
          },
        },
      ]
    : [];
  const messages: Anthropic.MessageParam[] = [
    ...(history.length > 0
      ? [
          { role: "user" as const, content: "Before." },
          {
            role: "assistant" as const,
            content: history.map(({ id, name, input }) => ({
              type: "tool_use" as const,
              id,
              name,
              input,
            })),
          },
        ]
      : []),
    {
      role: "user",
      content: [...results, { type: "text", text }, ...pictures],
    },
  ];
  return given({
    model: question.model,
    max_tokens: question.maxTokens ?? 256,
    messages,
    system: question.system,
    stop_sequences: question.stop && [...question.stop],
    tools: question.tools?.map((name) => ({ name, input_schema: toolSchema })),
    output_config: question.schema && {
      format: { type: "json_schema" as const, schema: question.schema },
    },
  });
}

function read(message: Anthropic.Message): Answer {
  const { content, usage } = message;
  const reasons = {
    max_tokens: "length",
    tool_use: "tool-calls",
  } as const satisfies Record<string, Answer["finish"]>;
  const reason = message.stop_reason as keyof typeof reasons;
  return {
    model: message.model,
    text: content
      .map((block) => (block.type === "text" ? block.text : ""))
      .join(""),
    reasoning: content
      .map((block) => (block.type === "thinking" ? block.thinking : ""))
      .join(""),
    calls: content.flatMap((block) =>
      block.type === "tool_use" ? [[block.name, block.input] as const] : [],
    ),
    finish: reasons[reason] ?? "stop",
    usage: {
      input: usage.input_tokens + (usage.cache_read_input_tokens ?? 0),
      output: usage.output_tokens,
      ...given({ cached: usage.cache_read_input_tokens ?? undefined }),
    },
  };
}
