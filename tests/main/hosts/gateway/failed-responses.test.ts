import { expect, test } from "vitest";
import {
  dataOf,
  framesOf,
  named,
  replyText,
  said,
  secret,
  sse,
  startNative,
  thought,
} from "#tests/support/native-responses.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

test("a stream that breaks off ends with what had arrived of it, as its upstream told it", async () => {
  const begun = {
    id: "resp_part",
    object: "response",
    created_at: 1,
    status: "in_progress",
    model: "real-1",
    error: null,
    incomplete_details: null,
    output: [],
    usage: null,
    instructions: "Be brief.",
    metadata: { a: "b" },
    novel: [1],
  };
  const message = { ...said, status: "in_progress", content: [] };
  const call = {
    ...{ id: "fc_1", type: "function_call", status: "in_progress" },
    ...{ call_id: "c1", name: "f", arguments: "" },
  };
  const part = { type: "output_text", text: "", annotations: [], x: 1 };
  const place = { output_index: 1, item_id: "msg_1", content_index: 0 };
  const frames = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    { type: "response.output_item.added", output_index: 0, item: thought },
    { type: "response.output_item.done", output_index: 0, item: thought },
    { type: "response.output_item.added", output_index: 1, item: message },
    { type: "response.content_part.added", ...place, part },
    { type: "response.output_text.delta", ...place, delta: "Hi" },
    { type: "response.output_text.delta", ...place, delta: "gh." },
    { type: "response.output_item.added", output_index: 2, item: call },
    {
      type: "response.function_call_arguments.delta",
      ...{ output_index: 2, item_id: "fc_1", delta: '{"a"' },
    },
  ].map((frame, at) => JSON.stringify({ ...frame, sequence_number: at }));
  const { ask } = await startNative((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(frames.map(sse).join(""));
  });
  const reply = await ask({ input: "Tides?", stream: true });
  const told = dataOf(await reply.text());
  expect(told.slice(0, -1)).toEqual(frames.map(named));
  expect(JSON.parse(told.at(-1) ?? "")).toEqual({
    type: "response.failed",
    sequence_number: frames.length,
    response: {
      ...begun,
      model: "both:real-1",
      status: "failed",
      previous_response_id: null,
      usage: expect.objectContaining({ input_tokens: 7 }) as object,
      error: { code: "upstream_error", message: expect.any(String) as string },
      output: [
        thought,
        {
          ...message,
          status: "incomplete",
          content: [{ ...part, text: "High." }],
        },
        { ...call, status: "incomplete", arguments: '{"a"' },
      ],
    },
  });
});

const badImage = "input[1].content[0].image_url";

test.each([
  ["a field", "input", "input"],
  ["a field that another dialect has elsewhere", "verbosity", "verbosity"],
  ["a place in a list", badImage, badImage],
  ["a key", secret, "[hidden]"],
  ["a sentence", `${badImage}\r\nof ${secret}`, null],
  ["a long text", "x".repeat(9_000), null],
])(
  "%s that an upstream names as the parameter is told as the caller's own, if it is a name",
  async (_, param, told) => {
    const error = {
      message: "That is no image.",
      type: "invalid_request_error",
      param,
      code: "invalid_value",
    };
    const { ask } = await startNative((_request, response) =>
      sendJson(response, 400, { error }),
    );
    const reply = await ask({ input: "Tides?" });
    expect(reply.status).toBe(400);
    const text = await reply.text();
    expect(JSON.parse(text)).toMatchObject({ error: { param: told } });
    expect(text).not.toContain(secret);
  },
);

test("the parameter that a failed stream names is told, and none that counts more than was sent", async () => {
  let error: object = {
    code: "invalid_image",
    message: "No.",
    param: badImage,
  };
  const { ask } = await startNative((request, response) => {
    const { stream } = request.body as { stream?: boolean };
    if (stream !== true)
      return sendJson(response, 200, JSON.parse(replyText("resp_1")));
    const whole = { ...(JSON.parse(replyText("resp_2")) as object), error };
    const failed = {
      type: "response.failed",
      sequence_number: 4,
      response: { ...whole, status: "failed" },
    };
    response.writeHead(200, { "content-type": "text/event-stream" });
    const frames = framesOf("resp_2").slice(0, 4);
    response.end([...frames, JSON.stringify(failed)].map(sse).join(""));
  });
  const lastOf = async (body: object) => {
    const reply = await ask({ input: "Tides?", stream: true, ...body });
    return JSON.parse(dataOf(await reply.text()).at(-1) ?? "") as object;
  };
  expect(await lastOf({})).toMatchObject({
    response: { error: { param: badImage } },
  });
  await ask({ input: "Tides?" });
  const next = { previous_response_id: "resp_1" };
  expect(await lastOf(next)).not.toHaveProperty("response.error.param");
  error = { code: "invalid_prompt", message: "No.", param: "instructions" };
  expect(await lastOf(next)).toMatchObject({
    response: { error: { param: "instructions" } },
  });
});
