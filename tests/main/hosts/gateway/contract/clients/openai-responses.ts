import OpenAI from "openai";
import {
  given,
  statusFailure,
  toolSchema,
  type Answer,
  type ContractClient,
  type Question,
} from "../question.ts";

type Body = OpenAI.Responses.ResponseCreateParamsNonStreaming;

export function openAiResponsesClient(address: string): ContractClient {
  const client = new OpenAI({
    baseURL: `${address}/v1`,
    apiKey: "any",
    maxRetries: 0,
  });
  return {
    name: "openai responses",
    lacks: ["stop"],
    readFailure: statusFailure,
    async ask(question) {
      if (!question.stream)
        return read(await client.responses.create(bodyOf(question)));
      const stream = client.responses.stream({
        ...bodyOf(question),
        stream: true,
      });
      let text = "";
      let failure: string | undefined;
      for await (const event of stream) {
        if (event.type === "response.output_text.delta") text += event.delta;
        if (event.type === "response.failed")
          failure = event.response.error?.message ?? "";
      }
      if (failure !== undefined) throw new Error(failure);
      return { ...read(await stream.finalResponse()), text };
    },
  };
}

function bodyOf(question: Question): Body {
  const { history = [], image, text } = question;
  const input: OpenAI.Responses.ResponseInput = [
    ...(history.length > 0
      ? [
          { role: "user" as const, content: "Before." },
          ...history.map(({ id, name, input: given }) => ({
            type: "function_call" as const,
            call_id: id,
            name,
            arguments: JSON.stringify(given),
          })),
          ...history.map(({ id, result }) => ({
            type: "function_call_output" as const,
            call_id: id,
            output: result,
          })),
        ]
      : []),
    {
      role: "user",
      content: image
        ? [
            { type: "input_text", text },
            {
              type: "input_image",
              image_url: `data:image/png;base64,${image}`,
              detail: "auto",
            },
          ]
        : text,
    },
  ];
  return given({
    model: question.model,
    input,
    instructions: question.system,
    max_output_tokens: question.maxTokens,
    tools: question.tools?.map((name) => ({
      type: "function" as const,
      name,
      parameters: toolSchema,
      strict: null,
    })),
    text: question.schema && {
      format: {
        type: "json_schema" as const,
        name: "output",
        schema: question.schema,
      },
    },
  });
}

function read(response: OpenAI.Responses.Response): Answer {
  const { output, usage, incomplete_details: incomplete } = response;
  const calls = output.flatMap((item) =>
    item.type === "function_call"
      ? [[item.name, JSON.parse(item.arguments) as unknown] as const]
      : [],
  );
  const reasoning = output.flatMap((item) =>
    item.type === "reasoning" ? item.summary.map(({ text }) => text) : [],
  );
  return {
    model: response.model,
    text: output
      .flatMap((item) => (item.type === "message" ? item.content : []))
      .map((part) => (part.type === "output_text" ? part.text : ""))
      .join(""),
    reasoning: reasoning.join(""),
    calls,
    finish:
      incomplete?.reason === "max_output_tokens"
        ? "length"
        : calls.length > 0
          ? "tool-calls"
          : "stop",
    usage: {
      input: usage?.input_tokens ?? -1,
      output: usage?.output_tokens ?? -1,
      cached: usage?.input_tokens_details.cached_tokens ?? -1,
      reasoning: usage?.output_tokens_details.reasoning_tokens ?? -1,
    },
  };
}
