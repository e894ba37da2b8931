import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import { Button } from "#renderer/components/button.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { Notice } from "#renderer/components/notice.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { Segmented } from "#renderer/components/segmented.tsx";
import { TextArea } from "#renderer/components/text-area.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { formatBytes } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { chosenModels } from "#renderer/stores/comparisons-new.ts";
import { useModels } from "#renderer/stores/models.ts";
import { loadPromptSets } from "#renderer/stores/prompt-sets.ts";
import { changeNewSet, clearNewSet, useNewSet } from "./new-set-state.ts";
import { openPromptSet } from "./place.ts";
import styles from "./set-form.module.css";
import {
  emptySetDraft,
  formatOfFile,
  readDraft,
  type DraftProblems,
  type SetDraft,
} from "./set-draft.ts";
import { SetFields } from "./set-fields.tsx";

const formats = ["lines", "blocks", "csv", "jsonl"] as const;
const largestFile = 50_000_000;
/** Longer texts are kept but not put in the field, which would stall. */
const longestShown = 200_000;

/** Where a list of prompts comes from and what it is run on. */
export function NewSetView() {
  const { title, format, text, fileName, template, ...set } = useNewSet();
  const [suggested] = useState<SetDraft>(() => ({
    ...emptySetDraft,
    models: chosenModels(undefined, useModels.getState()),
  }));
  const draft = set.draft ?? suggested;
  const [problems, setProblems] = useState<DraftProblems>({});
  const [error, setError] = useState<ErrorJson>();
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const tabular = format === "csv" || format === "jsonl";

  async function load(file: File): Promise<void> {
    setRefusal(undefined);
    if (file.size > largestFile) {
      const limit = formatBytes(largestFile);
      setRefusal(t("chat.attachment.tooLarge", { name: file.name, limit }));
      return;
    }
    changeNewSet({
      text: await file.text(),
      fileName: file.name,
      format: formatOfFile(file.name),
      title: title || file.name.replace(/\.\w+$/, ""),
    });
  }

  async function create(): Promise<void> {
    const read = readDraft(draft);
    setProblems("problems" in read ? read.problems : {});
    if ("problems" in read) return;
    const { budgetNanoUsd, ...settings } = read.value;
    setBusy(true);
    setError(undefined);
    try {
      const created = await client.promptSets.create({
        title: title.trim() === "" ? t("compare.set.untitled") : title,
        format,
        text,
        ...(tabular && template.trim() !== "" ? { template } : {}),
        ...settings,
        ...(budgetNanoUsd === undefined ? {} : { budgetNanoUsd }),
      });
      clearNewSet();
      await loadPromptSets();
      openPromptSet(created.id, { replace: true });
    } catch (thrown) {
      setError(toErrorJson(thrown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <ScreenHeader title={t("compare.set.new")} />
      <div className={styles.page}>
        <div className={styles.form}>
          <TextField
            label={t("compare.set.title")}
            placeholder={t("compare.set.untitled")}
            maxLength={200}
            value={title}
            onChange={(next) => changeNewSet({ title: next })}
          />
          <div className={styles.source}>
            <Segmented
              label={t("compare.set.format")}
              value={format}
              options={formats.map((value) => ({
                value,
                label: t(`compare.set.format.${value}`),
              }))}
              onChange={(next) => changeNewSet({ format: next })}
            />
            <input
              ref={picker}
              type="file"
              hidden
              accept=".csv,.tsv,.jsonl,.ndjson,.txt,.md"
              onChange={(event) => {
                const [file] = event.target.files ?? [];
                event.target.value = "";
                if (file !== undefined) void load(file);
              }}
            />
            <Button
              icon={<FileUp size={16} aria-hidden />}
              onClick={() => picker.current?.click()}
            >
              {t("compare.set.openFile")}
            </Button>
          </div>
          {refusal !== undefined && (
            <p className={styles.problem} role="alert">
              {refusal}
            </p>
          )}
          {text.length > longestShown ? (
            <Notice
              tone="info"
              actions={
                <Button size="small" onClick={() => changeNewSet({ text: "" })}>
                  {t("compare.set.clearFile")}
                </Button>
              }
            >
              {t("compare.set.largeFile", {
                name: fileName ?? "",
                size: formatBytes(text.length),
              })}
            </Notice>
          ) : (
            <TextArea
              label={t("compare.set.prompts")}
              help={t(`compare.set.formatHelp.${format}`)}
              rows={8}
              monospace={tabular}
              value={text}
              onChange={(next) => changeNewSet({ text: next })}
            />
          )}
          {tabular && (
            <TextArea
              label={t("compare.set.template")}
              help={t("compare.set.templateHelp", { example: "{{name}}" })}
              rows={3}
              value={template}
              onChange={(next) => changeNewSet({ template: next })}
            />
          )}
          <SetFields
            draft={draft}
            problems={problems}
            onChange={(next) => changeNewSet({ draft: next })}
          />
          {error !== undefined &&
            (error.code === "invalid-request" ? (
              <Notice tone="bad" role="alert">
                {error.message}
              </Notice>
            ) : (
              <ErrorNotice
                error={error}
                handlers={{ retry: () => void create() }}
              />
            ))}
          <div>
            <Button
              variant="primary"
              busy={busy}
              disabled={text.trim() === ""}
              onClick={() => void create()}
            >
              {t("compare.set.create")}
            </Button>
          </div>
        </div>
      </div>
    </>
  );
}
