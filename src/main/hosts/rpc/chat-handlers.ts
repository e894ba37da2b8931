import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";
import { withoutAbsent } from "./without-absent.ts";

export function chatHandlers({ replies, estimate }: RpcServices) {
  return {
    send: rpc.chat.send.handler(({ input }) => {
      const { cache = {} } = input;
      const sent = replies.send({ ...input, cache: withoutAbsent(cache) });
      return { message: sent.message, replies: [...sent.replies] };
    }),
    regenerate: rpc.chat.regenerate.handler(({ input }) => {
      const { cache = {} } = input;
      return replies.regenerate({ ...input, cache: withoutAbsent(cache) });
    }),
    stop: rpc.chat.stop.handler(({ input }) => replies.stop(input.messageId)),
    watch: rpc.chat.watch.handler(({ input, signal }) =>
      replies.watch(input.conversationId, signal),
    ),
    estimate: rpc.chat.estimate.handler(({ input }) => estimate(input)),
  };
}
