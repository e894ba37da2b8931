import type {
  BranchMessage,
  Conversation,
  ConversationEvent,
} from "#shared/chat/conversation.ts";
import type { ChatBackend } from "#renderer/stores/chat-state.ts";

export function conversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: "c",
    title: "Title",
    pinned: false,
    systemPrompt: "",
    parameters: {},
    costNanoUsd: 0,
    createdAt: "2026-01-01T00:00:00.000Z",
    updatedAt: "2026-01-01T00:00:00.000Z",
    ...change,
  };
}

export function message(
  id: string,
  change: Partial<BranchMessage> = {},
): BranchMessage {
  return {
    id,
    conversationId: "c",
    role: id.startsWith("u") ? "user" : "assistant",
    parts: [{ type: "text", text: id }],
    status: "complete",
    createdAt: "2026-01-01T00:00:00.000Z",
    siblingIds: [id],
    ...change,
  };
}

/** A line of messages, each below the one before. */
export function branch(...ids: readonly string[]): BranchMessage[] {
  return ids.map((id, index) => {
    const parentId = ids[index - 1];
    return message(id, parentId === undefined ? {} : { parentId });
  });
}

/** A backend whose answers and stream a test holds in its hand; frames are drawn on request. */
export function createFakeChatBackend(messages: readonly BranchMessage[]) {
  let draw = (): void => undefined;
  let open: (() => void) | undefined;
  let tell: ((event: ConversationEvent) => void) | undefined;
  const state = {
    branch: [...messages],
    conversation: conversation(leafOf(messages)),
    pageSize: 200,
    calls: [] as unknown[],
    frames: 0,
    now: 1_000,
    failNext: undefined as Error | undefined,
  };

  function record(name: string, input: unknown): void {
    state.calls.push([name, input]);
    const failure = state.failNext;
    state.failNext = undefined;
    if (failure !== undefined) throw failure;
  }

  const client = {
    chat: {
      watch: () => Promise.reject(new Error("The fake subscribes by itself.")),
      send: (input: { parentId?: string }) => {
        record("send", input);
        const { parentId } = input;
        const sent = message("u9", parentId === undefined ? {} : { parentId });
        const reply = message("a9", {
          parentId: "u9",
          parts: [],
          status: "streaming",
        });
        return Promise.resolve({ message: sent, replies: [reply] });
      },
      regenerate: (input: { messageId: string }) => {
        record("regenerate", input);
        const old = state.branch.find(({ id }) => id === input.messageId);
        return Promise.resolve(
          message("a9", {
            ...(old?.parentId === undefined ? {} : { parentId: old.parentId }),
            siblingIds: [input.messageId, "a9"],
            status: "streaming",
            parts: [],
          }),
        );
      },
      stop: (input: unknown) => Promise.resolve(record("stop", input)),
    },
    conversations: {
      get: () => Promise.resolve(state.conversation),
      branch: ({ before }: { before?: string }) => {
        record("branch", before);
        const end =
          before === undefined
            ? state.branch.length
            : state.branch.findIndex(({ id }) => id === before);
        const start = Math.max(0, end - state.pageSize);
        return Promise.resolve({
          messages: state.branch.slice(start, end),
          hasMore: start > 0,
        });
      },
      update: (input: Partial<Conversation>) => {
        try {
          record("update", input);
        } catch (error) {
          return Promise.reject(error as Error);
        }
        return Promise.resolve({ ...state.conversation, ...input });
      },
      reveal: (input: { messageId: string }) => {
        record("reveal", input);
        const at = state.branch.findIndex(({ id }) => id === input.messageId);
        return Promise.resolve({
          conversation: state.conversation,
          below: state.branch.length - 1 - at,
        });
      },
      selectBranch: (input: unknown) => {
        record("selectBranch", input);
        return Promise.resolve(state.conversation);
      },
    },
  };

  const backend: ChatBackend = {
    client: client as unknown as ChatBackend["client"],
    subscribe: (_, handlers) => {
      open = handlers.onOpen;
      tell = handlers.onEvent as (event: ConversationEvent) => void;
      return () => {
        open = undefined;
        tell = undefined;
      };
    },
    createScheduler: (callback) => {
      let wanted = false;
      draw = () => {
        if (!wanted) return;
        wanted = false;
        state.frames += 1;
        callback();
      };
      return {
        request: () => {
          wanted = true;
        },
        cancel: () => {
          wanted = false;
        },
      };
    },
    now: () => state.now,
  };

  return {
    backend,
    state,
    /** The stream stands, first or again; resolves once the branch was read. */
    connect: async () => {
      open?.();
      await settle();
    },
    isWatched: () => tell !== undefined,
    tell: (...events: readonly ConversationEvent[]) => {
      for (const event of events) tell?.(event);
    },
    draw: () => draw(),
  };
}

function leafOf(messages: readonly BranchMessage[]): { leafId?: string } {
  const leaf = messages.at(-1);
  return leaf === undefined ? {} : { leafId: leaf.id };
}

/** Lets everything that waits for a resolved promise go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
