import { Check, Cloud, Laptop } from "lucide-react";
import type { RefObject } from "react";
import { t } from "#renderer/messages/t.ts";
import { Chip } from "../chip.tsx";
import { TextField } from "../text-field.tsx";
import styles from "./add-provider.module.css";
import type { AddProviderDraft, AddProviderForm, Preset } from "./draft.ts";

interface Flow {
  readonly form: AddProviderForm;
  readonly setForm: (form: AddProviderForm) => void;
  readonly paste: (text: string) => void;
  readonly presets: readonly Preset[];
  readonly draft: AddProviderDraft;
}

/** The paste field, what it was recognised as, what is still missing, and the known providers. */
export function AddProviderFields({
  flow,
  firstField,
}: {
  readonly flow: Flow;
  readonly firstField: RefObject<HTMLInputElement | null>;
}) {
  const { form, draft } = flow;
  const isKey = form.recognition?.isKey === true;
  return (
    <>
      <TextField
        ref={firstField}
        label={t("addProvider.paste")}
        help={<PasteHelp form={form} draft={draft} />}
        monospace
        // Once it is known to be a key, shoulders need not read it.
        type={isKey ? "password" : "text"}
        placeholder={t("addProvider.pastePlaceholder")}
        value={form.pasted}
        onChange={flow.paste}
      />
      <PresetChoice flow={flow} />
      <MissingFields flow={flow} />
      {draft.missing !== "everything" && <Destination draft={draft} />}
    </>
  );
}

function PasteHelp({
  form,
  draft,
}: {
  readonly form: AddProviderForm;
  readonly draft: AddProviderDraft;
}) {
  const { recognition } = form;
  if (form.pasted.trim() === "" || recognition === undefined)
    return t("addProvider.pasteHelp");
  const name = draft.preset?.name ?? recognition.name;
  if (name !== undefined)
    return (
      <span className={styles.recognized} role="status">
        <Chip tone="good" icon={<Check size={14} aria-hidden />}>
          {t("addProvider.recognized", { name })}
        </Chip>
      </span>
    );
  if (recognition.isKey && form.presetId === undefined)
    return t("addProvider.unknownKey");
  return draft.missing === "everything"
    ? t("addProvider.unknown")
    : t("addProvider.pasteHelp");
}

function PresetChoice({ flow }: { readonly flow: Flow }) {
  const { form, presets, draft } = flow;
  // Once a paste was recognised the list would only ask again what is known.
  if (form.recognition?.preset !== undefined && form.pasted.trim() !== "")
    return null;
  if (presets.length === 0) return null;
  return (
    <fieldset className={styles.presets}>
      <legend className={styles.legend}>{t("addProvider.or")}</legend>
      {presets.map((preset) => (
        <button
          key={preset.id}
          type="button"
          className={styles.preset}
          aria-pressed={draft.preset?.id === preset.id}
          onClick={() => flow.setForm(withPreset(form, preset))}
        >
          {preset.local ? (
            <Laptop size={16} aria-hidden />
          ) : (
            <Cloud size={16} aria-hidden />
          )}
          {preset.name}
        </button>
      ))}
    </fieldset>
  );
}

function withPreset(form: AddProviderForm, preset: Preset): AddProviderForm {
  const { name: _name, baseUrl: _baseUrl, ...rest } = form;
  return { ...rest, presetId: preset.id };
}

function MissingFields({ flow }: { readonly flow: Flow }) {
  const { form, setForm, draft } = flow;
  const shownUrl = form.baseUrl ?? draft.instance.baseUrl ?? "";
  const badUrl =
    form.baseUrl !== undefined && draft.asksBaseUrl && draft.host === undefined;
  return (
    <>
      {draft.asksBaseUrl && (
        <div className={styles.pair}>
          <TextField
            label={t("addProvider.name")}
            value={form.name ?? draft.name}
            onChange={(name) => setForm({ ...form, name })}
            maxLength={80}
          />
          <TextField
            label={t("addProvider.baseUrl")}
            help={t("addProvider.baseUrlHelp")}
            error={badUrl ? t("addProvider.badUrl") : undefined}
            monospace
            placeholder="http://127.0.0.1:1234/v1"
            value={shownUrl}
            onChange={(baseUrl) => setForm({ ...form, baseUrl })}
          />
        </div>
      )}
      {draft.asksKey && (
        <TextField
          label={t(
            draft.keyRequired ? "addProvider.key" : "addProvider.keyOptional",
          )}
          help={t("addProvider.keyHelp")}
          type="password"
          monospace
          value={form.key ?? ""}
          onChange={(key) => setForm({ ...form, key })}
        />
      )}
    </>
  );
}

function Destination({ draft }: { readonly draft: AddProviderDraft }) {
  const host = draft.host ?? draft.name;
  return (
    <p className={styles.destination}>
      {draft.local ? (
        <Laptop size={14} aria-hidden />
      ) : (
        <Cloud size={14} aria-hidden />
      )}
      {draft.local ? t("addProvider.local") : t("addProvider.sent", { host })}
    </p>
  );
}
