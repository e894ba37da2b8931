import {
  GoogleGenAI,
  type Content,
  type GenerateContentParameters,
  type GenerateContentResponse,
} from "@google/genai";
import {
  given,
  statusFailure,
  toolSchema,
  type Answer,
  type ContractClient,
  type Question,
} from "../question.ts";

export function googleClient(address: string): ContractClient {
  const client = new GoogleGenAI({
    apiKey: "any",
    httpOptions: { baseUrl: address },
  });
  return {
    name: "google genai",
    lacks: [],
    readFailure: statusFailure,
    async ask(question) {
      const body = bodyOf(question);
      if (!question.stream)
        return read([await client.models.generateContent(body)]);
      const stream = await client.models.generateContentStream(body);
      const chunks: GenerateContentResponse[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      return read(chunks);
    },
  };
}

function bodyOf(question: Question): GenerateContentParameters {
  const { history = [], image, text } = question;
  const contents: Content[] = [
    ...(history.length > 0
      ? [
          { role: "user", parts: [{ text: "Before." }] },
          {
            role: "model",
            parts: history.map(({ name, input }) => ({
              functionCall: { name, args: input },
            })),
          },
        ]
      : []),
    {
      role: "user",
      parts: [
        ...history.map(({ name, result }) => ({
          functionResponse: { name, response: { output: result } },
        })),
        { text },
        ...(image
          ? [{ inlineData: { mimeType: "image/png", data: image } }]
          : []),
      ],
    },
  ];
  return {
    model: question.model,
    contents,
    config: given({
      systemInstruction: question.system,
      maxOutputTokens: question.maxTokens,
      stopSequences: question.stop && [...question.stop],
      responseMimeType: question.schema && "application/json",
      responseJsonSchema: question.schema,
      tools: question.tools && [
        {
          functionDeclarations: question.tools.map((name) => ({
            name,
            parametersJsonSchema: toolSchema,
          })),
        },
      ],
    }),
  };
}

function read(chunks: readonly GenerateContentResponse[]): Answer {
  const parts = chunks.flatMap(
    ({ candidates }) => candidates?.[0]?.content?.parts ?? [],
  );
  const last = chunks.at(-1);
  const usage = last?.usageMetadata;
  const calls = parts.flatMap(({ functionCall: call }) =>
    call ? [[call.name ?? "", call.args ?? {}] as const] : [],
  );
  const said = (thought: boolean) =>
    parts
      .filter((part) => (part.thought ?? false) === thought)
      .map((part) => part.text ?? "")
      .join("");
  const isCut = last?.candidates?.[0]?.finishReason === "MAX_TOKENS";
  return {
    model: last?.modelVersion ?? "",
    text: said(false),
    reasoning: said(true),
    calls,
    finish: isCut ? "length" : calls.length > 0 ? "tool-calls" : "stop",
    usage: {
      input: usage?.promptTokenCount ?? -1,
      output:
        (usage?.candidatesTokenCount ?? -1) + (usage?.thoughtsTokenCount ?? 0),
      ...given({
        cached: usage?.cachedContentTokenCount,
        reasoning: usage?.thoughtsTokenCount,
      }),
    },
  };
}
