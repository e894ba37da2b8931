import type { ContractRouterClient } from "@orpc/contract";
import type { StoreApi } from "zustand/vanilla";
import type { BranchMessage, Conversation } from "#shared/chat/conversation.ts";
import type { AppError } from "#shared/errors/app-error.ts";
import type { Contract } from "#shared/rpc/contract.ts";
import type { Loading } from "./app-loading.ts";
import type { Unsaved } from "./app-unsaved.ts";
import type { CreateScheduler } from "./chat-frames.ts";
import type { LiveReply } from "./chat-live.ts";

export interface ChatState {
  readonly loading: Loading;
  readonly conversation?: Conversation;
  /** The branch on show as far as it is loaded, newest last. */
  readonly messages: readonly BranchMessage[];
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  /** Replies that stream now, by message id. */
  readonly live: Readonly<Record<string, LiveReply>>;
}

type Client = ContractRouterClient<Contract>;

/** What a chat needs of the backend; `subscribe` follows a stream over lost connections. */
export interface ChatBackend {
  readonly client: Pick<Client, "chat" | "conversations">;
  readonly subscribe: <Event>(
    open: (options: { signal: AbortSignal }) => Promise<AsyncIterable<Event>>,
    handlers: {
      readonly onOpen?: () => void;
      readonly onEvent: (event: Event) => void;
      readonly onError?: (error: AppError) => void;
    },
  ) => () => void;
  readonly createScheduler: CreateScheduler;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One conversation, its state and the backend behind it. */
export interface ChatContext {
  readonly id: string;
  readonly backend: ChatBackend;
  readonly store: StoreApi<ChatState>;
  readonly unsaved: Unsaved<Conversation>;
}

/** Messages of a page of a branch. */
export const pageSize = 200;
/** The most that one page may hold. */
export const largestPage = 1_000;
