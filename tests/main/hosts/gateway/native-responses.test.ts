import { expect, test } from "vitest";
import {
  dataOf,
  framesOf,
  named,
  replyText,
  said,
  search,
  secret,
  sse,
  startNative,
  thought,
  usage,
} from "#tests/support/native-responses.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

test("a call and its reply go on word for word, but for the model's name", async () => {
  const { ask, calls } = await startNative();
  const body = {
    input: [{ type: "message", role: "user", content: "Tides?" }],
    instructions: "Be brief.",
    tools: [{ type: "web_search", search_context_size: "low" }],
    include: ["reasoning.encrypted_content"],
    reasoning: { effort: "low", summary: "auto" },
    text: { verbosity: "low" },
    store: false,
    prompt_cache_key: "k",
    truncation: "auto",
    max_tool_calls: 3,
  };
  const reply = await ask(body);
  const { id } = JSON.parse(await reply.clone().text()) as { id: string };
  expect(await reply.text()).toBe(named(replyText(id)));
  expect(calls().at(-1)?.text).toBe(
    JSON.stringify({ model: "real-1", ...body }),
  );
});

test("so do the frames of a stream", async () => {
  const { ask } = await startNative();
  const reply = await ask({ input: "Tides?", stream: true });
  const told = dataOf(await reply.text());
  const [, id = ""] = /"id":"(resp_up\d+)"/.exec(told[0] ?? "") ?? [];
  expect(told).toEqual(framesOf(id).map(named));
});

test.each([false, true])(
  "a reply is gone on from, shown and streamed again by its upstream's id (streamed: %s)",
  async (stream) => {
    const { ask, calls, client } = await startNative();
    const first = await ask({ input: "Tides?", stream });
    const text = await first.text();
    const [, id = ""] = /"id":"(resp_up\d+)"/.exec(text) ?? [];
    const kept = await client.responses.retrieve(id);
    expect(kept).toMatchObject(JSON.parse(named(replyText(id))) as object);

    const second = await client.responses.create({
      model: "both:real-1",
      input: "And at night?",
      previous_response_id: id,
    });
    expect(second.previous_response_id).toBe(id);
    expect(second).toMatchObject({ billing: { payer: "developer" } });
    const { body } = calls().at(-1) ?? {};
    expect(body).not.toHaveProperty("previous_response_id");
    expect(body).toMatchObject({
      input: [
        { role: "user", content: "Tides?" },
        thought,
        search,
        { id: "msg_1", role: "assistant", content: said.content },
        { role: "user", content: "And at night?" },
      ],
    });
    const listed = await client.responses.inputItems.list(second.id);
    expect(listed.data.map((item) => item.id).slice(1, 4)).toEqual([
      "msg_1",
      "ws_1",
      "rs_1",
    ]);
    if (!stream) return;
    const again = [];
    for await (const event of await client.responses.retrieve(id, {
      stream: true,
      starting_after: 1,
    }))
      again.push(event);
    expect(again).toEqual(
      dataOf(text)
        .slice(2)
        .map((data) => JSON.parse(data) as unknown),
    );
  },
);

test("a reply that came whole streams again as what it was", async () => {
  const refusal = { type: "refusal", refusal: "No more." };
  const odd = { type: "novel_part", data: [1] };
  const content = [...said.content, refusal, odd];
  const whole = {
    id: "resp_whole",
    object: "response",
    created_at: 1,
    status: "completed",
    model: "real-1",
    output: [thought, search, { ...said, content }],
    usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5, cost: 0.1 },
  };
  const { ask, client } = await startNative((_, response) =>
    sendJson(response, 200, whole),
  );
  await ask({ input: "Tides?" });
  const again = [];
  for await (const event of await client.responses.retrieve("resp_whole", {
    stream: true,
  }))
    again.push(event);
  expect(again.map((event) => event.sequence_number)).toEqual(
    again.map((_, at) => at),
  );
  expect(again.at(-1)).toMatchObject({
    type: "response.completed",
    response: { ...whole, model: "both:real-1" },
  });
  const deltas = again.flatMap((event) =>
    "delta" in event ? [[event.type, event.delta]] : [],
  );
  expect(deltas).toEqual([
    ["response.output_text.delta", "High."],
    ["response.refusal.delta", "No more."],
  ]);
  const done = again.flatMap((event) =>
    event.type === "response.output_item.done" ? [event.item] : [],
  );
  expect(done).toEqual(whole.output);
});

test("a stream that goes on from a reply names it in each frame that tells the reply", async () => {
  const { ask } = await startNative();
  const { id } = (await (await ask({ input: "?" })).json()) as { id: string };
  const reply = await ask({
    input: "On.",
    previous_response_id: id,
    stream: true,
  });
  const told = dataOf(await reply.text()).map(
    (data) => JSON.parse(data) as { response?: object },
  );
  const named = told.flatMap(({ response }) => response ?? []);
  expect(named).toHaveLength(2);
  for (const response of named)
    expect(response).toMatchObject({ previous_response_id: id });
});

test("where it fails, another upstream answers in its own dialect, and the reply is ours", async () => {
  const { ask, plain } = await startNative((_, response) =>
    sendJson(response, 503, { error: { message: "Busy." } }),
  );
  const reply = await ask({ model: "either", input: "Tides?" });
  expect(reply.status).toBe(200);
  expect(reply.headers.get("x-modeldocker-target")).toBe("plain:plain");
  expect(await reply.json()).toMatchObject({
    object: "response",
    model: "either",
    status: "completed",
  });
  expect(plain.requests.at(-1)?.path).toBe("/v1/chat/completions");
});

test("a stream that breaks off is ended as the reply that it was, its frames counted on", async () => {
  const { ask } = await startNative((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(framesOf("resp_broken").slice(0, 4).map(sse).join(""));
  });
  const reply = await ask({ input: "Tides?", stream: true });
  const told = dataOf(await reply.text()).map(
    (data) => JSON.parse(data) as Record<string, unknown>,
  );
  expect(told.map((event) => event["sequence_number"])).toEqual([
    0, 1, 2, 3, 4,
  ]);
  expect(told.at(-1)).toMatchObject({
    type: "response.failed",
    response: { id: "resp_broken", status: "failed", model: "both:real-1" },
  });
});

test("a stream without the numbers that clients count on is written anew", async () => {
  const bare = framesOf("resp_bare").map((data) =>
    data.replace(/"sequence_number":\d,/, "").replace(/"output_index":\d,/, ""),
  );
  const { client } = await startNative((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(bare.map(sse).join(""));
  });
  const stream = client.responses.stream({
    model: "both:real-1",
    input: "Tides?",
  });
  const { id, output_text: text } = await stream.finalResponse();
  expect(id).not.toBe("resp_bare");
  expect(text).toBe("High.");
});

test.each([
  [{ conversation: "conv_1" }, "conversation"],
  [{ conversation: { id: "conv_1" } }, "conversation"],
  [
    {
      input: [
        { role: "user", content: "?" },
        { type: "item_reference", id: "msg_1" },
      ],
    },
    "input[1]",
  ],
] as const)(
  "what the upstream's account keeps is out of a key's reach: %j",
  async (body, param) => {
    const { ask, calls } = await startNative();
    const reply = await ask({ input: "?", ...body });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { param } });
    expect(calls()).toEqual([]);
  },
);

test("a refusal goes back up as it came down", async () => {
  const { ask, calls } = await startNative();
  const refused = {
    type: "message",
    role: "assistant",
    id: "m1",
    status: "completed",
    content: [{ type: "refusal", refusal: "No." }],
  };
  const input = [
    { role: "user", content: "?" },
    refused,
    { role: "user", content: "!" },
  ];
  expect((await ask({ input })).status).toBe(200);
  expect(calls().at(-1)?.body).toMatchObject({
    input: [input[0], refused, input[2]],
  });
  expect(JSON.stringify(calls().at(-1)?.body)).not.toContain('"item"');
});

test.each([
  ["without a type", `data: {"error":{"code":503,"message":"${secret}"}}\n\n`],
  [
    "by its event's name",
    `event: error\ndata: {"code":503,"message":"${secret}","type":"server_error"}\n\n`,
  ],
])(
  "an error that a stream tells %s is one error in our words, and before the reply its status",
  async (_, frame) => {
    for (const told of [framesOf("resp_e").slice(0, 4), []]) {
      const { ask } = await startNative((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.end(told.map(sse).join("") + frame);
      });
      const reply = await ask({ input: "?", stream: true });
      expect(reply.status).toBe(told.length > 0 ? 200 : 503);
      const text = await reply.text();
      expect(text).toContain("overloaded");
      expect(text).not.toContain(secret);
      expect(
        dataOf(text).filter((data) => /"error":\{/.test(data)),
      ).toHaveLength(told.length > 0 ? 1 : 0);
    }
  },
);

test("a reply that its upstream lets fail tells what it took", async () => {
  const failed = `{"type":"response.failed","sequence_number":4,"response":{"id":"resp_f","object":"response","status":"failed","model":"real-1","output":[${JSON.stringify(said)}],"error":{"code":"server_error","message":"${secret}"},"last_error":"${secret}","usage":${usage}}}`;
  const { ask } = await startNative((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end([...framesOf("resp_f").slice(0, 4), failed].map(sse).join(""));
  });
  const reply = await ask({ input: "Tides?", stream: true });
  const last = dataOf(await reply.text()).at(-1) ?? "";
  expect(JSON.parse(last)).toMatchObject({
    type: "response.failed",
    sequence_number: 4,
    response: {
      ...{ id: "resp_f", status: "failed", model: "both:real-1" },
      output: [said],
      usage: JSON.parse(usage) as object,
      billing: { payer: "developer" },
    },
  });
  expect(last).not.toContain(secret);
});

test("a stream ends with its last frame, though its upstream leaves the connection open", async () => {
  let isClosed = false;
  const { ask } = await startNative((_, response) => {
    response.once("close", () => (isClosed = true));
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(framesOf("resp_open").map(sse).join(""));
  });
  const reply = await ask({ input: "Tides?", stream: true });
  expect(dataOf(await reply.text())).toHaveLength(5);
  // Nobody waited until that was given up.
  expect(isClosed).toBe(false);
});

test("what an upstream does itself is seen while it does it, and is not asked of another", async () => {
  const goOn = Promise.withResolvers<undefined>();
  const { client, plain } = await startNative((_, response) => {
    const frames = framesOf("resp_work").map(sse);
    const added = sse(
      `{"type":"response.output_item.added","sequence_number":1,"output_index":1,"item":${JSON.stringify(search)}}`,
    );
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write((frames[0] ?? "") + added);
    void goOn.promise.then(() => response.destroy());
  });
  const stream = await client.responses.create({
    model: "either",
    input: "Tides?",
    stream: true,
  });
  const told: string[] = [];
  for await (const event of stream) {
    told.push(event.type);
    // It has come although its upstream waits.
    if (event.type === "response.output_item.added") goOn.resolve(undefined);
  }
  expect(told).toEqual([
    "response.created",
    "response.output_item.added",
    "response.failed",
  ]);
  expect(plain.requests.filter(({ method }) => method === "POST")).toEqual([]);
});

test("what would be told later is refused before anything is asked, and what is not yet told is no reply", async () => {
  const { ask, calls } = await startNative((_, response) =>
    sendJson(response, 200, {
      id: "resp_1",
      object: "response",
      status: "queued",
      output: [],
    }),
  );
  const before = calls().length;
  const refused = await ask({ input: "?", background: true });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    error: { param: "background" },
  });
  expect(calls()).toHaveLength(before);
  expect((await ask({ input: "?" })).status).toBe(502);
});

test("items that are none are passed on, and do not keep the reply from being kept", async () => {
  const output = [{ type: "function_call", call_id: 5 }, said];
  const { ask, client } = await startNative((_, response) =>
    sendJson(response, 200, {
      id: "resp_odd",
      object: "response",
      status: "completed",
      model: "real-1",
      output,
    }),
  );
  expect(await (await ask({ input: "?" })).json()).toMatchObject({ output });
  expect((await client.responses.retrieve("resp_odd")).id).toBe("resp_odd");
});
