import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function activityHandlers({ spending }: RpcServices) {
  return {
    query: rpc.activity.query.handler(({ input }) => [
      ...spending.activity(input),
    ]),
    budgets: rpc.activity.budgets.handler(({ input: { conversationId } }) =>
      spending.states(conversationId === undefined ? {} : { conversationId }),
    ),
  };
}
