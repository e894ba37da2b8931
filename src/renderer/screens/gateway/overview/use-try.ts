import { useEffect, useRef, useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { TryResult, TryRoute } from "#shared/gateway/gateway-state.ts";
import { client } from "#renderer/rpc/client.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";

export interface TryWish {
  readonly route: TryRoute;
  readonly model: string;
  readonly keyId?: string;
}

export type TryOutcome =
  | { readonly status: "none" }
  | { readonly status: "running" }
  | { readonly status: "answered"; readonly result: TryResult }
  /** It never came to a reply of the gateway. */
  | { readonly status: "failed"; readonly error: ErrorJson };

/** Runs the example for real, once at a time; what came out stands until its question changes. */
export function useTry(wish: TryWish | undefined): {
  readonly outcome: TryOutcome;
  readonly run: () => void;
  readonly stop: () => void;
} {
  const question = JSON.stringify(wish);
  const [last, setLast] = useState<{
    readonly question: string | undefined;
    readonly outcome: TryOutcome;
  }>();
  const running = useRef<AbortController>(undefined);
  // Nobody waits for it once the page is left.
  useEffect(() => () => running.current?.abort(), []);

  async function run(asked: TryWish): Promise<void> {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const show = (outcome: TryOutcome) => {
      if (running.current === controller) setLast({ question, outcome });
    };
    show({ status: "running" });
    try {
      const result = await client.gateway.try(asked, {
        signal: controller.signal,
      });
      show({ status: "answered", result });
    } catch (error) {
      show(
        controller.signal.aborted
          ? { status: "none" }
          : { status: "failed", error: toErrorJson(error) },
      );
    }
  }

  return {
    outcome: last?.question === question ? last.outcome : { status: "none" },
    run: () => {
      if (wish !== undefined) void run(wish);
    },
    stop: () => running.current?.abort(),
  };
}
