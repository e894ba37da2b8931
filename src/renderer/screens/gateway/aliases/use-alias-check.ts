import { useEffect, useState } from "react";
import { client } from "#renderer/rpc/client.ts";

type Check = Awaited<ReturnType<typeof client.aliases.check>>;

const pauseMs = 150;

/** What a draft would come to, as the backend sees it; undefined until it answered. */
export function useAliasCheck({
  id,
  targets,
  changes,
}: {
  readonly id: string;
  readonly targets: readonly string[];
  readonly changes: string | undefined;
}): Check | undefined {
  const [check, setCheck] = useState<Check>();
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(() => {
      client.aliases
        .check({
          newId: id.trim(),
          targets: [...targets],
          ...(changes === undefined ? {} : { id: changes }),
        })
        .then(
          (found) => !stale && setCheck(found),
          () => !stale && setCheck(undefined),
        );
    }, pauseMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [id, targets, changes]);
  return check;
}
