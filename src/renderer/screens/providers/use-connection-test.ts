import { useState } from "react";
import type { z } from "zod";
import type { connectionTestSchema } from "#shared/rpc/instances.ts";
import { client } from "#renderer/rpc/client.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { loadInstances } from "#renderer/stores/instances.ts";

export type ConnectionTest = z.infer<typeof connectionTestSchema>;

/** Tests one instance live and keeps what came out until the next test. */
export function useConnectionTest(id: string) {
  const [running, setRunning] = useState(false);
  const [outcome, setOutcome] = useState<ConnectionTest>();

  async function run(): Promise<void> {
    setRunning(true);
    try {
      const result = await client.instances.test({ id });
      setOutcome(result);
      await loadInstances();
    } catch (error) {
      setOutcome({ ok: false, error: toErrorJson(error) });
    } finally {
      setRunning(false);
    }
  }

  return { running, outcome, run };
}
