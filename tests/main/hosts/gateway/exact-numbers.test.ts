import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import {
  startDialectUpstream,
  type Route,
} from "#tests/support/upstream/dialect-server.ts";

const id = "1234567890123456789012";
const price = "0.1000000000000000055511151231257827";

const calling: Route = (_request, response) => {
  const args = JSON.stringify(`{"id":${id},"price":${price}}`);
  const chunks = [
    `{"id":"x","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":${args}}}]}}]}`,
    '{"id":"x","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}',
    "[DONE]",
  ];
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(chunks.map((chunk) => `data: ${chunk}\n\n`).join(""));
};

test("a number beyond a double reaches the upstream and the client digit for digit", async () => {
  const upstream = await startDialectUpstream("openai-chat", {
    "POST /v1/chat/completions": calling,
  });
  onTestFinished(() => upstream.close());
  const { address } = await startGateway({
    config: {
      instances: [{ id: "lab", kind: "openai", baseUrl: `${upstream.url}/v1` }],
      gateway: { requireKey: false },
    },
  });
  const tool = `{"name":"f","input_schema":{"type":"object","properties":{"id":{"type":"integer","maximum":${id}}}}}`;
  const body = `{"model":"lab:some-model","max_tokens":100,"temperature":${price},
    "messages":[{"role":"user","content":"Hi"},
      {"role":"assistant","content":[{"type":"tool_use","id":"call_0","name":"f","input":{"id":${id},"price":${price}}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_0","content":"${id}"}]}],
    "tools":[${tool}]}`;
  const got = await ask(`${address}/v1/messages`, { body });
  expect(got.status).toBe(200);
  expect(got.text).toContain(`"input":{"id":${id},"price":${price}}`);
  const sent = upstream.requests.find(({ path }) =>
    path.endsWith("/chat/completions"),
  );
  expect(sent?.text).toContain(
    `"arguments":${JSON.stringify(`{"id":${id},"price":${price}}`)}`,
  );
  expect(sent?.text).toContain(`"maximum":${id}`);
  expect(sent?.body).toMatchObject({ temperature: 0.1 });
});
