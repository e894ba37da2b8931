import { useRef, useState } from "react";
import { client } from "#renderer/rpc/client.ts";
import { saveText } from "#renderer/stores/app-download.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { auditFilter, type AuditView } from "#renderer/stores/gateway-audit.ts";

export type ExportFormat = "jsonl" | "csv";

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  jsonl: "application/jsonl",
  csv: "text/csv",
};

/** Writes the audit into a file, as far as the view shows it. */
export function useExport(view: AuditView): {
  /** Characters that came so far; absent while nothing is written. */
  readonly written: number | undefined;
  readonly run: (format: ExportFormat) => void;
  readonly stop: () => void;
} {
  const [written, setWritten] = useState<number>();
  const running = useRef<AbortController>(undefined);

  async function run(format: ExportFormat): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    const now = new Date();
    const filter = auditFilter(view, now.getTime());
    const pieces: string[] = [];
    let length = 0;
    setWritten(0);
    try {
      const stream = await client.audit.export(
        { ...filter, format },
        { signal },
      );
      for await (const { text } of stream) {
        pieces.push(text);
        length += text.length;
        setWritten(length);
      }
      if (signal.aborted) return;
      saveText({
        fileName: `modeldocker-audit-${now.toISOString().slice(0, 10)}.${format}`,
        mediaType: mediaTypes[format],
        text: pieces,
      });
    } catch (error) {
      if (!signal.aborted) toastError(error);
    } finally {
      setWritten(undefined);
    }
  }

  return {
    written,
    run: (format) => void run(format),
    stop: () => running.current?.abort(),
  };
}
