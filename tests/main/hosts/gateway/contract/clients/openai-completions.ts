import OpenAI from "openai";
import {
  given,
  statusFailure,
  type Answer,
  type ContractClient,
  type Question,
} from "../question.ts";

export function openAiCompletionsClient(address: string): ContractClient {
  const client = new OpenAI({
    baseURL: `${address}/v1`,
    apiKey: "any",
    maxRetries: 0,
  });
  return {
    name: "openai completions",
    lacks: ["system", "image", "tools", "schema", "reasoning"],
    readFailure: statusFailure,
    async ask(question) {
      const body = bodyOf(question);
      if (!question.stream) return read(await client.completions.create(body));
      const stream = await client.completions.create({
        ...body,
        stream: true,
        stream_options: { include_usage: true },
      });
      let whole: OpenAI.Completion | undefined;
      for await (const piece of stream) whole = joined(whole, piece);
      if (whole === undefined) throw new Error("Nothing came.");
      return read(whole);
    },
  };
}

function bodyOf({ model, text, maxTokens, stop }: Question) {
  return given({
    model,
    prompt: text,
    max_tokens: maxTokens,
    stop: stop && [...stop],
  });
}

function joined(
  before: OpenAI.Completion | undefined,
  piece: OpenAI.Completion,
): OpenAI.Completion {
  const [choice] = piece.choices;
  const [old] = before?.choices ?? [];
  if (!choice) return { ...piece, choices: before?.choices ?? [] };
  const text = (old?.text ?? "") + choice.text;
  return { ...piece, choices: [{ ...choice, text }] };
}

function read({ model, choices, usage }: OpenAI.Completion): Answer {
  const [choice] = choices;
  return {
    model,
    text: choice?.text ?? "",
    reasoning: "",
    calls: [],
    finish: choice?.finish_reason as "stop" | "length",
    usage: given({
      input: usage?.prompt_tokens ?? -1,
      output: usage?.completion_tokens ?? -1,
      cached: usage?.prompt_tokens_details?.cached_tokens,
      reasoning: usage?.completion_tokens_details?.reasoning_tokens,
    }) as Answer["usage"],
  };
}
