import { describe, expect, it } from "vitest";
import { encode } from "#main/dialects/gemini/encode.ts";
import { parse } from "#main/dialects/gemini/parse.ts";
import { encode as encodeForOpenAi } from "#main/dialects/openai-chat/encode.ts";
import {
  objectAt,
  placesIn,
  plant,
  plantedAt,
} from "#tests/support/dialects/planted.ts";

const route = { model: "gemini", stream: true };
const contents = [{ role: "user", parts: [{ text: "a" }] }];
const picture = { mimeType: "image/png", data: "AAAA" };

const full = {
  systemInstruction: { parts: [{ text: "s" }, { text: "t" }] },
  cachedContent: "cachedContents/1",
  safetySettings: [{ category: "c", threshold: "t" }],
  labels: { team: "a" },
  tools: [
    {
      functionDeclarations: [
        {
          name: "f",
          description: "d",
          parametersJsonSchema: { type: "object" },
        },
        {
          name: "g",
          parameters: { type: "OBJECT" },
          response: { type: "OBJECT" },
        },
        { name: "h" },
      ],
    },
    { googleSearch: { timeRangeFilter: { startTime: "x" } } },
    { codeExecution: {} },
  ],
  toolConfig: {
    functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f"] },
  },
  generationConfig: {
    temperature: 0.5,
    responseMimeType: "application/json",
    responseJsonSchema: { type: "object" },
    thinkingConfig: { includeThoughts: true, thinkingBudget: 100 },
    speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "v" } } },
  },
  contents: [
    {
      role: "user",
      parts: [
        { text: "a" },
        { inlineData: { ...picture, displayName: "n" } },
        { fileData: { mimeType: "image/png", fileUri: "https://i.example/a" } },
        { inlineData: { mimeType: "audio/wav", data: "AAAA" } },
        {
          fileData: { mimeType: "video/mp4", fileUri: "https://i.example/b" },
          videoMetadata: { fps: 1 },
        },
      ],
    },
    {
      role: "model",
      parts: [
        { text: "h", thought: true, thoughtSignature: "c2ln" },
        { text: "h2", thought: true },
        { text: "b", thoughtSignature: "c2ln" },
        { text: "c" },
        { executableCode: { language: "PYTHON", code: "1" } },
        {
          functionCall: { id: "1", name: "f", args: {} },
          thoughtSignature: "c2ln",
        },
        { functionCall: { name: "g", args: {} } },
        { text: "", thoughtSignature: "c2ln" },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "1", name: "f", response: { output: "r" } } },
        {
          functionResponse: {
            name: "g",
            response: { a: 1 },
            scheduling: "SILENT",
            parts: [{ inlineData: picture }],
          },
        },
      ],
    },
    { role: "model", parts: [{ text: "c" }] },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "2", name: "f", response: { output: "r" } } },
        { text: "go on" },
      ],
    },
  ],
};

const bodies: Readonly<Record<string, object>> = {
  full,
  "an older schema": {
    contents: [{ parts: [{ text: "a" }] }],
    generationConfig: {
      responseMimeType: "application/json",
      responseSchema: { type: "OBJECT" },
      thinkingConfig: { thinkingLevel: "low" },
    },
    toolConfig: { functionCallingConfig: { mode: "AUTO" } },
  },
  "several functions to choose among": {
    contents: [{ role: "user", parts: [{ text: "a" }] }],
    toolConfig: {
      functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f", "g"] },
      retrievalConfig: { latLng: { latitude: 1, longitude: 2 } },
    },
    generationConfig: { thinkingConfig: { thinkingBudget: 0 } },
  },
};

const own = [
  "args",
  "parameters",
  "parametersJsonSchema",
  "responseSchema",
  "responseJsonSchema",
];

describe("unknown fields of Google's own callers", () => {
  for (const [name, body] of Object.entries(bodies))
    it.each(placesIn(body, [...own, "response"]))(
      `reach Google (${name}): %s`,
      (place) => {
        const { request } = parse(plantedAt(body, place), route);
        expect(objectAt(encode(request, {}).body, place)).toMatchObject(plant);
      },
    );

  it("stand in the tool that they came in", () => {
    const declared = (name: string) => [{ name }];
    const tools = [
      { googleSearch: {} },
      { functionDeclarations: declared("f"), codeExecution: {} },
      { functionDeclarations: declared("g") },
    ];
    const { request } = parse({ contents, tools }, route);
    expect(encode(request, {}).body.tools).toEqual(tools);
  });

  it("are kept apart where two contents in a row say the same one", () => {
    const said = [1, 2].map((x_new) => ({ ...contents[0], x_new }));
    const { request } = parse({ contents: said }, route);
    expect(encode(request, {}).body.contents).toEqual(said);
  });

  it.each([
    [{ contents: [{ ...contents[0], x_new: 1 }] }, "messages[0].x_new"],
    [
      {
        toolConfig: { functionCallingConfig: { mode: "AUTO", x_new: 1 } },
      },
      "toolConfig",
    ],
    [
      {
        generationConfig: { thinkingConfig: { thinkingBudget: 9, x_new: 1 } },
      },
      "generationConfig.thinkingConfig.x_new",
    ],
  ])(
    "are refused by their path for another upstream: %j",
    (more, parameter) => {
      const { request } = parse({ contents, ...more }, route);
      expect(() => encodeForOpenAi(request, {})).toThrow(
        expect.objectContaining({
          code: "unsupported-parameter",
          data: { parameter },
        }),
      );
    },
  );
});
