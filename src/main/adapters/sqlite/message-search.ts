import type { MessageHit } from "#shared/chat/message-hit.ts";
import type { Connection } from "./connection.ts";
import { foldText } from "./fold-text.ts";
import { searching } from "./text-search.ts";

interface HitRow {
  readonly conversation_id: string;
  readonly title: string;
  readonly message_id: string;
  readonly role: "user" | "assistant";
  readonly created_at: string;
  readonly text: string;
}

/** Characters around what was found. */
const before = 40;
const after = 120;

/** Finds messages of chats by what stands in them, newest first. */
export function createMessageSearch(
  connection: Connection,
): (query: { search: string; limit: number }) => readonly MessageHit[] {
  const prepare = (condition: string) =>
    connection.prepare<[{ text: string; limit: number }], HitRow>(`
      SELECT m.conversation_id, c.title, m.id AS message_id, m.role, m.created_at,
        substr(t.text, 1, 200000) AS text
      FROM chat_texts t
      JOIN messages m ON m.sequence = t.rowid
      JOIN conversations c ON c.id = m.conversation_id AND c.removed_at IS NULL
      WHERE ${condition} ORDER BY t.rowid DESC LIMIT @limit`);
  const ways = {
    phrase: prepare("chat_texts MATCH @text"),
    pattern: prepare("t.text LIKE @text ESCAPE '\\'"),
  };
  return ({ search, limit }) => {
    const { way, text } = searching(search);
    if (way === "all") return [];
    return ways[way].all({ text, limit }).map((row) => hitOf(row, search));
  };
}

function hitOf(row: HitRow, search: string): MessageHit {
  return {
    conversationId: row.conversation_id,
    title: row.title,
    messageId: row.message_id,
    role: row.role,
    createdAt: row.created_at,
    ...excerpt(row.text, search),
  };
}

/** The place in the text, on one line. Where folding moved it the beginning stands for it. */
export function excerpt(
  text: string,
  search: string,
): Pick<MessageHit, "before" | "match" | "after"> {
  const folded = foldText(text);
  // A folded text of another length has its characters elsewhere.
  const place =
    folded.length === text.length ? folded.indexOf(foldText(search)) : -1;
  const at = place === -1 ? text.indexOf(search) : place;
  if (at === -1)
    return {
      before: "",
      match: "",
      after: line(text.slice(0, before + after)),
    };
  const end = at + search.length;
  const cut = Math.max(0, at - before);
  return {
    before: `${cut > 0 ? "…" : ""}${line(text.slice(cut, at)).trimStart()}`,
    match: line(text.slice(at, end)),
    after: line(text.slice(end, end + after)),
  };
}

function line(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
