import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";

/** A caller's own way to write: nothing of it may be another after us. */
const chatText = `{ "temperature": 2.50e-1,"messages": [
  {"role":"system","content":[{"type":"text","text":"Be brief."}]},
  {"role":"user","content":"Tides\\u003f","name":null}],
  "model" : "MODEL", "max_tokens": 9, "top_p": null, "n": 1,
  "tools":[{"type":"function","function":{"name":"pick","parameters":{"type":"object","properties":{"model":{"type":"string"}}}}}],
  "logit_bias": {"50256": -1E2}, "x_new": {"model": "lab:m"} }`;
const messagesText = `{"max_tokens":9,"system":[{"type":"text","text":"Be brief."}],
  "model":"MODEL","temperature":1.0,"messages":[{"role":"user","content":[{"type":"text","text":"Tides?"}]},{"role":"user","content":"Now."}],"x_new":{"a":[1.0]}}`;
const geminiText = `{"contents":[{"parts":[{"text":"Tides?"}]}],
  "generationConfig":{"maxOutputTokens":9,"temperature":0.50},"x_new":null}`;
const responsesText = `{"store":false,"input":[{"role":"user","content":"Tides?"}],
  "model":"MODEL","temperature":1.0,"metadata":{"a":"b"},"x_new":1e0}`;

const reply: Route = (_request, response) => {
  response.writeHead(400, { "content-type": "application/json" });
  response.end('{"error":{"message":"no","type":"invalid_request_error"}}');
};

const dialectOf = {
  openai: "openai-chat",
  anthropic: "anthropic-messages",
  gemini: "gemini",
} as const;

interface Lab {
  readonly routes?: Record<string, Route>;
  readonly speaks?: readonly string[];
}

async function start(
  kind: keyof typeof dialectOf,
  { routes = {}, ...instance }: Lab = {},
) {
  const upstream = await startDialectUpstream(dialectOf[kind], routes);
  onTestFinished(() => upstream.close());
  const { address } = await startGateway({
    config: {
      gateway: { requireKey: false },
      instances: [
        {
          ...{ id: "lab", kind, retry: { maxAttempts: 1 } },
          baseUrl: kind === "openai" ? `${upstream.url}/v1` : upstream.url,
          apiKey: { value: "sk-lab" },
          ...instance,
        },
      ],
    },
  });
  const tell = async (path: string, body: string) => {
    await ask(address + path, { body });
    return upstream.requests.findLast(({ text }) => text !== "")?.text;
  };
  return { tell };
}

test.each<[keyof typeof dialectOf, string, string]>([
  ["openai", "/v1/chat/completions", chatText],
  ["anthropic", "/v1/messages", messagesText],
  ["gemini", "/v1beta/models/lab:m:generateContent", geminiText],
  ["gemini", "/v1beta/models/lab:m:streamGenerateContent?alt=sse", geminiText],
])(
  "%s %s: a caller's text goes on to the letter, but for the model's name",
  async (kind, path, text) => {
    const { tell } = await start(kind);
    const body = text.replace("MODEL", "lab:m");
    expect(await tell(path, body)).toBe(text.replace("MODEL", "m"));
  },
);

test("so does one of Responses", async () => {
  const routes = { "POST /v1/responses": reply };
  const { tell } = await start("openai", { routes, speaks: ["responses"] });
  const body = responsesText.replace("MODEL", "lab:m");
  const sent = await tell("/v1/responses", body);
  expect(sent).toBe(responsesText.replace("MODEL", "m"));
});

test("a stream is asked to tell its usage, and nothing else changes", async () => {
  const { tell } = await start("openai");
  const streamed = (fields: string, model: string) =>
    chatText.replace("MODEL", model).replace('"n": 1,', `"n": 1, ${fields}`);
  const plain = '"stream": true,';
  const asking = '"stream": true, "stream_options": {"x": 1.0},';
  const path = "/v1/chat/completions";
  expect(await tell(path, streamed(plain, "lab:m"))).toBe(
    streamed(plain, "m").replace(
      "{",
      '{"stream_options":{"include_usage":true},',
    ),
  );
  expect(await tell(path, streamed(asking, "lab:m"))).toBe(
    streamed(asking, "m").replace('{"x": 1.0}', '{"x":1,"include_usage":true}'),
  );
});

test.each<[string, string, object]>([
  ["the bound of a reply", '"max_completion_tokens":9', { max_tokens: 9 }],
  [
    "how much to think",
    '"reasoning":{"effort":"low"}',
    { reasoning_effort: "low" },
  ],
])(
  "what this upstream calls otherwise is said in its words: %s",
  async (_, field, said) => {
    const { tell } = await start("openai");
    const body = `{"model":"lab:m","messages":[{"role":"user","content":"Hi"}],${field}}`;
    const sent = JSON.parse((await tell("/v1/chat/completions", body)) ?? "");
    expect(sent).toMatchObject({ model: "m", ...said });
    expect(JSON.stringify(sent)).not.toContain(field);
  },
);

test("earlier thoughts go back under the name that this upstream gives them", async () => {
  const { tell } = await start("openai");
  const body = `{"model":"lab:m","messages":[{"role":"user","content":"Hi"},
    {"role":"assistant","content":"Yes","reasoning":"So."},{"role":"user","content":"And?"}]}`;
  const sent = await tell("/v1/chat/completions", body);
  expect(sent).toContain('"reasoning_content":"So."');
});

test("a model that is named twice is named once to the upstream: what was allowed", async () => {
  const { tell } = await start("openai");
  const hidden = String.raw`{"mod\u0065l":"secret","messages":[{"role":"user","content":"Hi"}],"model":"lab:m"}`;
  const sent = await tell("/v1/chat/completions", hidden);
  expect(sent).not.toContain("secret");
  expect(JSON.parse(sent ?? "")).toMatchObject({ model: "m" });
});

test.each([
  '"generation_config":{"maxOutputTokens":9000},"generationConfig":{"maxOutputTokens":9}',
  '"generationConfig":{"maxOutputTokens":9,"max_output_tokens":9000}',
])(
  "what Google could read in two ways is told to nobody: %s",
  async (fields) => {
    const { tell } = await start("gemini");
    const body = `{"contents":[{"parts":[{"text":"Tides?"}]}],${fields}}`;
    const path = "/v1beta/models/lab:m:generateContent";
    expect(await tell(path, body)).toBeUndefined();
  },
);
