import { describe, expect, test, vi } from "vitest";
import { startBackend, type TestClient } from "#tests/support/backend.ts";

const fast = "demo:simulated-fast";
const thorough = "demo:simulated-thorough";
const slow = "demo:simulated-slow";
const hello = [{ type: "text" as const, text: "Compare these words" }];

async function setUp(models = [fast, thorough]) {
  const { client, backend } = await startBackend({ demo: true });
  const { id } = await client.comparisons.create({ models });
  await client.comparisons.update({ id, parameters: { maxTokens: 6 } });
  return { backend, client, id, ...helpers(client, id) };
}

function helpers(client: TestClient, id: string) {
  const settled = () =>
    vi.waitFor(
      async () => {
        const { comparison } = await client.comparisons.get({ id });
        if (comparison.streaming) throw new Error("It still runs.");
        return comparison;
      },
      { timeout: 10_000, interval: 20 },
    );
  const branches = async () => {
    const { comparison } = await client.comparisons.get({ id });
    return Promise.all(
      comparison.columns.map(async ({ conversationId }) => {
        const page = await client.conversations.branch({ id: conversationId });
        return page.messages;
      }),
    );
  };
  const send = async () => {
    const { sent } = await client.comparisons.send({ id, parts: hello });
    await settled();
    return sent;
  };
  return { settled, branches, send };
}

const code = (expected: string) =>
  expect.objectContaining({
    data: expect.objectContaining({ code: expected }),
  });

describe("sending", () => {
  test("starts every column on its own history, turn after turn, hidden among the chats", async () => {
    const { client, id, send, branches } = await setUp();
    const sent = await send();
    expect(sent.map(({ reply }) => reply.model)).toEqual([fast, thorough]);
    expect(sent.map(({ reply }) => reply.status)).toEqual([
      "streaming",
      "streaming",
    ]);
    await send();
    const histories = await branches();
    expect(
      histories.map((messages) => messages.map((it) => it.status)),
    ).toEqual([Array(4).fill("complete"), Array(4).fill("complete")]);
    expect(histories.map((it) => it[3]?.usage?.outputTokens)).toEqual([6, 6]);
    const { comparison } = await client.comparisons.get({ id });
    expect(comparison.title).toBe("Compare these words");
    expect((await client.conversations.list({})).total).toBe(0);
  });

  test("is refused while a column answers; stopping keeps the text", async () => {
    const { client, id, settled, branches } = await setUp([slow, thorough]);
    await client.comparisons.update({ id, parameters: {} });
    await client.comparisons.send({ id, parts: hello });
    await expect(client.comparisons.send({ id, parts: hello })).rejects.toEqual(
      code("conflict"),
    );
    await client.comparisons.stop({ id });
    await settled();
    expect((await branches()).map((it) => it[1]?.status)).toEqual([
      "stopped",
      "stopped",
    ]);
  });

  test("a column whose model is gone fails alone with one sentence", async () => {
    const { send, branches } = await setUp([fast, "gone:model"]);
    await send();
    const [whole, failed] = await branches();
    expect(whole?.[1]).toMatchObject({ status: "complete" });
    expect(failed?.[1]).toMatchObject({
      status: "failed",
      error: { message: expect.stringMatching(/\.$/) },
    });
  });

  test("the estimate covers all columns; an unknown price leaves the sum open", async () => {
    const { client, id } = await setUp();
    const known = await client.comparisons.estimate({ id, characters: 300 });
    expect(known).toMatchObject({ costNanoUsd: 0 });
    expect(known.columns.map(({ inputTokens }) => inputTokens)).toEqual([
      100, 100,
    ]);
    await client.comparisons.addColumn({ id, model: "gone:model" });
    const open = await client.comparisons.estimate({ id, characters: 300 });
    expect(open.costNanoUsd).toBeUndefined();
  });
});

describe("columns", () => {
  test("a new one answers the last prompt after the past of another", async () => {
    const { client, id, send, settled, branches } = await setUp();
    await send();
    await send();
    const added = await client.comparisons.addColumn({ id, model: slow });
    expect(added.columns).toHaveLength(3);
    await settled();
    const [first, , third] = await branches();
    expect(third).toHaveLength(4);
    expect(third?.[1]?.parts).toEqual(first?.[1]?.parts);
    expect(third?.[1]?.usage).not.toHaveProperty("costNanoUsd");
    expect(third?.[3]?.model).toBe(slow);
  });

  test("another model answers again beside the old reply and goes on from there", async () => {
    const { client, id, send, settled, branches } = await setUp();
    await send();
    const [left] = (await settled()).columns;
    const columnId = left?.id ?? "";
    await client.comparisons.replaceModel({ id, columnId, model: slow });
    await settled();
    const [branch] = await branches();
    expect(branch?.[1]).toMatchObject({ model: slow, status: "complete" });
    expect(branch?.[1]?.siblingIds).toHaveLength(2);
    const sent = await send();
    expect(sent[0]?.reply.model).toBe(slow);
  });

  test("own settings hold for one column until they are given back", async () => {
    const { client, id } = await setUp();
    const { comparison } = await client.comparisons.get({ id });
    const [left, right] = comparison.columns;
    const columnId = left?.id ?? "";
    await client.comparisons.update({ id, systemPrompt: "Shared." });
    const systemPrompt = "Own.";
    await client.comparisons.updateColumn({ id, columnId, systemPrompt });
    const prompts = () =>
      Promise.all(
        [left, right].map(async (it) => {
          const found = it?.conversationId ?? "";
          return (await client.conversations.get({ id: found })).systemPrompt;
        }),
      );
    expect(await prompts()).toEqual(["Own.", "Shared."]);
    await client.comparisons.updateColumn({ id, columnId, systemPrompt: null });
    expect(await prompts()).toEqual(["Shared.", "Shared."]);
  });

  test("one is removed while it runs, comes back, and the last one stays", async () => {
    const { client, id, settled } = await setUp([slow, fast]);
    await client.comparisons.send({ id, parts: hello });
    const { comparison } = await client.comparisons.get({ id });
    const [left, right] = comparison.columns.map((column) => column.id);
    const [columnId = "", other = ""] = [left, right];
    await client.comparisons.update({ id, base: columnId });
    const without = await client.comparisons.removeColumn({ id, columnId });
    expect(without).toMatchObject({ columns: [{ id: other }], base: "group" });
    await expect(
      client.comparisons.removeColumn({ id, columnId: other }),
    ).rejects.toEqual(code("conflict"));
    await settled();
    const again = await client.comparisons.restoreColumn({ id, columnId });
    expect(again.columns.map((column) => column.id)).toEqual([left, right]);
  });
});

describe("judging", () => {
  test("votes become standings with speed; a second vote on the same replies replaces the first", async () => {
    const { client, id, send } = await setUp();
    const sent = await send();
    const replies = sent.map(({ columnId, reply }) => ({
      columnId,
      messageId: reply.id,
    }));
    const best = replies[0]?.columnId ?? "";
    await client.comparisons.vote({
      id,
      replies,
      outcome: "tie",
      blind: false,
    });
    const vote = await client.comparisons.vote({
      id,
      replies,
      outcome: { best },
      blind: true,
    });
    expect(vote).toMatchObject({
      prompt: "Compare these words",
      blind: true,
      replies: [
        { model: fast, servedModel: fast, outputTokens: 6, costNanoUsd: 0 },
        { model: thorough, outputTokens: 6 },
      ],
    });
    await client.comparisons.update({ id, tags: ["words"] });
    const board = await client.comparisons.leaderboard({ tag: "words" });
    expect(board).toMatchObject({
      votes: 1,
      tags: ["words"],
      standings: [
        {
          model: fast,
          wins: 1,
          tokensPerSecond: expect.any(Number),
          firstTokenMs: expect.any(Number),
        },
        { model: thorough, wins: 0 },
      ],
    });
    expect((await client.comparisons.leaderboard({ tag: "x" })).votes).toBe(0);
    await client.comparisons.unvote({ voteId: vote.id });
    expect((await client.comparisons.get({ id })).votes).toEqual([]);
  });

  test("a vote on a running reply, a stranger's, or for a column that did not take part is refused", async () => {
    const { client, id, settled } = await setUp([slow, fast]);
    const { sent } = await client.comparisons.send({ id, parts: hello });
    const [left, right] = sent.map(({ columnId, reply }) => ({
      columnId,
      messageId: reply.id,
    }));
    if (left === undefined || right === undefined) throw new Error("No reply.");
    const vote = (
      replies: (typeof left)[],
      outcome: "tie" | { best: string } = "tie",
    ) => client.comparisons.vote({ id, replies, outcome, blind: false });
    await expect(vote([left])).rejects.toEqual(code("invalid-request"));
    await settled();
    await expect(
      vote([{ columnId: left.columnId, messageId: right.messageId }]),
    ).rejects.toEqual(code("invalid-request"));
    await expect(vote([left], { best: right.columnId })).rejects.toEqual(
      code("invalid-request"),
    );
  });
});

describe("what cannot be judged", () => {
  const repliesOf = async (client: TestClient, id: string) => {
    const { comparison } = await client.comparisons.get({ id });
    return Promise.all(
      comparison.columns.map(async ({ id: columnId, conversationId }) => {
        const page = await client.conversations.branch({ id: conversationId });
        return { columnId, messageId: page.messages[1]?.id ?? "" };
      }),
    );
  };
  const vote = async (client: TestClient, id: string) =>
    client.comparisons.vote({
      id,
      replies: await repliesOf(client, id),
      outcome: "tie",
      blind: false,
    });

  test("the copied replies of a duplicate: they would count twice", async () => {
    const { client, id, send } = await setUp();
    await send();
    await vote(client, id);
    const copy = await client.comparisons.duplicate({ id });
    await expect(vote(client, copy.id)).rejects.toEqual(
      code("invalid-request"),
    );
    const again = helpers(client, copy.id);
    const sent = await again.send();
    const replies = sent.map(({ columnId, reply }) => ({
      columnId,
      messageId: reply.id,
    }));
    await client.comparisons.vote({
      id: copy.id,
      replies,
      outcome: "tie",
      blind: false,
    });
    expect((await client.comparisons.leaderboard({})).votes).toBe(2);
  });

  test("the past that a new column takes over, even from the same model", async () => {
    const { client, id, send, settled } = await setUp();
    await send();
    await send();
    await client.comparisons.addColumn({ id, model: fast });
    await settled();
    await expect(vote(client, id)).rejects.toEqual(code("invalid-request"));
  });

  test("a reply that failed", async () => {
    const { client, id, send } = await setUp([fast, "gone:model"]);
    await send();
    await expect(vote(client, id)).rejects.toEqual(code("invalid-request"));
  });
});

describe("answers go on", () => {
  test("a merge streams in a hidden chat from an editable prompt with every answer", async () => {
    const { client, id, send, settled } = await setUp();
    await expect(client.comparisons.mergePrompt({ id })).rejects.toEqual(
      code("conflict"),
    );
    await send();
    const { prompt, letters } = await client.comparisons.mergePrompt({ id });
    expect(letters.map(({ letter }) => letter)).toEqual(["A", "B"]);
    expect(prompt).toContain("Compare these words");
    expect(prompt).toContain("[A]");
    const merge = await client.comparisons.merge({ id, model: fast, prompt });
    await settled();
    const page = await client.conversations.branch({
      id: merge.conversationId,
    });
    expect(page.messages.map((it) => it.status)).toEqual([
      "complete",
      "complete",
    ]);
    expect((await client.comparisons.get({ id })).merges).toEqual([merge]);
    expect((await client.conversations.list({})).total).toBe(0);
  });

  test("continuing makes a visible chat, comparing a chat begins with it", async () => {
    const { client, id, send, settled } = await setUp();
    await send();
    const columnId = (await settled()).columns[1]?.id ?? "";
    const { conversationId } = await client.comparisons.continueFrom({
      id,
      columnId,
    });
    const chat = await client.conversations.get({ id: conversationId });
    expect(chat).toMatchObject({
      title: "Compare these words",
      model: thorough,
      parameters: { maxTokens: 6 },
    });
    const chats = await client.conversations.list({});
    expect(chats.conversations.map((it) => it.id)).toEqual([conversationId]);
    const page = await client.conversations.branch({ id: conversationId });
    expect(page.messages).toHaveLength(2);

    const created = await client.comparisons.create({
      models: [fast, slow, thorough],
      fromConversation: conversationId,
    });
    const { branches } = helpers(client, created.id);
    expect((await branches()).map((it) => it.length)).toEqual([2, 2, 2]);
    expect(created).toMatchObject({ parameters: { maxTokens: 6 } });
  });

  test("a duplicate has all of it and a life of its own", async () => {
    const { client, id, send, settled } = await setUp();
    await send();
    const base = (await settled()).columns[1]?.id ?? "";
    await client.comparisons.update({ id, base, tags: ["t"] });
    const copy = await client.comparisons.duplicate({ id });
    expect(copy).toMatchObject({
      title: "Compare these words",
      tags: ["t"],
      base: copy.columns[1]?.id,
      costNanoUsd: 0,
    });
    await client.comparisons.remove({ id });
    const { branches } = helpers(client, copy.id);
    expect((await branches()).map((it) => it.length)).toEqual([2, 2]);
    const listed = await client.comparisons.list({ search: "simulated" });
    expect(listed.comparisons.map((it) => it.id)).toEqual([copy.id]);
    await client.comparisons.restore({ id });
    expect((await client.comparisons.list({})).total).toBe(2);
  });

  test("exports hold prompts, replies, figures and verdicts", async () => {
    const { client, id, send } = await setUp();
    const sent = await send();
    await client.comparisons.vote({
      id,
      replies: sent.map(({ columnId, reply }) => ({
        columnId,
        messageId: reply.id,
      })),
      outcome: { best: sent[0]?.columnId ?? "" },
      blind: false,
    });
    const markdown = await client.comparisons.export({
      id,
      format: "markdown",
    });
    expect(markdown.fileName).toBe("Compare-these-words.md");
    expect(markdown.text).toMatch(
      /\| A · demo:simulated-fast \| .* s \| \d+ \| 6 \| \$0\.000000 \| length \| best \|/,
    );
    const json = await client.comparisons.export({ id, format: "json" });
    expect(JSON.parse(json.text)).toMatchObject({
      comparison: { id },
      columns: [{ messages: [{ role: "user" }, { role: "assistant" }] }, {}],
      votes: [{}],
    });
  });
});
