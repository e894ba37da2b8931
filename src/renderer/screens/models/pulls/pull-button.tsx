import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "#renderer/components/button.tsx";
import { t } from "#renderer/messages/t.ts";
import { useInstances } from "#renderer/stores/instances.ts";
import { PullDialog } from "./pull-dialog.tsx";

/** Only where there is an Ollama that is on. */
export function PullButton() {
  const [asking, setAsking] = useState(false);
  const all = useInstances((state) => state.instances);
  const instances = all.filter(
    ({ kind, enabled }) => kind === "ollama" && enabled,
  );
  if (instances.length === 0) return null;
  return (
    <>
      <Button icon={<Download size={16} />} onClick={() => setAsking(true)}>
        {t("pulls.pull")}
      </Button>
      {asking && (
        <PullDialog instances={instances} onClose={() => setAsking(false)} />
      )}
    </>
  );
}
