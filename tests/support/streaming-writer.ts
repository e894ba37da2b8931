// Started as a process of its own: streams a reply into the store in small steps until it is killed.
import { openStore } from "#main/adapters/sqlite/open-store.ts";

const [path = "", key = "", stepMs = "100"] = process.argv.slice(2);
const store = openStore({
  path,
  key: Buffer.from(key, "hex"),
  clock: { now: Date.now },
});
const createdAt = new Date().toISOString();
store.conversations.insert({
  id: "c",
  title: "Durable",
  pinned: false,
  systemPrompt: "",
  parameters: {},
  costNanoUsd: 0,
  createdAt,
  updatedAt: createdAt,
});
store.conversations.insertMessage({
  id: "question",
  conversationId: "c",
  role: "user",
  parts: [{ type: "text", text: "Count." }],
  status: "complete",
  createdAt,
});
store.conversations.insertMessage({
  id: "reply",
  conversationId: "c",
  parentId: "question",
  role: "assistant",
  parts: [],
  status: "streaming",
  createdAt,
});

let text = "";
let count = 0;
setInterval(() => {
  count += 1;
  text += `${count} `;
  store.conversations.updateMessage("reply", {
    parts: [{ type: "text", text }],
  });
  process.send?.(count);
}, Number(stepMs));
