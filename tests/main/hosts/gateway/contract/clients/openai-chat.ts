import OpenAI from "openai";
import {
  given,
  statusFailure,
  toolSchema,
  type Answer,
  type ContractClient,
  type Question,
} from "../question.ts";

type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** Reasoning, under either of the names that it has in the field. */
interface Thoughts {
  readonly reasoning?: string;
  readonly reasoning_content?: string;
}

export function openAiChatClient(address: string): ContractClient {
  const client = new OpenAI({
    baseURL: `${address}/v1`,
    apiKey: "any",
    maxRetries: 0,
  });
  return {
    name: "openai chat",
    lacks: [],
    readFailure: statusFailure,
    async ask(question) {
      if (!question.stream)
        return read(await client.chat.completions.create(bodyOf(question)));
      const stream = client.chat.completions.stream({
        ...bodyOf(question),
        stream: true,
        stream_options: { include_usage: true },
      });
      let reasoning = "";
      stream.on("chunk", ({ choices: [choice] }) => {
        reasoning += thoughtsIn(choice?.delta ?? {});
      });
      const whole = await stream.finalChatCompletion();
      return { ...read(whole), reasoning };
    },
  };
}

function bodyOf(question: Question): Body {
  const { history = [] } = question;
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    ...(question.system
      ? [{ role: "system" as const, content: question.system }]
      : []),
    ...(history.length > 0
      ? [
          { role: "user" as const, content: "Before." },
          {
            role: "assistant" as const,
            tool_calls: history.map(({ id, name, input }) => ({
              id,
              type: "function" as const,
              function: { name, arguments: JSON.stringify(input) },
            })),
          },
          ...history.map(({ id, result }) => ({
            role: "tool" as const,
            tool_call_id: id,
            content: result,
          })),
        ]
      : []),
    {
      role: "user",
      content: question.image
        ? [
            { type: "text", text: question.text },
            {
              type: "image_url",
              image_url: { url: `data:image/png;base64,${question.image}` },
            },
          ]
        : question.text,
    },
  ];
  return given({
    model: question.model,
    messages,
    max_tokens: question.maxTokens,
    stop: question.stop && [...question.stop],
    tools: question.tools?.map((name) => ({
      type: "function" as const,
      function: { name, parameters: toolSchema },
    })),
    response_format: question.schema && {
      type: "json_schema" as const,
      json_schema: { name: "output", schema: question.schema },
    },
  });
}

function read({ model, choices, usage }: OpenAI.ChatCompletion): Answer {
  const [choice] = choices;
  if (choice === undefined) throw new Error("A reply without a choice.");
  const { message } = choice;
  const { tool_calls: calls = [] } = message;
  return {
    model,
    text: message.content ?? "",
    reasoning: thoughtsIn(message),
    calls: calls.flatMap((call) =>
      call.type === "function"
        ? [[call.function.name, JSON.parse(call.function.arguments) as unknown]]
        : [],
    ),
    finish:
      choice.finish_reason === "tool_calls"
        ? "tool-calls"
        : (choice.finish_reason as "stop" | "length"),
    usage: given({
      input: usage?.prompt_tokens ?? -1,
      output: usage?.completion_tokens ?? -1,
      cached: usage?.prompt_tokens_details?.cached_tokens,
      reasoning: usage?.completion_tokens_details?.reasoning_tokens,
    }) as Answer["usage"],
  };
}

function thoughtsIn(message: object): string {
  const { reasoning, reasoning_content: other } = message as Thoughts;
  return reasoning ?? other ?? "";
}
